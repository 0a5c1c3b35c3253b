package io.github.keycloakamazon.exchange;

import io.github.keycloakamazon.config.AmazonIdentityProviderConfig;
import io.github.keycloakamazon.token.ExchangeRefusal;
import io.github.keycloakamazon.token.ExternalTokenCheck;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.keycloak.OAuth2Constants;
import org.keycloak.OAuthErrorException;
import org.keycloak.events.Errors;
import org.keycloak.models.ClientModel;
import org.keycloak.protocol.oidc.OIDCAdvancedConfigWrapper;
import org.keycloak.protocol.oidc.TokenExchangeContext;
import org.keycloak.protocol.oidc.TokenManager;
import org.keycloak.representations.AccessToken;
import org.keycloak.services.util.MtlsHoKTokenUtil;

/**
 * Checks everything about a request that needs no call to Amazon: the client, the provider, and the parameters.
 *
 * <p>Keycloak itself has authenticated the client, refused duplicated parameters, checked a DPoP proof, and asked the client policies.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8693#section-2.1">RFC 8693 section 2.1</a>
 */
final class RequestCheck {
    /** Keycloak's attribute for the client's switch "Standard token exchange", in the admin console from 26.2 on. */
    private static final String STANDARD_TOKEN_EXCHANGE = "standard.token.exchange.enabled";

    /** Parameters of other kinds of exchange. To ignore one would give the application something else than it requested. */
    private static final List<String> UNSUPPORTED_PARAMETERS = List.of(
            OAuth2Constants.REQUESTED_ISSUER,
            OAuth2Constants.REQUESTED_SUBJECT,
            OAuth2Constants.ACTOR_TOKEN,
            OAuth2Constants.ACTOR_TOKEN_TYPE,
            OAuth2Constants.RESOURCE);

    private static final Set<String> TOKEN_TYPES =
            Set.of(OAuth2Constants.ACCESS_TOKEN_TYPE, OAuth2Constants.REFRESH_TOKEN_TYPE);

    private final TokenExchangeContext context;
    private final ClientModel client;
    private final AmazonIdentityProviderConfig config;

    RequestCheck(TokenExchangeContext context, AmazonIdentityProviderConfig config) {
        this.context = context;
        this.client = context.getClient();
        this.config = config;
    }

    /**
     * Checks the request.
     *
     * @return the request
     * @throws ExchangeRefusal if the client may not exchange tokens, or the request cannot be granted
     */
    ExchangeRequest pass() throws ExchangeRefusal {
        requireClient();
        ExternalTokenCheck.requireSignIn(config);
        requireNoFurtherLoginStep();
        Optional<AccessToken.Confirmation> confirmation = confirmation();
        requireSupportedParameters();
        requireOwnAudience();
        requireScope();
        return new ExchangeRequest(subjectToken(), scope(), requestsRefreshToken(), confirmation);
    }

    private void requireClient() throws ExchangeRefusal {
        if (client.isPublicClient() || client.isBearerOnly()) {
            throw ExchangeRefusal.badRequest(
                    OAuthErrorException.INVALID_CLIENT,
                    Errors.INVALID_CLIENT,
                    "Only a confidential client is allowed to exchange tokens");
        }
        if (!Boolean.parseBoolean(client.getAttribute(STANDARD_TOKEN_EXCHANGE))) {
            throw invalidRequest("Standard token exchange is not enabled for the requested client");
        }
        if (!config.exchangeClients().contains(client.getClientId())) {
            throw ExchangeRefusal.forbidden("Client not allowed to exchange");
        }
    }

    /** An exchange shows no pages, so it must not skip the user's consent. */
    private void requireNoFurtherLoginStep() throws ExchangeRefusal {
        if (config.isTransientUsers()) {
            throw ExchangeRefusal.forbidden("The identity provider does not store users");
        }
        if (client.isConsentRequired()) {
            throw ExchangeRefusal.badRequest(
                    OAuthErrorException.INVALID_CLIENT, Errors.CONSENT_DENIED, "Client requires user consent");
        }
    }

