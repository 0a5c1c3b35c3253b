package io.github.keycloakamazon.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.keycloakamazon.lwa.LwaCall;
import io.github.keycloakamazon.lwa.LwaError;
import io.github.keycloakamazon.lwa.LwaException;
import io.github.keycloakamazon.lwa.Region;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.distribution.CountAtBucket;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CallMetersTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @BeforeEach
    void listen() {
        Metrics.globalRegistry.clear();
        Metrics.addRegistry(registry);
    }

    @AfterEach
    void stopListening() {
        Metrics.removeRegistry(registry);
        registry.close();
    }

    @Test
    void refusalsStartAtZeroAndAreCounted() {
        CallMeters metrics = new CallMeters();
        assertThat(registry.get("keycloak.amazon.refusals").counter().count()).isZero();

        metrics.refused();

        assertThat(registry.get("keycloak.amazon.refusals").counter().count()).isEqualTo(1);
    }

    @Test
    void refusedClientStartsAtZero() {
        new CallMeters();

        assertThat(Stream.of("token", "refresh")
                        .flatMap(call -> registry.get("keycloak.amazon.calls").tag("call", call).timers().stream()))
                .extracting(timer -> timer.getId().getTag("outcome") + " " + timer.count())
                .containsExactlyInAnyOrder(
                        "invalid_client 0", "unauthorized_client 0", "invalid_client 0", "unauthorized_client 0");
    }

    @Test
    void callsHaveAHistogramFromATenthOfASecondToEight() {
        new CallMeters().succeeded(LwaCall.TOKEN, TimeUnit.MILLISECONDS.toNanos(150));

        CountAtBucket[] buckets = registry.get("keycloak.amazon.calls")
                .tags("call", "token", "outcome", "success")
                .timer()
                .takeSnapshot()
                .histogramCounts();
        assertThat(buckets)
                .extracting(bucket -> bucket.bucket(TimeUnit.MILLISECONDS))
                .containsExactly(100.0, 200.0, 500.0, 1_000.0, 2_000.0, 4_000.0, 8_000.0);
        assertThat(buckets).extracting(CountAtBucket::count).containsExactly(0.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0);
    }

    @Test
    void everyCodeHasItsOwnName() {
        CallMeters meters = new CallMeters();
        for (LwaError error : LwaError.values()) {
            meters.failed(LwaException.of(LwaCall.REFRESH, error), 1);
        }

        assertThat(registry.get("keycloak.amazon.calls").tag("call", "refresh").timers())
                .extracting(timer -> timer.getId().getTag("outcome"))
                .containsExactlyInAnyOrderElementsOf(
                        Stream.of(LwaError.values()).map(LwaError::code).toList());
    }

    @Test
    void gaugesShowWhoHasAPlace() throws LwaException {
        Bulkhead bulkhead = new Bulkhead(4, 100, 100, System::nanoTime);
        new CallMeters().watch(bulkhead);

        bulkhead.run(Admission.login(LwaCall.TOKEN, Region.NA), () -> {
            assertThat(gauge("used", "login")).isEqualTo(1);
            assertThat(gauge("used", "other")).isZero();
            assertThat(gauge("waiting", "login")).isZero();
            return "done";
        });

        assertThat(gauge("used", "login")).isZero();
    }

    private double gauge(String name, String share) {
        return registry.get("keycloak.amazon.bulkhead." + name)
                .tag("share", share)
                .gauge()
                .value();
    }
}
