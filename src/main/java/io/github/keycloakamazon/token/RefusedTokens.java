package io.github.keycloakamazon.token;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The stored tokens that Amazon has refused to renew. Amazon does not change its mind about a refresh token, so it is not asked again
 * about the same one. When the user signs in again, another token is stored. Only hashes are kept, on this node, of the latest
 * {@value #MAX_TOKENS} tokens.
 */
final class RefusedTokens {
    static final int MAX_TOKENS = 10_000;

    private final Set<String> hashes = Collections.synchronizedSet(Collections.newSetFromMap(new Latest()));

    /** Forgets the oldest when there are too many. */
    private static final class Latest extends LinkedHashMap<String, Boolean> {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > MAX_TOKENS;
        }
    }

    void add(String clientId, StoredToken token) {
        hashes.add(hash(clientId, token));
    }

    boolean contains(String clientId, StoredToken token) {
        return hashes.contains(hash(clientId, token));
    }

    /** With the client ID, because Amazon also refuses the right token from the wrong client, until somebody corrects that. */
    private static String hash(String clientId, StoredToken token) {
        String text = String.join(
                "\n", clientId, token.accessToken(), token.refreshToken().orElse(""));
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