    private Optional<AccessToken.Confirmation> confirmation() throws ExchangeRefusal {
        if (!OIDCAdvancedConfigWrapper.fromClientModel(client).isUseMtlsHokToken()) {
            return Optional.empty();
        }
        AccessToken.Confirmation confirmation = MtlsHoKTokenUtil.bindTokenWithClientCertificate(
                context.getSession().getContext().getHttpRequest(), context.getSession());
        if (confirmation == null) {
            throw invalidRequest("Client Certification missing for MTLS HoK Token Binding");
        }
        return Optional.of(confirmation);
    }

    private void requireSupportedParameters() throws ExchangeRefusal {
        for (String name : UNSUPPORTED_PARAMETERS) {
            if (parameter(name) != null) {
                throw invalidRequest("Parameter '" + name + "' is not supported with an Amazon token");
            }
        }
        String subjectTokenType = parameter(OAuth2Constants.SUBJECT_TOKEN_TYPE);
        // V1 does without this parameter, so there are applications that do not send it.
        if (subjectTokenType != null && !subjectTokenType.equals(OAuth2Constants.ACCESS_TOKEN_TYPE)) {
            throw invalidRequest("Parameter 'subject_token' supports access tokens only");
        }
        String requestedTokenType = parameter(OAuth2Constants.REQUESTED_TOKEN_TYPE);
        if (requestedTokenType != null && !TOKEN_TYPES.contains(requestedTokenType)) {
            throw invalidRequest("requested_token_type unsupported");
        }
    }

    /** A token for another client comes from Keycloak's own exchange of the token that this exchange issues. */
    private void requireOwnAudience() throws ExchangeRefusal {
        List<String> audiences = context.getFormParams().get(OAuth2Constants.AUDIENCE);
        if (audiences != null && !Set.of(client.getClientId()).containsAll(audiences)) {
            throw invalidRequest("Requested audience not available");
        }
    }

    private void requireScope() throws ExchangeRefusal {
        String scope = scope();
        if (!TokenManager.isValidScope(context.getSession(), scope, client, null)) {
            throw ExchangeRefusal.badRequest(
                    OAuthErrorException.INVALID_SCOPE, Errors.INVALID_REQUEST, "Invalid scopes");
        }
        Stream<String> granted = TokenManager.getRequestedClientScopes(context.getSession(), scope, client, null)
                .map(clientScope -> clientScope.getName());
        if (granted.anyMatch(OAuth2Constants.OFFLINE_ACCESS::equals)) {
            throw ExchangeRefusal.badRequest(
                    OAuthErrorException.INVALID_SCOPE,
                    Errors.INVALID_REQUEST,
                    "Scope offline_access not allowed for token exchange");
        }
    }

    private String subjectToken() throws ExchangeRefusal {
        String subjectToken = parameter(OAuth2Constants.SUBJECT_TOKEN);
        if (subjectToken == null || subjectToken.isBlank()) {
            throw invalidRequest("Parameter 'subject_token' is missing");
        }
        return subjectToken;
    }

    /** As with V1, there is one unless the application requests an access token alone, or the client does not use them. */
    private boolean requestsRefreshToken() {
        return !OAuth2Constants.ACCESS_TOKEN_TYPE.equals(parameter(OAuth2Constants.REQUESTED_TOKEN_TYPE))
                && OIDCAdvancedConfigWrapper.fromClientModel(client).isUseRefreshToken();
    }

    private @Nullable String scope() {
        return parameter(OAuth2Constants.SCOPE);
    }

    private @Nullable String parameter(String name) {
        return context.getFormParams().getFirst(name);
    }

    private static ExchangeRefusal invalidRequest(String description) {
        return ExchangeRefusal.badRequest(OAuthErrorException.INVALID_REQUEST, Errors.INVALID_REQUEST, description);
    }
}
