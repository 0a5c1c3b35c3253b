package io.github.keycloakamazon.check;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Lets each realm check once per interval, so that nobody can guess client secrets here, or make Amazon block the whole server. Counts
 * per server, and forgets a realm as soon as it may check again.
 */
final class RateLimiter {
    private final Duration interval;
    private final InstantSource clock;
    private final Map<String, Instant> next = new ConcurrentHashMap<>();

    RateLimiter(Duration interval, InstantSource clock) {
        this.interval = interval;
        this.clock = clock;
    }

    /**
     * Takes the turn of a realm, if it has one.
     *
     * @return how long the realm must wait for its next turn; zero if it has its turn now
     */
    Duration take(String realmId) {
        Instant now = clock.instant();
        next.values().removeIf(turn -> !turn.isAfter(now));
        Instant taken = next.putIfAbsent(realmId, now.plus(interval));
        return taken == null ? Duration.ZERO : Duration.between(now, taken);
    }
}
