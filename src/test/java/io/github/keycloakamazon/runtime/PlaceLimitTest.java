package io.github.keycloakamazon.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** How long the last request in a queue waits, by the times of those before it. Times are in milliseconds here. */
class PlaceLimitTest {
    private final PlaceLimit limit = new PlaceLimit(() -> 2);

    @Test
    void nobodyWaitsWhileThereIsAPlace() {
        limit.take(0);

        assertThat(limit.expectedWait(1, 60_000)).isZero();
    }

    @Test
    void waitIsTheQueueTimesTheDurationByThePlaces() {
        steady(100);
        limit.take(0);
        limit.take(0);

        assertThat(limit.expectedWait(3, 0)).isCloseTo(3 * 100 / 2.0, within(1.0));
    }

    @Test
    void requestsThatDoNotEndCountByTheirAge() {
        steady(10);
        limit.take(1_000);
        limit.take(3_000);

        assertThat(limit.expectedWait(1, 5_000)).isCloseTo((4_000 + 2_000) / 2.0 / 2, within(1.0));
    }

    @Test
    void slowTimesAreForgottenAfterAFewFastOnes() {
        steady(8_000);
        for (int i = 0; i < 20; i++) {
            request(40);
        }
        limit.take(0);
        limit.take(0);

        assertThat(limit.expectedWait(1, 0)).isLessThan(100);
    }

    private void steady(long duration) {
        for (int i = 0; i < 50; i++) {
            request(duration);
        }
    }

    private void request(long duration) {
        limit.take(0);
        limit.release(0, duration);
    }
}
