package io.github.keycloakamazon;

import io.github.keycloakamazon.config.AmazonIdentityProviderConfig;
import io.github.keycloakamazon.config.ButtonStyle;
import io.github.keycloakamazon.config.NamePolicy;
import io.github.keycloakamazon.lwa.Region;
import io.github.keycloakamazon.runtime.AmazonRuntime;
import io.github.keycloakamazon.runtime.ServerOptions;
import io.github.keycloakamazon.setup.AmazonSaveCheck;
import io.github.keycloakamazon.token.TokenRenewals;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.keycloak.Config;
import org.keycloak.broker.provider.AbstractIdentityProviderFactory;
import org.keycloak.broker.social.SocialIdentityProviderFactory;
import org.keycloak.models.IdentityProviderModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.provider.ProviderConfigurationBuilder;

/** Makes Amazon one of Keycloak's social providers: its id, its settings in the admin console, and its server options. */
public class AmazonIdentityProviderFactory extends AbstractIdentityProviderFactory<AmazonIdentityProvider>
        implements SocialIdentityProviderFactory<AmazonIdentityProvider> {
    /** The provider id, which realms, exports and scripts refer to. */
    public static final String PROVIDER_ID = "amazon";

    private @Nullable AmazonRuntime runtime;
    private @Nullable TokenRenewals renewals;

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

    /** Keycloak calls this at build time too, so it only reads options. Threads start with the first call to Amazon. */
    @Override
    public void init(Config.Scope scope) {
        runtime = new AmazonRuntime(ServerOptions.read(scope));
        renewals = new TokenRenewals(runtime);
    }

    /** Keycloak calls this only when the server starts, so this is where options are logged. */
    @Override
    public void postInit(KeycloakSessionFactory factory) {
        super.postInit(factory);
        runtime().logOptions();
    }

    /** What Keycloak lists as the server options of this provider. */
    @Override
    public List<ProviderConfigProperty> getConfigMetadata() {
        return ServerOptions.metadata();
    }

    @Override
    public AmazonIdentityProvider create(KeycloakSession session, IdentityProviderModel model) {
        return new AmazonIdentityProvider(
                session, new AmazonIdentityProviderConfig(model), runtime(), Objects.requireNonNull(renewals));
    }

    /**
     * What this server shares for its calls to Amazon.
     *
     * @return the runtime
     * @throws IllegalStateException if Keycloak has not initialized this factory
     */
    public AmazonRuntime runtime() {
        if (runtime == null) {
            throw new IllegalStateException("The factory was not initialized");
        }
        return runtime;
    }

    @Override
    public AmazonIdentityProviderConfig createConfig() {
        return new AmazonIdentityProviderConfig(new AmazonSaveCheck(runtime()));
    }

    /** Keycloak has a field of its own for the scopes ("Scopes", under Advanced settings). */
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
                .name(AmazonIdentityProviderConfig.EXCHANGE_CLIENTS)
                .label("amazonExchangeClients.label")
                .helpText("amazonExchangeClients.help")
                .type(ProviderConfigProperty.MULTIVALUED_STRING_TYPE)
                .add()
                .property()
                .name(AmazonIdentityProviderConfig.EXCHANGE_NEW_USERS)
                .label("amazonExchangeNewUsers.label")
                .helpText("amazonExchangeNewUsers.help")
                .type(ProviderConfigProperty.BOOLEAN_TYPE)
                .defaultValue(false)
                .add()
                .property()
                .name(AmazonIdentityProviderConfig.CHECK_ON_SAVE)
                .label("amazonCheckOnSave.label")
                .helpText("amazonCheckOnSave.help")
                .type(ProviderConfigProperty.BOOLEAN_TYPE)
                .defaultValue(true)
                .add()
                .build();
    }

    @Override
    public void close() {
        if (runtime != null) {
            runtime.close();
        }
    }
}
