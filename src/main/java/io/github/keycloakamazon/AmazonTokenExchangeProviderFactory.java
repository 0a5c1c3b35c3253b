package io.github.keycloakamazon;

import io.github.keycloakamazon.config.ExchangeSupport;
import org.keycloak.Config;
import org.keycloak.broker.social.SocialIdentityProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.protocol.oidc.TokenExchangeProvider;
import org.keycloak.protocol.oidc.TokenExchangeProviderFactory;
import org.keycloak.provider.EnvironmentDependentProviderFactory;
import org.keycloak.provider.ProviderFactory;

/** Adds the exchange of Amazon tokens to Keycloak's token endpoint, on the releases where it works. */
public final class AmazonTokenExchangeProviderFactory
        implements TokenExchangeProviderFactory, EnvironmentDependentProviderFactory {
    /** Keycloak's own are 0 to 20 and would refuse an external token. */
    private static final int BEFORE_KEYCLOAKS_OWN = 100;

    @Override
    public String getId() {
        return AmazonIdentityProviderFactory.PROVIDER_ID;
    }

    @Override
    public boolean isSupported(Config.Scope config) {
        return ExchangeSupport.isAvailable();
    }

    @Override
    public int order() {
        return BEFORE_KEYCLOAKS_OWN;
    }

    @Override
    public TokenExchangeProvider create(KeycloakSession session) {
        ProviderFactory<?> providers = session.getKeycloakSessionFactory()
                .getProviderFactory(SocialIdentityProvider.class, AmazonIdentityProviderFactory.PROVIDER_ID);
        return new AmazonTokenExchangeProvider((AmazonIdentityProviderFactory) providers);
    }

    @Override
    public void init(Config.Scope config) {
        // Nothing to set.
    }

    @Override
    public void postInit(KeycloakSessionFactory factory) {
        // The provider looks up what it needs.
    }

    @Override
    public void close() {
        // Holds nothing.
    }
}
