package io.github.keycloakamazon.token;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.keycloakamazon.lwa.TokenResponse;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.keycloak.common.util.Time;

/**
 * An Amazon token as Keycloak stores it with the identity provider link, in the JSON that Keycloak itself writes from 26.4 on.
 *
 * @param accessToken the access token
 * @param refreshToken the refresh token, if Amazon issued one
 * @param expiration when the access token expires, in seconds since the epoch; absent where an older Keycloak stored it
 */
public record StoredToken(String accessToken, Optional<String> refreshToken, OptionalLong expiration) {
    /** A token with less time left is renewed, so that it outlives the request it is fetched for. In seconds. */
    private static final long MIN_SECONDS_LEFT = 60;

    private static final JsonMapper MAPPER = new JsonMapper();

    /**
     * Makes a stored token of a token response.
     *
     * @param tokens what Amazon's token endpoint sent
     * @return the token, with the time it expires
     */
    public static StoredToken of(TokenResponse tokens) {
        OptionalLong expiration = tokens.expiresInSeconds().isPresent()
                ? OptionalLong.of(expirationIn(tokens.expiresInSeconds().getAsLong()))
                : OptionalLong.empty();
        return new StoredToken(tokens.accessToken(), tokens.refreshToken(), expiration);
    }

    /**
     * Reads a stored token.
     *
     * @param json what Keycloak stored; {@code null} if it stored nothing
     * @return the token; empty if the text is not one
     */
    public static Optional<StoredToken> parse(@Nullable String json) {
        if (json == null) {
            return Optional.empty();
        }
        try {
            JsonNode fields = MAPPER.readTree(json);
            String accessToken = fields.path("access_token").asText("");
            String refreshToken = fields.path("refresh_token").asText("");
            long expiration = fields.path("accessTokenExpiration").asLong(0);
            return accessToken.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new StoredToken(
                            accessToken,
                            Optional.of(refreshToken).filter(token -> !token.isEmpty()),
                            expiration > 0 ? OptionalLong.of(expiration) : OptionalLong.empty()));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    /**
     * The time at which a token expires.
     *
     * @param seconds how long it is valid from now
     * @return seconds since the epoch
     */
    public static long expirationIn(long seconds) {
        return now() + Math.min(seconds, Integer.MAX_VALUE);
    }

    /** Whether a time, written in seconds since the epoch, is past. An absent time is not. */
    static boolean isPast(@Nullable String expiration) {
        return expiration != null && secondsUntil(Long.parseLong(expiration)) == 0;
    }

    /** The seconds from now until a time in seconds since the epoch; zero when that is past. */
    static long secondsUntil(long expiration) {
        return Math.max(0, expiration - now());
    }

    private static long now() {
        return Time.currentTimeMillis() / 1000;
    }

    /**
     * Whether it can be handed out as it is. A token that can be renewed must have some time left, and its expiration must be known. One
     * that cannot be renewed is handed out until it expires.
     */
    boolean isFresh() {
        return expiration.isPresent()
                ? secondsLeft() >= (refreshToken.isPresent() ? MIN_SECONDS_LEFT : 1)
                : refreshToken.isEmpty();
    }

    /** Zero when it has expired, or when its expiration is not known. */
    long secondsLeft() {
        return expiration.isPresent() ? secondsUntil(expiration.getAsLong()) : 0;
    }

    /** This token after a refresh. Amazon rarely sends a new refresh token, and the old one stays valid then. */
    StoredToken renewed(TokenResponse tokens) {
        StoredToken renewed = of(tokens);
        return new StoredToken(renewed.accessToken, renewed.refreshToken.or(() -> refreshToken), renewed.expiration);
    }

    /** {@return the JSON that Keycloak stores} */
    public String toJson() {
        ObjectNode fields = MAPPER.createObjectNode();
        fields.put("access_token", accessToken);
        fields.put("token_type", "bearer");
        refreshToken.ifPresent(token -> fields.put("refresh_token", token));
        expiration.ifPresent(end -> {
            fields.put("expires_in", secondsLeft());
            fields.put("accessTokenExpiration", end);
        });
        return fields.toString();
    }

    @Override
    public String toString() {
        return "StoredToken[expiration=" + expiration + "]";
    }
}
