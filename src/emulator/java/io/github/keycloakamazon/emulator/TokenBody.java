package io.github.keycloakamazon.emulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** The fields of a good answer of the token endpoint; {@code bearer} is in lower case. */
final class TokenBody {
    private final Grants grants;
    private final Lifetimes lifetimes;

    TokenBody(Grants grants, Lifetimes lifetimes) {
        this.grants = grants;
        this.lifetimes = lifetimes;
    }

    /** With a new access token. */
    ObjectNode issue(Grants.Access access, @Nullable String refreshToken) {
        ObjectNode json = Json.object().put("access_token", grants.issueAccessToken(access));
        if (refreshToken != null) {
            json.put("refresh_token", refreshToken);
        }
        return json.put("token_type", "bearer")
                .put("expires_in", lifetimes.accessToken().toSeconds());
    }
}
