package io.github.keycloakamazon.emulator;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * {@code grant_type=refresh_token} (RFC 6749 section 6). Amazon answers with the refresh token that was sent.
 *
 * @see <a href="https://developer.amazon.com/docs/login-with-amazon/refresh-token.html">Refresh token</a>
 */
final class RefreshTokenGrant implements TokenGrant {
    private final ClientAuthentication clients;
    private final Grants grants;
    private final TokenBody body;
    private final boolean rotate;

    /** @param rotate whether each refresh ends the refresh token and brings another one */
    RefreshTokenGrant(ClientAuthentication clients, Grants grants, TokenBody body, boolean rotate) {
        this.clients = clients;
        this.grants = grants;
        this.body = body;
        this.rotate = rotate;
    }

    @Override
    public ObjectNode tokens(TokenRequest request) {
        ClientAuthentication.Client client = clients.authenticate(request);
        String value = request.required("refresh_token");
        if (grants.isRevoked(value)) {
            throw ProtocolError.invalidGrant("refresh_token. User may have revoked or didn't grant the permission.");
        }
        Grants.RefreshToken token = grants.refreshToken(value);
        if (token == null) {
            throw ProtocolError.invalidGrant("refresh_token");
        }
        if (!token.access().clientId().equals(client.id())) {
            throw new ProtocolError(400, "unauthorized_client", "Not authorized for requested operation");
        }
        if (token.needsSecret()) {
            client.requireSecret();
        }
        if (!rotate) {
            return body.issue(token.access(), value);
        }
        grants.endRefreshToken(value);
        return body.issue(token.access(), grants.issueRefreshToken(token));
    }
}
