package io.github.keycloakamazon.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RateLimiterTest {
    private Instant now = Instant.EPOCH;
    private final RateLimiter pace = new RateLimiter(Duration.ofSeconds(5), () -> now);

    @Test
    void aRealmWaitsForItsNextTurn() {
        assertThat(pace.take("a")).isZero();

        now = now.plusSeconds(2);
        assertThat(pace.take("a")).isEqualTo(Duration.ofSeconds(3));

        now = now.plusSeconds(3);
        assertThat(pace.take("a")).isZero();
    }

    @Test
    void anotherRealmDoesNotWait() {
        pace.take("a");

        assertThat(pace.take("b")).isZero();
    }

    @Test
    void whoeverComesTooEarlyDoesNotWaitLongerForIt() {
        pace.take("a");
        now = now.plusSeconds(4);
        pace.take("a");

        now = now.plusSeconds(1);
        assertThat(pace.take("a")).isZero();
    }
}
