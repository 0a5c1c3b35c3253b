package io.github.keycloakamazon.check;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Lets each realm check so often and no oftener, so that nobody tries out client secrets here, or has Amazon close the door to the
 * whole server. Counts for one server; it forgets a realm as soon as that may check again.
 */
final class Pace {
    private final Duration interval;
    private final InstantSource clock;
    private final Map<String, Instant> next = new ConcurrentHashMap<>();

    Pace(Duration interval, InstantSource clock) {
        this.interval = interval;
        this.clock = clock;
    }

    /**
     * Takes the turn of a realm.
     *
     * @return how long it has to wait for its next turn; zero if it has its turn now
     */
    Duration take(String realmId) {
        Instant now = clock.instant();
        next.values().removeIf(turn -> !turn.isAfter(now));
        Instant taken = next.putIfAbsent(realmId, now.plus(interval));
        return taken == null ? Duration.ZERO : Duration.between(now, taken);
    }
}
