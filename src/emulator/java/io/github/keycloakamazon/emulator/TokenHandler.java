package io.github.keycloakamazon.emulator;

import java.util.Map;

/** {@code POST /auth/o2/token}: hands the request to the grant it names. */
final class TokenHandler implements ApiHandler.ApiEndpoint {
    private final Map<String, TokenGrant> grants;

    /** @param grants by {@code grant_type} */
    TokenHandler(Map<String, TokenGrant> grants) {
        this.grants = Map.copyOf(grants);
    }

    @Override
    public Answer handle(ReceivedRequest received, String requestId) {
        TokenRequest request = new TokenRequest(received);
        TokenGrant grant = grants.get(request.required("grant_type"));
        if (grant == null) {
            throw ProtocolError.unsupportedGrantType();
        }
        return Answer.json(200, grant.tokens(request));
    }
}
