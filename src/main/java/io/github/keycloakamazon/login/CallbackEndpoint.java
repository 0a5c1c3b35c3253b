package io.github.keycloakamazon.login;

import io.github.keycloakamazon.config.AmazonIdentityProviderConfig;
import io.github.keycloakamazon.lwa.LwaException;
import io.github.keycloakamazon.runtime.FailureLog;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.jspecify.annotations.Nullable;
import org.keycloak.OAuth2Constants;
import org.keycloak.OAuthErrorException;
import org.keycloak.broker.provider.BrokeredIdentityContext;
import org.keycloak.broker.provider.UserAuthenticationIdentityProvider;
import org.keycloak.broker.provider.UserAuthenticationIdentityProvider.AuthenticationCallback;
import org.keycloak.broker.social.SocialIdentityProvider;
import org.keycloak.events.Details;
import org.keycloak.events.Errors;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakContext;
import org.keycloak.models.KeycloakSession;
import org.keycloak.services.ErrorPage;
import org.keycloak.services.Urls;
import org.keycloak.services.messages.Messages;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * Where the browser comes back from Amazon, on Keycloak 26.5 and later. Keycloak's own endpoint, which earlier releases use, lets every
 * worker thread wait for a slow Amazon, records no reason for a failed login, and shows an error page that leads nowhere. This endpoint
 * limits how many threads wait, records the reason, and returns the user to the login page.
 */
public class CallbackEndpoint {
    private final KeycloakSession session;
    private final UserAuthenticationIdentityProvider<AmazonIdentityProviderConfig> provider;
    private final CodeExchange codeExchange;
    private final AuthenticationCallback callback;
    private final EventBuilder event;

    /**
     * Makes the endpoint for one request.
     *
     * @param session the current session
     * @param provider the provider whose callback this is; of a type that Keycloak has before 26.5 too, because the JVM loads it when it
     *     verifies the caller
     * @param codeExchange how an authorization code becomes an identity
     * @param callback how Keycloak continues or ends the login
     * @param event the event of this request
     */
    public CallbackEndpoint(
            KeycloakSession session,
            SocialIdentityProvider<AmazonIdentityProviderConfig> provider,
            CodeExchange codeExchange,
            AuthenticationCallback callback,
            EventBuilder event) {
        this.session = session;
        this.provider = provider;
        this.codeExchange = codeExchange;
        this.callback = callback;
        this.event = event;
    }

    /**
     * Receives Amazon's authorization response (RFC 6749 section 4.1.2).
     *
     * @param state the state that this server sent, which must belong to the browser's session
     * @param code the authorization code, if Amazon gave one
     * @param error the error code otherwise
     * @param errorDescription Amazon's description of the error
     * @return a redirect, or a page that says what went wrong
     */
    @GET
    public Response authResponse(
            @QueryParam(OAuth2Constants.STATE) @Nullable String state,
            @QueryParam(OAuth2Constants.CODE) @Nullable String code,
            @QueryParam(OAuth2Constants.ERROR) @Nullable String error,
            @QueryParam(OAuth2Constants.ERROR_DESCRIPTION) @Nullable String errorDescription) {
        if (state == null) {
            return errorPage(Response.Status.BAD_REQUEST, Messages.IDENTITY_PROVIDER_MISSING_STATE_ERROR);
        }
        try {
            AuthenticationSessionModel authSession = sessionOf(state);
            session.getContext().setAuthenticationSession(authSession);
            if (error != null) {
                return refused(authSession, error, errorDescription == null ? "" : errorDescription);
            }
            return code == null
                    ? errorPage(Response.Status.BAD_REQUEST, Messages.IDENTITY_PROVIDER_MISSING_CODE_OR_ERROR_ERROR)
                    : signIn(authSession, code);
        } catch (WebApplicationException e) {
            // Keycloak's response to a state that is unknown, already used, or of another browser, and its other
            // refusals.
            return e.getResponse();
        }
    }

