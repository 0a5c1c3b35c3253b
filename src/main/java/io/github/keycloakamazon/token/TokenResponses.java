package io.github.keycloakamazon.token;

import static org.keycloak.broker.oidc.AbstractOAuth2IdentityProvider.FEDERATED_TOKEN_EXPIRATION;
import static org.keycloak.broker.provider.AbstractIdentityProvider.ACCOUNT_LINK_URL;

import io.github.keycloakamazon.config.AmazonIdentityProviderConfig;
import io.github.keycloakamazon.lwa.LwaCall;
import io.github.keycloakamazon.lwa.LwaError;
import io.github.keycloakamazon.lwa.LwaException;
import io.github.keycloakamazon.runtime.FailureLog;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.keycloak.OAuth2Constants;
import org.keycloak.events.Details;
import org.keycloak.events.Errors;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.FederatedIdentityModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.representations.AccessTokenResponse;

/** The responses to applications that ask for a user's Amazon token, by Keycloak's token endpoint or its brokering API. */
public final class TokenResponses {
    /** Keycloak's simple HTTP client moved to this package in the release that reports exceptions as error events, 26.4. */
    private static final boolean KEYCLOAK_REPORTS_EXCEPTIONS =
            TokenResponses.class.getClassLoader().getResource("org/keycloak/http/simple/SimpleHttp.class") != null;

    private static final String NOT_LINKED = "requested_issuer is not linked";

    private final KeycloakSession session;
    private final AmazonIdentityProviderConfig config;
    private final StoredTokens storedTokens;

    /**
     * Makes the responses for one request.
     *
     * @param session the current session
     * @param config the provider's settings
     * @param renewals what renews expired tokens
     */
    public TokenResponses(KeycloakSession session, AmazonIdentityProviderConfig config, TokenRenewals renewals) {
        this.session = session;
        this.config = config;
        this.storedTokens = new StoredTokens(session, config, renewals);
    }

    /**
     * The response of {@code GET /realms/{realm}/broker/{alias}/token}: the whole stored token, renewed if it has expired.
     *
     * @param link the user's identity provider link
     * @return the token, or an OAuth error before Keycloak 26.4
     * @throws WebApplicationException with the OAuth error as its response from 26.4 on, which Keycloak reports as an error event
     */
    public Response ofLink(FederatedIdentityModel link) {
        RealmModel realm = session.getContext().getRealm();
        try {
            UserModel user = Optional.ofNullable(session.users().getUserByFederatedIdentity(realm, link))
                    .orElseThrow(() -> LwaException.of(LwaCall.REFRESH, LwaError.TOKEN_EXPIRED));
            return Response.ok(storedTokens.fresh(linkOf(user)).toJson())
                    .type(MediaType.APPLICATION_JSON_TYPE)
                    .build();
        } catch (LwaException e) {
            return notHandedOut(e);
        }
    }

    /** Keycloak 26.4 and later report the exception as an error event. Earlier releases would make an HTML page of it. */
    private Response notHandedOut(LwaException cause) {
        if (KEYCLOAK_REPORTS_EXCEPTIONS) {
            throw new WebApplicationException(cause.code(), refusal(cause));
        }
        reportInsteadOfKeycloak(cause);
        return refusal(cause);
    }

    /**
     * The response of {@code POST /realms/{realm}/broker/{alias}/token}, version 2 of Keycloak's brokering API: the token of the session, or
     * else the stored one, renewed if it has expired. Keycloak 26.6 and later can have it.
     *
     * @param userSession the session that the application's token belongs to, if it still exists
     * @param user whose token
     * @return the token or an OAuth error
     */
    public Response ofBrokeringApi(@Nullable UserSessionModel userSession, UserModel user) {
        try {
            StoredToken token = ofSessionOrLink(userSession, user);
            return response(token.accessToken(), token.secondsLeft(), Optional.empty());
        } catch (LwaException e) {
            reportInsteadOfKeycloak(e);
            return refusal(e);
        }
    }

    /** The stored token is the better one when the session's has expired, because it belongs to the user's latest login. */
    private StoredToken ofSessionOrLink(@Nullable UserSessionModel userSession, UserModel user) throws LwaException {
        Optional<TokenStore> ofSession = Optional.ofNullable(userSession)
                .filter(present -> config.storesTokenInSession())
                .map(present -> new SessionTokenStore(session, config.getAlias(), present));
        boolean isStored = config.storesTokens();
        if (ofSession.isPresent()
                && (!isStored
                        || ofSession.get().read().filter(StoredToken::isFresh).isPresent())) {
            return storedTokens.fresh(ofSession.get());
        }
        if (isStored) {
            return storedTokens.fresh(linkOf(user));
        }
        throw LwaException.of(LwaCall.REFRESH, LwaError.TOKEN_EXPIRED);
    }

