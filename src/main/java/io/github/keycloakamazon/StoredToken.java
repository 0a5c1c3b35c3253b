package io.github.keycloakamazon;

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
 * An Amazon token as Keycloak's database keeps it, in the JSON that Keycloak itself writes from 26.4 on.
 *
 * @param accessToken what an application calls Amazon with
 * @param refreshToken what this server renews it with
 * @param expiration when the access token ends, in seconds since the epoch; absent where an older Keycloak stored it
 */
record StoredToken(String accessToken, Optional<String> refreshToken, OptionalLong expiration) {
    /** A token with less time left than this, in seconds, is renewed: it should outlive the request it is fetched for. */
    private static final long MIN_SECONDS_LEFT = 60;

    private static final JsonMapper MAPPER = new JsonMapper();

    static StoredToken of(TokenResponse tokens) {
        OptionalLong expiration = tokens.expiresInSeconds().isPresent()
                ? OptionalLong.of(expirationIn(tokens.expiresInSeconds().getAsLong()))
                : OptionalLong.empty();
        return new StoredToken(tokens.accessToken(), tokens.refreshToken(), expiration);
    }

    /** Reads what the database holds; empty if that is not a token. */
    static Optional<StoredToken> parse(@Nullable String json) {
        if (json == null) {
            return Optional.empty();
        }
        try {
            JsonNode members = MAPPER.readTree(json);
            String accessToken = members.path("access_token").asText("");
            String refreshToken = members.path("refresh_token").asText("");
            long expiration = members.path("accessTokenExpiration").asLong(0);
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

    /** The time so many seconds from now, in seconds since the epoch. */
    static long expirationIn(long seconds) {
        return now() + Math.min(seconds, Integer.MAX_VALUE);
    }

    /** Whether a time, written in seconds since the epoch, is over; one that nobody noted is not. */
    static boolean isPast(@Nullable String expiration) {
        return expiration != null && secondsUntil(Long.parseLong(expiration)) == 0;
    }

    /** How many seconds from now a time is, in seconds since the epoch; zero when it is over. */
    static long secondsUntil(long expiration) {
        return Math.max(0, expiration - now());
    }

    private static long now() {
        return Time.currentTimeMillis() / 1000;
    }

    /**
     * Whether it can be handed out as it is. One that can be renewed must have some time left, and a known end; one that cannot is
     * good to its last second, or for as long as nobody knows better.
     */
    boolean isFresh() {
        return expiration.isPresent()
                ? secondsLeft() >= (refreshToken.isPresent() ? MIN_SECONDS_LEFT : 1)
                : refreshToken.isEmpty();
    }

    /** Zero when it has run out or nobody knows. */
    long secondsLeft() {
        return expiration.isPresent() ? secondsUntil(expiration.getAsLong()) : 0;
    }

    /** This token renewed; Amazon seldom sends a new refresh token, and the old one stays good then. */
    StoredToken renewed(TokenResponse tokens) {
        StoredToken renewed = of(tokens);
        return new StoredToken(renewed.accessToken, renewed.refreshToken.or(() -> refreshToken), renewed.expiration);
    }

    String toJson() {
        ObjectNode members = MAPPER.createObjectNode();
        members.put("access_token", accessToken);
        members.put("token_type", "bearer");
        refreshToken.ifPresent(token -> members.put("refresh_token", token));
        expiration.ifPresent(end -> {
            members.put("expires_in", secondsLeft());
            members.put("accessTokenExpiration", end);
        });
        return members.toString();
    }

    @Override
    public String toString() {
        return "StoredToken[expiration=" + expiration + "]";
    }
}
