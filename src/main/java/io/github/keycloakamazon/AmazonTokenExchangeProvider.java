package io.github.keycloakamazon;

import io.github.keycloakamazon.exchange.TokenExchange;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.keycloak.OAuth2Constants;
import org.keycloak.models.IdentityProviderModel;
import org.keycloak.protocol.oidc.TokenExchangeContext;
import org.keycloak.protocol.oidc.TokenExchangeProvider;

/**
 * Answers token exchange requests that name an Amazon provider of the realm as the issuer of the subject token, if the provider's
 * settings name clients that may exchange. All other requests are left to Keycloak.
 */
public final class AmazonTokenExchangeProvider implements TokenExchangeProvider {
    private final AmazonIdentityProviderFactory providers;

    AmazonTokenExchangeProvider(AmazonIdentityProviderFactory providers) {
        this.providers = providers;
    }

    @Override
    public boolean supports(TokenExchangeContext context) {
        return provider(context).isPresent();
    }

    @Override
    public Response exchange(TokenExchangeContext context) {
        AmazonIdentityProvider provider =
                provider(context).orElseThrow(() -> new IllegalStateException("Not an exchange of an Amazon token"));
        return new TokenExchange(context, provider, providers.runtime()).run();
    }

    /**
     * Part of Keycloak's interface from 26.3 to 26.6, where it distinguishes the two versions of Keycloak's token exchange.
     *
     * @return 2, because this one needs no feature of version 1
     */
    public int getVersion() {
        return 2;
    }

    private Optional<AmazonIdentityProvider> provider(TokenExchangeContext context) {
        String issuer = context.getFormParams().getFirst(OAuth2Constants.SUBJECT_ISSUER);
        if (issuer == null || issuer.isBlank()) {
            return Optional.empty();
        }
        IdentityProviderModel model = context.getSession().identityProviders().getByAlias(issuer);
        return Optional.ofNullable(model)
                .filter(found -> AmazonIdentityProviderFactory.PROVIDER_ID.equals(found.getProviderId()))
                .map(found -> providers.create(context.getSession(), found))
                .filter(provider -> !provider.getConfig().exchangeClients().isEmpty());
    }

    @Override
    public void close() {
        // Holds nothing.
    }
}