    /**
     * Makes the event of a failed request where Keycloak reports success whatever the response is. Keycloak writes its own event when the
     * transaction of the request is committed, so it is rolled back: nothing else has been changed. An error event is written at once.
     */
    private void reportInsteadOfKeycloak(LwaException cause) {
        new EventBuilder(
                        session.getContext().getRealm(),
                        session,
                        session.getContext().getConnection())
                .event(EventType.IDENTITY_PROVIDER_RETRIEVE_TOKEN)
                .client(session.getContext().getClient())
                .detail(Details.IDENTITY_PROVIDER, config.getAlias())
                .detail(Details.REASON, cause.code())
                .error(Errors.IDENTITY_PROVIDER_ERROR);
        session.getTransactionManager().setRollbackOnly();
    }

    /**
     * The response to an exchange of a Keycloak token for the stored Amazon token, renewed if it has expired.
     *
     * @param user whose token
     * @param event the event of the request, if there is one
     * @param linkUrl where the user can link the Amazon account, if known
     * @return the token or an OAuth error; empty when the user has no stored token
     */
    public Optional<Response> stored(UserModel user, @Nullable EventBuilder event, Optional<String> linkUrl) {
        RealmModel realm = session.getContext().getRealm();
        FederatedIdentityModel link = session.users().getFederatedIdentity(realm, user, config.getAlias());
        if (link == null || link.getToken() == null) {
            fail(event, NOT_LINKED);
            return Optional.empty();
        }
        try {
            StoredToken token = storedTokens.fresh(linkOf(user));
            return Optional.of(success(token.accessToken(), token.secondsLeft(), event, linkUrl));
        } catch (LwaException e) {
            fail(event, e.code());
            return Optional.of(refusal(e));
        }
    }

    /**
     * The response to the same exchange where tokens are not stored: the session still knows the token of this login, and renews it if it
     * keeps the refresh token too.
     *
     * @param userSession the user's session
     * @param event the event of the request, if there is one
     * @param linkUrl where the user can link the Amazon account, if known
     * @return the token or an OAuth error; empty when the token has expired, or when the session knows none of this provider
     */
    public Optional<Response> ofSession(
            UserSessionModel userSession, @Nullable EventBuilder event, Optional<String> linkUrl) {
        if (!SessionToken.mayBeOf(userSession, config.getAlias())) {
            fail(event, NOT_LINKED);
            return Optional.empty();
        }
        try {
            StoredToken token = storedTokens.fresh(new SessionTokenStore(session, config.getAlias(), userSession));
            return Optional.of(success(token.accessToken(), token.secondsLeft(), event, linkUrl));
        } catch (LwaException e) {
            fail(event, e.code());
            return e.error() == LwaError.TOKEN_EXPIRED ? Optional.empty() : Optional.of(refusal(e));
        }
    }

    /**
     * Whether the token of a session has expired. Keycloak would hand it out for as long as the session lasts.
     *
     * @param userSession the user's session
     * @return whether its time is past; a token without a known expiration has not expired
     */
    public static boolean hasExpired(UserSessionModel userSession) {
        return StoredToken.isPast(userSession.getNote(FEDERATED_TOKEN_EXPIRATION));
    }

    private TokenStore linkOf(UserModel user) {
        return new LinkTokenStore(
                session, config.getAlias(), session.getContext().getRealm(), user);
    }

    private static Response success(
            String accessToken, long secondsLeft, @Nullable EventBuilder event, Optional<String> linkUrl) {
        if (event != null) {
            event.success();
        }
        return response(accessToken, secondsLeft, linkUrl);
    }

    private static Response response(String accessToken, long secondsLeft, Optional<String> linkUrl) {
        AccessTokenResponse token = new AccessTokenResponse();
        token.setToken(accessToken);
        token.setTokenType("Bearer");
        token.setExpiresIn(secondsLeft);
        token.setOtherClaims(OAuth2Constants.ISSUED_TOKEN_TYPE, OAuth2Constants.ACCESS_TOKEN_TYPE);
        linkUrl.ifPresent(url -> token.setOtherClaims(ACCOUNT_LINK_URL, url));
        return Response.ok(token).type(MediaType.APPLICATION_JSON_TYPE).build();
    }

    private Response refusal(LwaException cause) {
        FailureLog.warn(cause, session.getContext().getRealm(), config);
        return TokenError.of(cause).toResponse();
    }

    private static void fail(@Nullable EventBuilder event, String reason) {
        if (event != null) {
            event.detail(Details.REASON, reason);
            event.error(Errors.INVALID_TOKEN);
        }
    }
}
