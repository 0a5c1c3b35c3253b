package io.github.keycloakamazon;

import io.github.keycloakamazon.lwa.CallObserver;
import io.github.keycloakamazon.lwa.LwaCall;
import io.github.keycloakamazon.lwa.LwaException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Metrics;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Counts and times the calls to Amazon. They show on Keycloak's metrics endpoint when metrics are on; when they are off, Micrometer's
 * global registry is empty and this costs next to nothing.
 *
 * <ul>
 *   <li>{@code keycloak_amazon_calls}: a timer with tags {@code call} and {@code outcome}, which is {@code success} or the stable code
 *   <li>{@code keycloak_amazon_refusals}: how often Amazon was not even asked, because too many requests were waiting for it
 * </ul>
 */
final class AmazonMetrics implements CallObserver {
    private static final String CALLS = "keycloak.amazon.calls";
    private static final String REFUSALS = "keycloak.amazon.refusals";

    /** Amazon's codes are Amazon's to choose, so those we do not know share one tag value: meters must not grow without bound. */
    private static final Set<String> KNOWN_CODES = Set.of(
            "invalid_client",
            "invalid_grant",
            "invalid_request",
            "invalid_scope",
            "invalid_token",
            "unauthorized_client",
            "unsupported_grant_type",
            "insufficient_scope",
            "ServerError",
            LwaException.TIMEOUT,
            LwaException.UNREACHABLE,
            LwaException.TLS_FAILURE,
            LwaException.CONNECTION_LOST,
            LwaException.PROXY_REFUSED,
            LwaException.BUSY,
            LwaException.RATE_LIMITED,
            LwaException.SERVER_ERROR,
            LwaException.UNEXPECTED_STATUS,
            LwaException.MALFORMED_ANSWER,
            LwaException.ANSWER_TOO_LARGE,
            LwaException.MISSING_ACCESS_TOKEN,
            LwaException.MISSING_USER_ID,
            LwaException.MALFORMED_TOKEN);

    private final MeterRegistry registry = Metrics.globalRegistry;

    /** Made before the first refusal, so that an alert has a zero to rise from. */
    private final Counter refusals = registry.counter(REFUSALS);

    @Override
    public void succeeded(LwaCall call, long nanos) {
        record(call, "success", nanos);
    }

    @Override
    public void failed(LwaException failure, long nanos) {
        record(failure.call(), KNOWN_CODES.contains(failure.code()) ? failure.code() : "other", nanos);
    }

    void refused() {
        refusals.increment();
    }

    private void record(LwaCall call, String outcome, long nanos) {
        registry.timer(CALLS, "call", call.label(), "outcome", outcome).record(nanos, TimeUnit.NANOSECONDS);
    }
}
