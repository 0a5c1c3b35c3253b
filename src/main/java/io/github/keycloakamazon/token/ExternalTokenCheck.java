package io.github.keycloakamazon.token;

import static org.keycloak.broker.oidc.AbstractOAuth2IdentityProvider.FEDERATED_TOKEN_EXPIRATION;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.keycloakamazon.config.AmazonIdentityProviderConfig;
import io.github.keycloakamazon.identity.EssentialClaim;
import io.github.keycloakamazon.identity.ProfileMapping;
import io.github.keycloakamazon.lwa.LwaCall;
import io.github.keycloakamazon.lwa.LwaException;
import io.github.keycloakamazon.lwa.Scopes;
import io.github.keycloakamazon.lwa.VerifiedToken;
import io.github.keycloakamazon.runtime.Admission;
import io.github.keycloakamazon.runtime.AmazonRuntime;
import io.github.keycloakamazon.runtime.FailureLog;
import java.util.Optional;
import java.util.OptionalLong;
import org.keycloak.broker.provider.BrokeredIdentityContext;
import org.keycloak.events.Details;
import org.keycloak.events.Errors;
import org.keycloak.events.EventBuilder;
import org.keycloak.models.KeycloakSession;
import org.keycloak.services.ErrorResponseException;

/** The check of an Amazon access token that an application presents, such as one of Amazon's mobile SDK. */
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
     * The check for Keycloak's own token exchange V1.
     *
     * @param event the event of the request
     * @param accessToken the token
     * @return the identity of the token's user
     * @throws ErrorResponseException when users cannot sign in with this provider, the token is not accepted, or Amazon cannot be asked
     */
    public BrokeredIdentityContext identityFor(EventBuilder event, String accessToken) {
        event.detail("validation_method", "tokeninfo");
        try {
            requireSignIn(config);
            BrokeredIdentityContext identity = identityFor(accessToken);
            // V1 would store it even where "Store tokens" is off.
            identity.setToken(null);
            return identity;
        } catch (ExchangeRefusal e) {
            event.detail(Details.IDENTITY_PROVIDER, config.getAlias());
            event.detail(Details.REASON, e.reason());
            event.error(e.eventError());
            throw new ErrorResponseException(e.error(), e.description(), e.status());
        }
    }

    /**
     * Checks that an exchange can replace a login with the provider. V1 does not ask, at least on some releases.
     *
     * @param config the provider's settings
     * @throws ExchangeRefusal if the provider is disabled, only links accounts, or has a post-login flow, whose second factor an
     *     exchange must not skip
     */
    public static void requireSignIn(AmazonIdentityProviderConfig config) throws ExchangeRefusal {
        if (!config.isEnabled()) {
            throw ExchangeRefusal.badRequest(
                    Errors.INVALID_ISSUER, Errors.INVALID_ISSUER, "The identity provider is disabled");
        }
        if (config.onlyLinks()) {
            throw ExchangeRefusal.forbidden("The identity provider is for account linking only");
        }
        if (config.getPostBrokerLoginFlowId() != null) {
            throw ExchangeRefusal.forbidden("The identity provider has a post login flow");
        }
    }

    /**
     * Accepts an access token if Amazon issued it to one of our client IDs, and the user passes the filter on claims.
     *
     * @param accessToken the token
     * @return the identity of the token's user
     * @throws ExchangeRefusal when the token or the user is not accepted, or Amazon cannot be asked
     */
    public BrokeredIdentityContext identityFor(String accessToken) throws ExchangeRefusal {
        VerifiedToken token = verify(accessToken);
        ObjectNode profile = token.profile().toJson();
        if (!EssentialClaim.matches(config, profile)) {
            throw ExchangeRefusal.forbidden("The essential claim does not match");
        }
        BrokeredIdentityContext identity = ProfileMapping.toIdentity(token.profile(), Scopes.NONE, config);
        long expiration = StoredToken.expirationIn(token.secondsLeft());
        identity.setToken(new StoredToken(accessToken, Optional.empty(), OptionalLong.of(expiration)).toJson());
        // Keycloak keeps the token in the user session. With this note it is not handed out after it has expired.
        identity.setSessionNote(FEDERATED_TOKEN_EXPIRATION, Long.toString(expiration));
        return identity;
    }

    private VerifiedToken verify(String accessToken) throws ExchangeRefusal {
        try {
            return runtime.call(
                    Admission.other(LwaCall.TOKENINFO, config.region()),
                    () -> runtime.client(session, config.region()).verify(accessToken, config.audiences()));
        } catch (LwaException e) {
            FailureLog.warn(e, session.getContext().getRealm(), config);
            throw ExchangeRefusal.of(e);
        }
    }
}
