package io.github.keycloakamazon.emulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * {@code grant_type=client_credentials} (RFC 6749 section 4.4), for what a client does by itself at Amazon's other services. The
 * answer names the scope, has no refresh token, and its access token begins {@code Atc|}.
 *
 * @see <a href="https://developer.amazon.com/docs/app-submission-api/auth.html">App Submission API: authentication</a>
 */
final class ClientCredentialsGrant implements TokenGrant {
    private final ClientAuthentication clients;
    private final TokenBody body;

    ClientCredentialsGrant(ClientAuthentication clients, TokenBody body) {
        this.clients = clients;
        this.body = body;
    }

    @Override
    public ObjectNode tokens(TokenRequest request) {
        ClientAuthentication.Client client = clients.authenticate(request);
        client.requireSecret();
        Set<String> scopes =
                new LinkedHashSet<>(List.of(request.required("scope").trim().split(" +", -1)));
        if (!client.registered().clientCredentialsScopes().containsAll(scopes)) {
            throw ProtocolError.invalidScope();
        }
        return body.issue(new Grants.Access(client.id(), null, scopes), null).put("scope", String.join(" ", scopes));
    }
}
