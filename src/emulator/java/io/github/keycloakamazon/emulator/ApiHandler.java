package io.github.keycloakamazon.emulator;

import java.util.UUID;
import java.util.function.Function;

/**
 * What the endpoints of the API have in common: errors in JSON, the header {@code x-amzn-RequestId}, which Amazon's SDK reads, and
 * answers to pages of other origins.
 */
final class ApiHandler implements Function<ReceivedRequest, Answer> {
    private final Endpoint endpoint;
    private final ApiEndpoint handler;
    private final ErrorWriter errors;

    ApiHandler(Endpoint endpoint, ApiEndpoint handler, ErrorWriter errors) {
        this.endpoint = endpoint;
        this.handler = handler;
        this.errors = errors;
    }

    @Override
    public Answer apply(ReceivedRequest request) {
        String requestId = UUID.randomUUID().toString();
        Answer answer = answer(request, requestId).withHeader("x-amzn-RequestId", requestId);
        return endpoint.crossOrigin() ? Cors.allow(answer, request) : answer;
    }

    private Answer answer(ReceivedRequest request, String requestId) {
        try {
            return handler.handle(request, requestId);
        } catch (ProtocolError e) {
            return errors.write(e, requestId);
        }
    }

    /** The good answer of an endpoint. */
    @FunctionalInterface
    interface ApiEndpoint {
        /**
         * Serves a request.
         *
         * @throws ProtocolError where it cannot be served
         */
        Answer handle(ReceivedRequest request, String requestId);
    }
}
