package io.github.keycloakamazon.login;

import io.github.keycloakamazon.config.AmazonIdentityProviderConfig;
import io.github.keycloakamazon.lwa.AuthorizationRequest;
import io.github.keycloakamazon.lwa.LwaEndpoints;
import jakarta.ws.rs.core.UriBuilder;
import java.net.URI;
import java.util.Optional;
import org.keycloak.OAuth2Constants;
import org.keycloak.OAuthErrorException;
import org.keycloak.authentication.AuthenticationProcessor;
import org.keycloak.broker.provider.AuthenticationRequest;
import org.keycloak.protocol.oidc.utils.PkceUtils;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * Starts a login: writes the authorization request that the browser takes to Amazon, and notes in the authentication session what the
 * callback needs.
 */
public final class LoginStart {
    /** Keycloak's own callback endpoint, too, looks for the PKCE code verifier in this client note. */
    static final String CODE_VERIFIER_NOTE = "BROKER_CODE_CHALLENGE";

    private LoginStart() {}

    /**
     * Whether the application asked for a login without a page ({@code prompt=none}), and the administrator lets such requests pass to
     * this provider. Amazon always shows its page, so there is no such login.
     *
     * @param request the login
     * @return whether Amazon must not be asked
     */
    public static boolean isPassive(AuthenticationRequest request) {
        return Boolean.parseBoolean(
                request.getAuthenticationSession().getAuthNote(AuthenticationProcessor.FORWARDED_PASSIVE_LOGIN));
    }

    /**
     * Writes the response that an identity provider gives to {@code prompt=none} when it would have to show a page. Keycloak passes it
     * to the application.
     *
     * @param request the login
     * @return the URL of the callback endpoint, with the error {@code login_required}
     * @see <a href="https://openid.net/specs/openid-connect-core-1_0.html#AuthError">OpenID Connect Core section 3.1.2.6</a>
     */
    public static URI loginRequired(AuthenticationRequest request) {
        return UriBuilder.fromUri(request.getRedirectUri())
                .queryParam(OAuth2Constants.STATE, "{state}")
                .queryParam(OAuth2Constants.ERROR, OAuthErrorException.LOGIN_REQUIRED)
                .build(request.getState().getEncoded());
    }

    /**
     * Writes the authorization request. It holds nothing of the application's own request: Amazon does not know {@code prompt}, {@code
     * login_hint} or {@code acr_values}.
     *
     * @param request the login
     * @param config the provider's settings
     * @param endpoints Amazon's endpoints
     * @return the URL to send the browser to
     */
    public static URI authorizationUrl(
            AuthenticationRequest request, AmazonIdentityProviderConfig config, LwaEndpoints endpoints) {
        AuthenticationSessionModel authSession = request.getAuthenticationSession();
        InitiatingProvider.remember(authSession, config.getAlias());
        return new AuthorizationRequest(
                        config.clientId(),
                        request.getRedirectUri(),
                        config.scopes(),
                        config.optionalScopes(),
                        request.getState().getEncoded(),
                        Optional.of(codeChallenge(authSession, config)))
                .toUri(endpoints.authorization());
    }

    private static String codeChallenge(AuthenticationSessionModel authSession, AmazonIdentityProviderConfig config) {
        String codeVerifier = PkceUtils.generateCodeVerifier();
        authSession.setClientNote(CODE_VERIFIER_NOTE, codeVerifier);
        return PkceUtils.encodeCodeChallenge(codeVerifier, config.getPkceMethod());
    }
}
