package io.github.keycloakamazon;

import io.github.keycloakamazon.lwa.Region;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.keycloak.Config;
import org.keycloak.OAuth2Constants;
import org.keycloak.broker.oidc.OAuth2IdentityProviderConfig;
import org.keycloak.broker.provider.AbstractIdentityProviderFactory;
import org.keycloak.broker.social.SocialIdentityProviderFactory;
import org.keycloak.models.IdentityProviderModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.provider.ProviderConfigurationBuilder;

/** Makes Amazon one of Keycloak's social providers: what the admin console lists, asks for, and hands to the broker. */
public class AmazonIdentityProviderFactory extends AbstractIdentityProviderFactory<AmazonIdentityProvider>
        implements SocialIdentityProviderFactory<AmazonIdentityProvider> {
    /** The provider id, which realms, exports and scripts refer to. */
    public static final String PROVIDER_ID = "amazon";

    private @Nullable AmazonServer server;

    @Override
    public String getId() {
        return PROVIDER_ID;
    }

    @Override
    public String getName() {
        return "Amazon";
    }

    @Override
    public String getHelpText() {
        return "Sign in with an Amazon account (Login with Amazon).";
    }

    /** Runs at build time too, so it only reads: the timer thread starts with the first call. */
    @Override
    public void init(Config.Scope scope) {
        server = new AmazonServer(ServerOptions.read(scope));
    }

    @Override
    public AmazonIdentityProvider create(KeycloakSession session, IdentityProviderModel model) {
        AmazonServer initialized = Optional.ofNullable(server)
                .orElseThrow(() -> new IllegalStateException("The factory was not initialized"));
        return new AmazonIdentityProvider(session, new AmazonIdentityProviderConfig(model), initialized);
    }

    @Override
    public AmazonIdentityProviderConfig createConfig() {
        return new AmazonIdentityProviderConfig();
    }

    /** The scopes have a field of Keycloak's own ("Scopes", under Advanced), so they are not repeated here. */
    @Override
    public List<ProviderConfigProperty> getConfigProperties() {
        return ProviderConfigurationBuilder.create()
                .property()
                .name(AmazonIdentityProviderConfig.REGION)
                .label("amazonRegion.label")
                .helpText("amazonRegion.help")
                .type(ProviderConfigProperty.LIST_TYPE)
                .options(Stream.of(Region.values()).map(Region::name).toList())
                .defaultValue(Region.NA.name())
                .add()
                .property()
                .name(AmazonIdentityProviderConfig.OPTIONAL_SCOPES)
                .label("amazonOptionalScopes.label")
                .helpText("amazonOptionalScopes.help")
                .type(ProviderConfigProperty.STRING_TYPE)
                .add()
                .property()
                .name(AmazonIdentityProviderConfig.NAME_POLICY)
                .label("amazonNamePolicy.label")
                .helpText("amazonNamePolicy.help")
                .type(ProviderConfigProperty.LIST_TYPE)
                .options(NamePolicy.settings())
                .defaultValue(NamePolicy.LAST_WORD_IS_LAST_NAME.setting())
                .add()
                .property()
                .name(AmazonIdentityProviderConfig.BUTTON_STYLE)
                .label("amazonButtonStyle.label")
                .helpText("amazonButtonStyle.help")
                .type(ProviderConfigProperty.LIST_TYPE)
                .options(ButtonStyle.settings())
                .defaultValue(ButtonStyle.GOLD.setting())
                .add()
                .property()
                .name(AmazonIdentityProviderConfig.ALLOWED_AUDIENCES)
                .label("amazonAllowedAudiences.label")
                .helpText("amazonAllowedAudiences.help")
                .type(ProviderConfigProperty.MULTIVALUED_STRING_TYPE)
                .add()
                .property()
                .name(OAuth2IdentityProviderConfig.PKCE_ENABLED)
                .label("amazonPkceEnabled.label")
                .helpText("amazonPkceEnabled.help")
                .type(ProviderConfigProperty.BOOLEAN_TYPE)
                .defaultValue(true)
                .add()
                .property()
                .name(OAuth2IdentityProviderConfig.PKCE_METHOD)
                .label("amazonPkceMethod.label")
                .helpText("amazonPkceMethod.help")
                .type(ProviderConfigProperty.LIST_TYPE)
                .options(OAuth2Constants.PKCE_METHOD_S256, OAuth2Constants.PKCE_METHOD_PLAIN)
                .defaultValue(OAuth2Constants.PKCE_METHOD_S256)
                .add()
                .build();
    }

    @Override
    public void close() {
        if (server != null) {
            server.close();
        }
    }
}
