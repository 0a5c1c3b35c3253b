package io.github.keycloakamazon.token;

import static org.keycloak.broker.oidc.AbstractOAuth2IdentityProvider.FEDERATED_TOKEN_EXPIRATION;

import io.github.keycloakamazon.config.AmazonIdentityProviderConfig;
import io.github.keycloakamazon.identity.ProfileMapping;
import io.github.keycloakamazon.lwa.LwaCall;
import io.github.keycloakamazon.lwa.LwaException;
import io.github.keycloakamazon.lwa.Scopes;
import io.github.keycloakamazon.lwa.VerifiedToken;
import io.github.keycloakamazon.runtime.Admission;
import io.github.keycloakamazon.runtime.AmazonRuntime;
import io.github.keycloakamazon.runtime.FailureLog;
import jakarta.ws.rs.core.Response;
import org.keycloak.OAuthErrorException;
import org.keycloak.broker.provider.BrokeredIdentityContext;
import org.keycloak.events.Details;
import org.keycloak.events.Errors;
import org.keycloak.events.EventBuilder;
import org.keycloak.models.KeycloakSession;
import org.keycloak.services.ErrorResponseException;

/** The check of an Amazon access token that an application brings, such as one that Amazon's mobile SDK obtained. */
public final class ExternalTokenCheck {
    private final KeycloakSession session;
    private final AmazonIdentityProviderConfig config;
    private final AmazonRuntime runtime;

    /**
     * Makes a check for one request.
     *
     * @param session the current session
     * @param config the provider's settings
     * @param runtime the server's way to Amazon
     */
    public ExternalTokenCheck(KeycloakSession session, AmazonIdentityProviderConfig config, AmazonRuntime runtime) {
        this.session = session;
        this.config = config;
        this.runtime = runtime;
    }

    /**
     * Accepts an access token if Amazon issued it to one of our client IDs.
     *
     * @param event the event of the request
     * @param accessToken the token
     * @return the identity of the token's user
     * @throws ErrorResponseException with {@code invalid_token} when the token is not accepted or Amazon cannot be asked
     */
    public BrokeredIdentityContext identityFor(EventBuilder event, String accessToken) {
        event.detail("validation_method", "tokeninfo");
        try {
            VerifiedToken token = runtime.call(
                    Admission.other(LwaCall.TOKENINFO, config.region()),
                    () -> runtime.client(session, config.region()).verify(accessToken, config.audiences()));
            BrokeredIdentityContext identity = ProfileMapping.toIdentity(token.profile(), Scopes.NONE, config);
            // Keycloak keeps the token in the user session. With this note it is not handed out after it has expired.
            identity.setSessionNote(
                    FEDERATED_TOKEN_EXPIRATION, Long.toString(StoredToken.expirationIn(token.secondsLeft())));
            return identity;
        } catch (LwaException e) {
            FailureLog.warn(e, session.getContext().getRealm(), config);
            event.detail(Details.IDENTITY_PROVIDER, config.getAlias());
            event.detail(Details.REASON, e.code());
            event.error(Errors.INVALID_TOKEN);
            throw new ErrorResponseException(
                    OAuthErrorException.INVALID_TOKEN,
                    e.kind().isTemporary() ? "Amazon could not be asked about the token" : "invalid token",
                    Response.Status.BAD_REQUEST);
        }
    }
}
