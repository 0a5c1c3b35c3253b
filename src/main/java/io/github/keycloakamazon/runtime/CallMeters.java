package io.github.keycloakamazon.runtime;

import io.github.keycloakamazon.lwa.CallObserver;
import io.github.keycloakamazon.lwa.LwaCall;
import io.github.keycloakamazon.lwa.LwaError;
import io.github.keycloakamazon.lwa.LwaException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Counts and times the calls to Amazon. The meters are part of Keycloak's metrics endpoint when metrics are enabled. When they are
 * disabled, Micrometer's global registry is empty, and the meters cost next to nothing.
 *
 * <ul>
 *   <li>{@code keycloak_amazon_calls}: a timer with tags {@code call} and {@code outcome}, which is {@code success} or the code of the
 *       error
 *   <li>{@code keycloak_amazon_bulkhead_used} and {@code keycloak_amazon_bulkhead_waiting}: gauges with tag {@code share}, how many
 *       requests call Amazon and how many wait for a place
 *   <li>{@code keycloak_amazon_refusals}: how often Amazon was not asked, because too many requests were waiting for it
 * </ul>
 */
final class CallMeters implements CallObserver {
    private static final String CALLS = "keycloak.amazon.calls";
    private static final String REFUSALS = "keycloak.amazon.refusals";
    private static final String USED = "keycloak.amazon.bulkhead.used";
    private static final String WAITING = "keycloak.amazon.bulkhead.waiting";
    private static final String SUCCESS = "success";

    /** The bounds of the histogram. A healthy Amazon needs less than the first, and the last is the default of the total timeout. */
    private static final Duration[] BOUNDS = Stream.of(100, 200, 500, 1_000, 2_000, 4_000, 8_000)
            .map(Duration::ofMillis)
            .toArray(Duration[]::new);

    private final MeterRegistry registry = Metrics.globalRegistry;

    /** Registered before the first refusal, so that an alert on its increase sees that one too. */
    private final Counter refusals = registry.counter(REFUSALS);

    /** Registers what a single failure raises an alert for, so that the alert sees the first one too. */
    CallMeters() {
        for (LwaCall call : List.of(LwaCall.TOKEN, LwaCall.REFRESH)) {
            timer(call, LwaError.INVALID_CLIENT.code());
            timer(call, LwaError.UNAUTHORIZED_CLIENT.code());
        }
    }

    /** Shows how full a bulkhead is. */
    void watch(Bulkhead bulkhead) {
        for (Admission.Share share : Admission.Share.values()) {
            gauge(USED, share, () -> bulkhead.used(share));
            gauge(WAITING, share, () -> bulkhead.waiting(share));
        }
    }

    /** Micrometer keeps the first gauge of a name, which may be that of a server that has stopped in this JVM. */
    private void gauge(String name, Admission.Share share, Supplier<Number> value) {
        registry.find(name).tag("share", share.label()).gauges().forEach(registry::remove);
        Gauge.builder(name, value).tag("share", share.label()).register(registry);
    }

    @Override
    public void succeeded(LwaCall call, long nanos) {
        record(call, SUCCESS, nanos);
    }

    @Override
    public void failed(LwaException failure, long nanos) {
        record(failure.call(), failure.code(), nanos);
    }

    void refused() {
        refusals.increment();
    }

    private void record(LwaCall call, String outcome, long nanos) {
        timer(call, outcome).record(nanos, TimeUnit.NANOSECONDS);
    }

    private Timer timer(LwaCall call, String outcome) {
        return Timer.builder(CALLS)
                .tags("call", call.label(), "outcome", outcome)
                .serviceLevelObjectives(BOUNDS)
                .register(registry);
    }
}
