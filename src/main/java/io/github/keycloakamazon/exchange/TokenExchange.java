package io.github.keycloakamazon.exchange;

import io.github.keycloakamazon.config.AmazonIdentityProviderConfig;
import io.github.keycloakamazon.runtime.AmazonRuntime;
import io.github.keycloakamazon.runtime.FailureLog;
import io.github.keycloakamazon.token.ExchangeRefusal;
import io.github.keycloakamazon.token.ExternalTokenCheck;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.keycloak.OAuth2Constants;
import org.keycloak.broker.provider.AbstractIdentityProvider;
import org.keycloak.broker.provider.BrokeredIdentityContext;
import org.keycloak.broker.provider.IdentityBrokerException;
import org.keycloak.events.Details;
import org.keycloak.events.EventBuilder;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserSessionModel;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;
import org.keycloak.protocol.oidc.TokenExchangeContext;
import org.keycloak.representations.AccessTokenResponse;
import org.keycloak.services.CorsErrorResponseException;
import org.keycloak.services.Urls;
import org.keycloak.services.managers.AuthenticationSessionManager;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * Exchanges an Amazon access token for Keycloak's tokens (RFC 8693), for the clients that the provider's settings name.
 *
 * <p>Either the user is signed in, or nothing changes: a refusal leaves no user, link or session behind.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8693">RFC 8693: OAuth 2.0 Token Exchange</a>
 */
public final class TokenExchange {
    private final TokenExchangeContext context;
    private final KeycloakSession session;
    private final EventBuilder event;
    private final AbstractIdentityProvider<AmazonIdentityProviderConfig> provider;
    private final AmazonRuntime runtime;

    /**
     * Makes an exchange for one request.
     *
     * @param context the request
     * @param provider the Amazon provider that the request names
     * @param runtime the server's way to Amazon
     */
    public TokenExchange(
            TokenExchangeContext context,
            AbstractIdentityProvider<AmazonIdentityProviderConfig> provider,
            AmazonRuntime runtime) {
        this.context = context;
        this.session = context.getSession();
        this.event = context.getEvent();
        this.provider = provider;
        this.runtime = runtime;
    }

    /**
     * Makes the exchange.
     *
     * @return the tokens
     * @throws CorsErrorResponseException if the exchange is refused
     */
    public Response run() {
        boolean done = false;
        try {
            Response response = exchange();
            done = true;
            return response;
        } catch (ExchangeRefusal e) {
            throw refused(e);
        } catch (WebApplicationException e) {
            throw e;
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            FailureLog.warn(e, context.getRealm(), provider.getConfig());
            throw refused(reasonOf(e));
        } finally {
            if (!done) {
                // Keycloak commits what an error response leaves.
                session.getTransactionManager().setRollbackOnly();
            }
        }
    }

    /** Mappers of other extensions run in an exchange. With Keycloak's exception for it, they refuse a user on purpose. */
    private static ExchangeRefusal reasonOf(Throwable failure) {
        return failure instanceof IdentityBrokerException
                ? ExchangeRefusal.forbidden("A mapper refused the user")
                : ExchangeRefusal.fault(failure.getClass().getSimpleName());
    }

    private Response exchange() throws ExchangeRefusal {
        String alias = provider.getConfig().getAlias();
        event.detail(OAuth2Constants.SUBJECT_ISSUER, alias).detail(Details.IDENTITY_PROVIDER, alias);
        ExchangeRequest request = new RequestCheck(context, provider.getConfig()).pass();
        BrokeredIdentityContext identity =
                new ExternalTokenCheck(session, provider.getConfig(), runtime).identityFor(request.subjectToken());
        AuthenticationSessionModel authSession = authenticationSession(request);
        identity.setAuthenticationSession(authSession);
        new UserSignIn(context, provider).signIn(identity, authSession);
        TokenIssuer issuer = new TokenIssuer(context, request);
        UserSessionModel userSession = issuer.startSession(identity, authSession);
        AccessTokenResponse tokens = issuer.issue(userSession, authSession);
        event.success();
        return context.getCors().add(Response.ok(tokens, MediaType.APPLICATION_JSON_TYPE));
    }

    /** Keycloak's mappers, required actions and tokens all take what they need from an authentication session. */
    private AuthenticationSessionModel authenticationSession(ExchangeRequest request) {
        AuthenticationSessionModel authSession = new AuthenticationSessionManager(session)
                .createAuthenticationSession(context.getRealm(), false)
                .createAuthenticationSession(context.getClient());
        authSession.setProtocol(OIDCLoginProtocol.LOGIN_PROTOCOL);
        authSession.setClientNote(
                OIDCLoginProtocol.ISSUER,
                Urls.realmIssuer(
                        session.getContext().getUri().getBaseUri(),
                        context.getRealm().getName()));
        authSession.setClientNote(OIDCLoginProtocol.SCOPE_PARAM, request.scope());
        return authSession;
    }

    private CorsErrorResponseException refused(ExchangeRefusal refusal) {
        event.detail(Details.REASON, refusal.reason());
        event.error(refusal.eventError());
        return new CorsErrorResponseException(
                context.getCors(), refusal.error(), refusal.description(), refusal.status());
    }
}
