package io.github.keycloakamazon.runtime;

import io.github.keycloakamazon.lwa.CallObserver;
import io.github.keycloakamazon.lwa.LwaCall;
import io.github.keycloakamazon.lwa.LwaException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Metrics;
import java.util.concurrent.TimeUnit;

/**
 * Counts and times the calls to Amazon. The meters are part of Keycloak's metrics endpoint when metrics are enabled. When they are
 * disabled, Micrometer's global registry is empty, and the meters cost next to nothing.
 *
 * <ul>
 *   <li>{@code keycloak_amazon_calls}: a timer with tags {@code call} and {@code outcome}, which is {@code success} or the code of the
 *       error
 *   <li>{@code keycloak_amazon_refusals}: how often Amazon was not asked, because too many requests were waiting for it
 * </ul>
 */
final class CallMeters implements CallObserver {
    private static final String CALLS = "keycloak.amazon.calls";
    private static final String REFUSALS = "keycloak.amazon.refusals";
    private static final String SUCCESS = "success";

    private final MeterRegistry registry = Metrics.globalRegistry;

    /** Registered before the first refusal, so that an alert on its increase sees that one too. */
    private final Counter refusals = registry.counter(REFUSALS);

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
        registry.timer(CALLS, "call", call.label(), "outcome", outcome).record(nanos, TimeUnit.NANOSECONDS);
    }
}
