package io.github.keycloakamazon.emulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * {@code grant_type=authorization_code} (RFC 6749 section 4.1.3). Amazon gives no refresh token to a client that shows no secret.
 *
 * @see <a href="https://developer.amazon.com/docs/login-with-amazon/access-token.html">Access token</a>
 */
final class AuthorizationCodeGrant implements TokenGrant {
    private final ClientAuthentication clients;
    private final Grants grants;
    private final TokenBody body;

    AuthorizationCodeGrant(ClientAuthentication clients, Grants grants, TokenBody body) {
        this.clients = clients;
        this.grants = grants;
        this.body = body;
    }

    @Override
    public ObjectNode tokens(TokenRequest request) {
        ClientAuthentication.Client client = clients.authenticate(request);
        String value = request.required("code");
        String redirectUri = redirectUri(request, client);
        if (!Secrets.CODE.matcher(value).matches()) {
            throw ProtocolError.invalid("code");
        }
        Grants.Code code = grants.code(value);
        if (code == null || !code.access().clientId().equals(client.id())) {
            throw ProtocolError.invalidGrant("code");
        }
        if (redirectUri != null && !code.redirectUri().equals(redirectUri)) {
            throw ProtocolError.invalidGrant("redirect_uri");
        }
        checkVerifier(request, code.challenge(), client);
        if (!grants.use(value)) {
            throw ProtocolError.invalidGrant("code");
        }
        return body.issue(
                code.access(),
                client.showedSecret() ? grants.issueRefreshToken(new Grants.RefreshToken(code.access(), true)) : null);
    }

    private static @Nullable String redirectUri(TokenRequest request, ClientAuthentication.Client client) {
        return client.registered().redirectUriOptional()
                ? request.get("redirect_uri")
                : request.required("redirect_uri");
    }

    /**
     * RFC 7636 section 4.6. A verifier without a challenge is refused too, as RFC 9700 section 2.1.1 asks. A client that shows no
     * secret has nothing but the verifier to prove itself by.
     */
    private static void checkVerifier(
            TokenRequest request, @Nullable Challenge challenge, ClientAuthentication.Client client) {
        String verifier = request.get("code_verifier");
        if (challenge == null) {
            client.requireSecret();
            if (verifier != null) {
                throw ProtocolError.invalidGrant("code_verifier");
            }
            return;
        }
        if (verifier == null) {
            throw ProtocolError.missing("code_verifier");
        }
        if (!Challenge.SYNTAX.matcher(verifier).matches()) {
            throw ProtocolError.invalid("code_verifier");
        }
        if (!challenge.isMetBy(verifier)) {
            throw ProtocolError.invalidGrant("code_verifier");
        }
    }
}
