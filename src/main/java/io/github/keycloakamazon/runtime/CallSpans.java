package io.github.keycloakamazon.runtime;

import io.github.keycloakamazon.lwa.CallObserver;
import io.github.keycloakamazon.lwa.LwaCall;
import io.github.keycloakamazon.lwa.LwaException;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import java.time.Instant;

/**
 * Makes a span of each call to Amazon, within the trace of the request that needs it. Keycloak exports it when tracing is enabled. When
 * it is disabled, there is no such trace, and no span.
 *
 * <p>A span is named after its call, as in {@code amazon token}. When the call failed, the attribute {@code error.type} is the code of the
 * error. Nothing else is in it, because whoever can read traces must not learn tokens or personal data.
 *
 * @see <a href="https://opentelemetry.io/docs/specs/semconv/general/recording-errors/">OpenTelemetry: Recording errors</a>
 */
final class CallSpans implements CallObserver {
    private static final String SCOPE = "io.github.keycloakamazon";
    private static final String ERROR_TYPE = "error.type";

    @Override
    public void succeeded(LwaCall call, long nanos) {
        if (isTraced()) {
            Instant end = Instant.now();
            start(call, end.minusNanos(nanos)).end(end);
        }
    }

    @Override
    public void failed(LwaException failure, long nanos) {
        if (isTraced()) {
            Instant end = Instant.now();
            start(failure.call(), end.minusNanos(nanos))
                    .setAttribute(ERROR_TYPE, failure.code())
                    .setStatus(StatusCode.ERROR)
                    .end(end);
        }
    }

    private static boolean isTraced() {
        return Span.current().getSpanContext().isValid();
    }

    /** The tracer is not kept: Keycloak sets the global one up after providers are initialized. */
    private static Span start(LwaCall call, Instant begin) {
        return GlobalOpenTelemetry.getTracer(SCOPE)
                .spanBuilder("amazon " + call.label())
                .setStartTimestamp(begin)
                .startSpan();
    }
}
