package io.github.keycloakamazon.demo.app;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What the application answers to one request. */
final class Reply {
    private final int status;
    private final Map<String, String> headers;
    private final byte[] body;
    private final List<String> cookies;

    private Reply(int status, Map<String, String> headers, byte[] body, List<String> cookies) {
        this.status = status;
        this.headers = headers;
        this.body = body;
        this.cookies = cookies;
    }

    static Reply of(int status, String contentType, byte[] body) {
        return new Reply(status, Map.of("Content-Type", contentType), body, List.of());
    }

    static Reply html(int status, String page) {
        return of(status, "text/html; charset=utf-8", page.getBytes(StandardCharsets.UTF_8));
    }

    static Reply redirect(URI location) {
        return new Reply(303, Map.of("Location", location.toString()), new byte[0], List.of());
    }

    Reply with(String cookie) {
        return new Reply(
                status,
                headers,
                body,
                Stream.concat(cookies.stream(), Stream.of(cookie)).toList());
    }

    void send(HttpExchange exchange, String contentSecurityPolicy) throws IOException {
        Headers out = exchange.getResponseHeaders();
        headers.forEach(out::set);
        cookies.forEach(cookie -> out.add("Set-Cookie", cookie));
        out.set("Content-Security-Policy", contentSecurityPolicy);
        out.set("X-Content-Type-Options", "nosniff");
        out.set("Referrer-Policy", "no-referrer");
        out.set("Cache-Control", "no-store");
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
    }
}