    /**
     * Refuses a HEAD request, which must change nothing. Without this method it would be answered by the one above, which would redeem
     * the authorization code, and the user's own request would fail.
     *
     * @return status 405
     * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-9.2.1">RFC 9110 section 9.2.1</a>
     */
    @HEAD
    public Response refuseHead() {
        return Response.status(Response.Status.METHOD_NOT_ALLOWED)
                .header(HttpHeaders.ALLOW, HttpMethod.GET)
                // Keycloak turns a response without a type into an error of the server.
                .type(MediaType.TEXT_PLAIN_TYPE)
                .build();
    }

    /** Keycloak's decoder throws what the first catch names for text that is not a state. Anything else is a failure of the server. */
    private AuthenticationSessionModel sessionOf(String state) {
        try {
            return callback.getAndVerifyAuthenticationSession(state);
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new WebApplicationException(errorPage(Response.Status.BAD_REQUEST, Messages.INVALID_REQUEST));
        } catch (WebApplicationException e) {
            throw e;
        } catch (RuntimeException e) {
            FailureLog.warn(e, session.getContext().getRealm(), provider.getConfig());
            throw new WebApplicationException(
                    errorPage(Response.Status.INTERNAL_SERVER_ERROR, Messages.IDENTITY_PROVIDER_UNEXPECTED_ERROR));
        }
    }

    /**
     * Signs the user in. Mappers and flows of other extensions run in here, so whatever they throw ends in a page with a message, and
     * nothing that they or Keycloak have changed until then is kept.
     */
    private Response signIn(AuthenticationSessionModel authSession, String code) {
        UndoneLogin undoneLogin = UndoneLogin.prepare(authSession);
        try {
            BrokeredIdentityContext identity = codeExchange.identityFor(authSession, code, redirectUri());
            identity.setIdp(provider);
            identity.setAuthenticationSession(authSession);
            return callback.authenticated(identity);
        } catch (LwaException e) {
            return failed(e);
        } catch (WebApplicationException e) {
            if (e.getResponse().getStatusInfo().getFamily() != Response.Status.Family.REDIRECTION) {
                // Keycloak's refusal, or that of a mapper in the middle of an update.
                session.getTransactionManager().setRollbackOnly();
            }
            throw e;
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            FailureLog.warn(e, session.getContext().getRealm(), provider.getConfig());
            report(LoginFailure.reason(e));
            undoneLogin.undo(session);
            return callback.error(provider.getConfig(), LoginFailure.messageKey(e));
        }
    }

    private String redirectUri() {
        KeycloakContext context = session.getContext();
        return Urls.identityProviderAuthnResponse(
                        context.getUri().getBaseUri(),
                        provider.getConfig().getAlias(),
                        context.getRealm().getName())
                .toString();
    }

    private Response refused(AuthenticationSessionModel authSession, String error, String description) {
        return switch (error) {
            case OAuthErrorException.ACCESS_DENIED -> callback.cancelled(provider.getConfig());
            case OAuthErrorException.LOGIN_REQUIRED, OAuthErrorException.INTERACTION_REQUIRED ->
                callback.error(provider.getConfig(), error);
            case OAuthErrorException.TEMPORARILY_UNAVAILABLE ->
                Constants.AUTHENTICATION_EXPIRED_MESSAGE.equals(description)
                        ? callback.retryLogin(provider, authSession)
                        : failed(LwaException.refusedByRedirect(error, description));
            default -> failed(LwaException.refusedByRedirect(error, description));
        };
    }

    /**
     * Returns to the login page with a message, where the user can try again or sign in another way. The status is that of an ordinary
     * page: proxies replace the body of 502 to 504 by one of their own, and service meshes repeat requests after 503.
     */
    private Response failed(LwaException failure) {
        FailureLog.warn(failure, session.getContext().getRealm(), provider.getConfig());
        report(failure.code());
        return callback.error(provider.getConfig(), LoginFailure.messageKey(failure));
    }

    private void report(String reason) {
        event.clone()
                .event(EventType.IDENTITY_PROVIDER_LOGIN)
                .detail(Details.IDENTITY_PROVIDER, provider.getConfig().getAlias())
                .detail(Details.REASON, reason)
                .error(Errors.IDENTITY_PROVIDER_LOGIN_FAILURE);
    }

    /** For requests that belong to no login. */
    private Response errorPage(Response.Status status, String message) {
        report(message);
        return ErrorPage.error(session, null, status, message);
    }
}
