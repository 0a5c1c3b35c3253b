package io.github.keycloakamazon.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.keycloakamazon.lwa.LwaCall;
import io.github.keycloakamazon.lwa.LwaError;
import io.github.keycloakamazon.lwa.LwaException;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.testing.junit5.OpenTelemetryExtension;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class CallSpansTest {
    private static final long NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    @RegisterExtension
    private static final OpenTelemetryExtension TELEMETRY = OpenTelemetryExtension.create();

    private final CallSpans spans = new CallSpans();

    @Test
    void callIsASpanOfTheRequestThatNeedsIt() {
        Span request = inARequest(() -> spans.succeeded(LwaCall.TOKEN, NANOS));

        SpanData call = onlyCall();
        assertThat(call.getName()).isEqualTo("amazon token");
        assertThat(call.getParentSpanContext()).isEqualTo(request.getSpanContext());
        assertThat(call.getAttributes().isEmpty()).isTrue();
        assertThat(call.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
        assertThat(call.getEndEpochNanos() - call.getStartEpochNanos()).isEqualTo(NANOS);
    }

    @Test
    void failedCallHasTheCodeOfItsErrorAndNothingElse() {
        inARequest(() -> spans.failed(LwaException.of(LwaCall.PROFILE, LwaError.MISSING_USER_ID), NANOS));

        SpanData call = onlyCall();
        assertThat(call.getName()).isEqualTo("amazon profile");
        assertThat(call.getAttributes().asMap())
                .hasSize(1)
                .containsEntry(AttributeKey.stringKey("error.type"), "missing_user_id");
        assertThat(call.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(call.getStatus().getDescription()).isEmpty();
        assertThat(call.getEvents()).isEmpty();
    }

    @Test
    void callOutsideARequestIsNoTraceOfItsOwn() {
        spans.succeeded(LwaCall.TOKEN, NANOS);
        spans.failed(LwaException.of(LwaCall.PROFILE, LwaError.TIMEOUT), NANOS);

        assertThat(TELEMETRY.getSpans()).isEmpty();
    }

    private static Span inARequest(Runnable work) {
        Span request = TELEMETRY
                .getOpenTelemetry()
                .getTracer("test")
                .spanBuilder("request")
                .startSpan();
        try (Scope scope = request.makeCurrent()) {
            work.run();
        } finally {
            request.end();
        }
        return request;
    }

    private static SpanData onlyCall() {
        return TELEMETRY.getSpans().stream()
                .filter(span -> span.getName().startsWith("amazon "))
                .reduce((one, another) -> {
                    throw new AssertionError("Two spans: " + one + another);
                })
                .orElseThrow();
    }
}
