package io.github.keycloakamazon.login;

import io.github.keycloakamazon.config.AmazonIdentityProviderConfig;
import io.github.keycloakamazon.lwa.AuthorizationRequest;
import io.github.keycloakamazon.lwa.LwaEndpoints;
import java.net.URI;
import java.util.Optional;
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
                        config.getClientId(),
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
