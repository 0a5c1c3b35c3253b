package io.github.keycloakamazon.demo.app;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jwt.JWT;
import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.GeneralException;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.util.URLUtils;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.AuthenticationResponse;
import com.nimbusds.openid.connect.sdk.AuthenticationResponseParser;
import com.nimbusds.openid.connect.sdk.LogoutRequest;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponse;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponseParser;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import com.nimbusds.openid.connect.sdk.validators.IDTokenValidator;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The application's side of OpenID Connect: authorization code flow with PKCE, and sign-out. The library does the checking.
 *
 * @see <a href="https://openid.net/specs/openid-connect-core-1_0.html#CodeFlowAuth">OpenID Connect Core, section 3.1</a>
 * @see <a href="https://openid.net/specs/openid-connect-rpinitiated-1_0.html">RP-Initiated Logout</a>
 */
final class OidcLogin {
    private static final int TIMEOUT_MILLIS = (int) Duration.ofSeconds(10).toMillis();
    private static final Scope SCOPE = new Scope("openid", "profile", "email");

    private final Issuer issuer;
    private final ClientID clientId;
    private final URI callback;
    private final URI home;
    private volatile @Nullable OIDCProviderMetadata metadata;

    /** @param home the application's address */
    OidcLogin(SampleAppConfig config, URI home) {
        this.issuer = new Issuer(config.issuer());
        this.clientId = new ClientID(config.clientId());
        this.callback = home.resolve(SampleAppConfig.CALLBACK_PATH);
        this.home = home;
    }

    /**
     * Where to send the browser.
     *
     * @param identityProvider alias of the identity provider to go to at once, without Keycloak's own login page
     */
    URI authorizationUri(PendingLogin login, Optional<String> identityProvider) throws LoginException {
        AuthenticationRequest.Builder request = new AuthenticationRequest.Builder(
                        ResponseType.CODE, SCOPE, clientId, callback)
                .endpointURI(metadata().getAuthorizationEndpointURI())
                .state(login.state())
                .nonce(login.nonce())
                .codeChallenge(login.codeVerifier(), CodeChallengeMethod.S256);
        identityProvider.ifPresent(alias -> request.customParameter("kc_idp_hint", alias));
        return request.build().toURI();
    }

    /**
     * Makes a signed-in person of Keycloak's answer.
     *
     * @param query of the address the browser came back with
     */
    SignedIn complete(String query, PendingLogin login) throws LoginException {
        AuthorizationCode code = codeFrom(query, login);
        JWT idToken = exchange(code, login);
        return validated(idToken, login);
    }

    /** Where to send the browser to end the session in Keycloak too. */
    URI signOutUri(SignedIn person) throws LoginException {
        return new LogoutRequest(metadata().getEndSessionEndpointURI(), person.idToken(), home, null).toURI();
    }

    private AuthorizationCode codeFrom(String query, PendingLogin login) throws LoginException {
        AuthenticationResponse response = parse(query);
        if (!login.state().equals(response.getState())) {
            throw new LoginException("This response belongs to another login. Please sign in again.");
        }
        if (response.getIssuer() != null && !issuer.equals(response.getIssuer())) {
            throw new LoginException("This response does not come from Keycloak.");
        }
        if (!response.indicatesSuccess()) {
            throw refused("Keycloak", response.toErrorResponse().getErrorObject());
        }
        return response.toSuccessResponse().getAuthorizationCode();
    }

    private AuthenticationResponse parse(String query) throws LoginException {
        try {
            return AuthenticationResponseParser.parse(callback, URLUtils.parseParameters(query));
        } catch (ParseException e) {
            throw new LoginException("This URL is not a response to a login.", e);
        }
    }

    private JWT exchange(AuthorizationCode code, PendingLogin login) throws LoginException {
        try {
            HTTPRequest request = new TokenRequest.Builder(
                            metadata().getTokenEndpointURI(),
                            clientId,
                            new AuthorizationCodeGrant(code, callback, login.codeVerifier()))
                    .build()
                    .toHTTPRequest();
            request.setConnectTimeout(TIMEOUT_MILLIS);
            request.setReadTimeout(TIMEOUT_MILLIS);
            TokenResponse response = OIDCTokenResponseParser.parse(request.send());
            if (!response.indicatesSuccess()) {
                throw refused(
                        "Keycloak's token endpoint", response.toErrorResponse().getErrorObject());
            }
            return Optional.ofNullable(((OIDCTokenResponse) response.toSuccessResponse())
                            .getOIDCTokens()
                            .getIDToken())
                    .orElseThrow(() -> new LoginException("Keycloak sent no ID token."));
        } catch (IOException e) {
            throw new LoginException("Keycloak does not respond.", e);
        } catch (ParseException e) {
            throw new LoginException("Keycloak's token response cannot be read.", e);
        }
    }

    /** Signature, issuer, audience, times and nonce. */
    private SignedIn validated(JWT idToken, PendingLogin login) throws LoginException {
        try {
            IDTokenValidator validator = new IDTokenValidator(
                    issuer,
                    clientId,
                    JWSAlgorithm.RS256,
                    metadata().getJWKSetURI().toURL(),
                    new DefaultResourceRetriever(TIMEOUT_MILLIS, TIMEOUT_MILLIS));
            return new SignedIn(idToken, validator.validate(idToken, login.nonce()));
        } catch (BadJOSEException | JOSEException | MalformedURLException e) {
            throw new LoginException("The ID token is not valid: " + e.getMessage(), e);
        }
    }

    /** Read when it is first needed, so that the application may start before Keycloak. */
    private OIDCProviderMetadata metadata() throws LoginException {
        OIDCProviderMetadata known = metadata;
        if (known != null) {
            return known;
        }
        try {
            OIDCProviderMetadata read = OIDCProviderMetadata.resolve(issuer, TIMEOUT_MILLIS, TIMEOUT_MILLIS);
            metadata = read;
            return read;
        } catch (IOException | GeneralException e) {
            throw new LoginException("Keycloak does not respond at " + issuer + ".", e);
        }
    }

    private static LoginException refused(String by, @Nullable ErrorObject error) {
        if (error == null) {
            return new LoginException(by + " refused the login.");
        }
        String details = Optional.ofNullable(error.getDescription())
                .map(text -> ": " + text)
                .orElse("");
        return new LoginException(by + " refused the login (" + error.getCode() + ")" + details);
    }
}
