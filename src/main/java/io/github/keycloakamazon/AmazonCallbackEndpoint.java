package io.github.keycloakamazon;

import io.github.keycloakamazon.lwa.LwaException;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import org.jspecify.annotations.Nullable;
import org.keycloak.OAuth2Constants;
import org.keycloak.OAuthErrorException;
import org.keycloak.broker.provider.BrokeredIdentityContext;
import org.keycloak.broker.provider.UserAuthenticationIdentityProvider.AuthenticationCallback;
import org.keycloak.events.Details;
import org.keycloak.events.Errors;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.KeycloakContext;
import org.keycloak.models.KeycloakSession;
import org.keycloak.services.ErrorPage;
import org.keycloak.services.Urls;
import org.keycloak.services.messages.Messages;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * Where the browser comes back from Amazon, on Keycloak 26.5 and later. Keycloak's own endpoint would do, and does on older servers,
 * but it waits for a slow Amazon with as many threads as there are, tells nobody why a login failed, and leaves the person on a dead
 * end. This one limits the waiting, records the reason, and brings the person back to the login page.
 */
public class AmazonCallbackEndpoint {
    /** When to try again if too many wait for Amazon, in seconds: by then the calls that are waiting now have ended. */
    private static final int RETRY_AFTER_SECONDS = 10;

    private final KeycloakSession session;
    private final AmazonIdentityProvider provider;
    private final AuthenticationCallback callback;
    private final EventBuilder event;

    AmazonCallbackEndpoint(
            KeycloakSession session,
            AmazonIdentityProvider provider,
            AuthenticationCallback callback,
            EventBuilder event) {
        this.session = session;
        this.provider = provider;
        this.callback = callback;
        this.event = event;
    }

    /**
     * Takes Amazon's answer to the authorization request (RFC 6749 section 4.1.2).
     *
     * @param state what this server sent along; the browser's session must know it too
     * @param code the authorization code, if Amazon gave one
     * @param error why not, otherwise
     * @param errorDescription Amazon's words for that
     * @return where the browser goes next, or the page that says what went wrong
     */
    @GET
    public Response authResponse(
            @QueryParam(OAuth2Constants.STATE) @Nullable String state,
            @QueryParam(OAuth2Constants.CODE) @Nullable String code,
            @QueryParam(OAuth2Constants.ERROR) @Nullable String error,
            @QueryParam(OAuth2Constants.ERROR_DESCRIPTION) @Nullable String errorDescription) {
        if (state == null) {
            return deadEnd(Messages.IDENTITY_PROVIDER_MISSING_STATE_ERROR);
        }
        try {
            AuthenticationSessionModel authSession = sessionOf(state);
            session.getContext().setAuthenticationSession(authSession);
            if (error != null) {
                return refused(error, errorDescription == null ? "" : errorDescription);
            }
            return code == null
                    ? deadEnd(Messages.IDENTITY_PROVIDER_MISSING_CODE_OR_ERROR_ERROR)
                    : signIn(authSession, code);
        } catch (WebApplicationException e) {
            // How Keycloak answers a state that is unknown, used up, or of another browser.
            return e.getResponse();
        }
    }

    /** Keycloak's reader of states throws whatever it runs into at text that is none. */
    private AuthenticationSessionModel sessionOf(String state) {
        try {
            return callback.getAndVerifyAuthenticationSession(state);
        } catch (IllegalArgumentException e) {
            throw new WebApplicationException(deadEnd(Messages.INVALID_REQUEST));
        }
    }

    private Response signIn(AuthenticationSessionModel authSession, String code) {
        try {
            BrokeredIdentityContext identity = provider.authenticate(authSession, code, redirectUri());
            identity.setIdp(provider);
            identity.setAuthenticationSession(authSession);
            return callback.authenticated(identity);
        } catch (LwaException e) {
            return failed(LoginFailure.of(e));
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

    private Response refused(String error, String description) {
        return switch (error) {
            case OAuthErrorException.ACCESS_DENIED -> callback.cancelled(provider.getConfig());
            case OAuthErrorException.LOGIN_REQUIRED, OAuthErrorException.INTERACTION_REQUIRED ->
                callback.error(provider.getConfig(), error);
            default -> failed(LoginFailure.of(LwaException.refusedByRedirect(error, description)));
        };
    }

    /** Back to the login page, with a message: there the person can try again or sign in another way. */
    private Response failed(LoginFailure failure) {
        failure.log(session.getContext().getRealm(), provider.getConfig());
        event.clone()
                .event(EventType.IDENTITY_PROVIDER_LOGIN)
                .detail(Details.IDENTITY_PROVIDER, provider.getConfig().getAlias())
                .detail(Details.REASON, failure.cause().code())
                .error(Errors.IDENTITY_PROVIDER_LOGIN_FAILURE);
        Response page = callback.error(provider.getConfig(), failure.messageKey());
        return page.getStatus() == Response.Status.OK.getStatusCode() ? withStatus(page, failure.status()) : page;
    }

    private static Response withStatus(Response page, Response.Status status) {
        Response.ResponseBuilder answer = Response.fromResponse(page).status(status);
        return status == Response.Status.SERVICE_UNAVAILABLE
                ? answer.header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS).build()
                : answer.build();
    }

    /** For requests that no login of ours led to. */
    private Response deadEnd(String message) {
        event.event(EventType.IDENTITY_PROVIDER_LOGIN)
                .detail(Details.IDENTITY_PROVIDER, provider.getConfig().getAlias())
                .error(Errors.IDENTITY_PROVIDER_LOGIN_FAILURE);
        return ErrorPage.error(session, null, Response.Status.BAD_REQUEST, message);
    }
}
