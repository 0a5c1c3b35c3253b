package io.github.keycloakamazon.exchange;

import static org.keycloak.broker.provider.UserAuthenticationIdentityProvider.EXTERNAL_IDENTITY_PROVIDER;
import static org.keycloak.broker.provider.UserAuthenticationIdentityProvider.FEDERATED_ACCESS_TOKEN;

import org.keycloak.OAuth2Constants;
import org.keycloak.broker.provider.BrokeredIdentityContext;
import org.keycloak.events.Details;
import org.keycloak.events.EventBuilder;
import org.keycloak.models.ClientModel;
import org.keycloak.models.ClientSessionContext;
import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.protocol.oidc.TokenExchangeContext;
import org.keycloak.protocol.oidc.TokenManager;
import org.keycloak.representations.AccessTokenResponse;
import org.keycloak.services.managers.AuthenticationManager;
import org.keycloak.services.managers.UserSessionManager;
import org.keycloak.sessions.AuthenticationSessionModel;
import org.keycloak.util.TokenUtil;

/** Starts the user's session and issues Keycloak's tokens for it. */
final class TokenIssuer {
    /** How the session began, by the name that Keycloak's own exchange of external tokens gives it. */
    private static final String AUTH_METHOD = "external-exchange";

    private final TokenExchangeContext context;
    private final ExchangeRequest request;
    private final KeycloakSession session;
    private final RealmModel realm;
    private final ClientModel client;
    private final EventBuilder event;

    TokenIssuer(TokenExchangeContext context, ExchangeRequest request) {
        this.context = context;
        this.request = request;
        this.session = context.getSession();
        this.realm = context.getRealm();
        this.client = context.getClient();
        this.event = context.getEvent();
    }

    /** Starts a session with the notes of a browser login, so that whoever reads them finds nothing different. */
    UserSessionModel startSession(BrokeredIdentityContext identity, AuthenticationSessionModel authSession) {
        UserModel user = authSession.getAuthenticatedUser();
        UserSessionModel userSession = new UserSessionManager(session)
                .createUserSession(
                        realm,
                        user,
                        user.getUsername(),
                        context.getClientConnection().getRemoteHost(),
                        AUTH_METHOD,
                        false,
                        identity.getBrokerSessionId(),
                        identity.getBrokerUserId());
        String alias = identity.getIdpConfig().getAlias();
        userSession.setNote(Details.IDENTITY_PROVIDER, alias);
        userSession.setNote(Details.IDENTITY_PROVIDER_USERNAME, identity.getUsername());
        userSession.setNote(AuthenticationManager.AUTH_TIME, Integer.toString(userSession.getStarted()));
        userSession.setNote(FEDERATED_ACCESS_TOKEN, request.subjectToken());
        // V1 looks for the Amazon token of a session under these.
        userSession.setNote(EXTERNAL_IDENTITY_PROVIDER, alias);
        userSession.setNote(FEDERATED_ACCESS_TOKEN + ":" + alias, request.subjectToken());
        identity.addSessionNotesToUserSession(userSession);
        context.getClientAuthAttributes().forEach(userSession::setNote);
        event.session(userSession);
        return userSession;
    }

    /** Issues the tokens that V1 issues for the same request. */
    AccessTokenResponse issue(UserSessionModel userSession, AuthenticationSessionModel authSession) {
        AuthenticationManager.setClientScopesInSession(session, authSession);
        ClientSessionContext clientSession =
                TokenManager.attachAuthenticationSession(session, userSession, authSession);
        clientSession.setAttribute(Constants.GRANT_TYPE, OAuth2Constants.TOKEN_EXCHANGE_GRANT_TYPE);
        TokenManager.AccessTokenResponseBuilder tokens = ((TokenManager) context.getTokenManager())
                .responseBuilder(realm, client, event, session, userSession, clientSession)
                .generateAccessToken();
        if (request.refreshToken()) {
            tokens.generateRefreshToken();
        }
        if (TokenUtil.isOIDCRequest(request.scope())) {
            tokens.generateIDToken().generateAccessTokenHash();
        }
        request.confirmation().ifPresent(confirmation -> {
            tokens.getAccessToken().setConfirmation(confirmation);
            if (request.refreshToken()) {
                tokens.getRefreshToken().setConfirmation(confirmation);
            }
        });
        AccessTokenResponse response = tokens.build();
        String issued = request.refreshToken() ? OAuth2Constants.REFRESH_TOKEN_TYPE : OAuth2Constants.ACCESS_TOKEN_TYPE;
        response.setOtherClaims(OAuth2Constants.ISSUED_TOKEN_TYPE, issued);
        event.detail(Details.REQUESTED_TOKEN_TYPE, issued).detail(Details.AUDIENCE, client.getClientId());
        return response;
    }
}
