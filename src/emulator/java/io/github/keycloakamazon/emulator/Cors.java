package io.github.keycloakamazon.emulator;

/**
 * Cross-origin calls, as several published front ends make them to Amazon: without cookies, and one with a preflight for a JSON
 * body. The exact headers of Amazon were never recorded; {@code *} is what works for calls without cookies.
 *
 * @see <a href="https://fetch.spec.whatwg.org/#http-cors-protocol">Fetch: CORS protocol</a>
 */
final class Cors {
    private static final String ANY = "*";

    private Cors() {}

    /** The answer to a preflight for this endpoint. */
    static Answer preflight(Endpoint endpoint, ReceivedRequest request) {
        Answer answer = Answer.empty(200)
                .withHeader("Access-Control-Allow-Methods", endpoint.method() + ", OPTIONS")
                .withHeader("Access-Control-Max-Age", "600");
        String headers = request.header("Access-Control-Request-Headers");
        return allow(headers == null ? answer : answer.withHeader("Access-Control-Allow-Headers", headers), request);
    }

    /** The same answer, readable by the page that asked; no page asked where there is no {@code Origin}. */
    static Answer allow(Answer answer, ReceivedRequest request) {
        return request.header("Origin") == null ? answer : answer.withHeader("Access-Control-Allow-Origin", ANY);
    }
}
