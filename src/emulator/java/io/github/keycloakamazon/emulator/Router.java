package io.github.keycloakamazon.emulator;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Reads a request, writes it down, finds out who answers it and whether anything is to go wrong, and sends the answer. */
final class Router extends Handler.Abstract {
    private static final int MAX_BODY = 1024 * 1024;

    private final Routes routes;
    private final Map<Endpoint, EndpointScript> scripts;
    private final RequestLog log;
    private final NetworkSwitch network;
    private final Wire wire;

    Router(Routes routes, Map<Endpoint, EndpointScript> scripts, RequestLog log, NetworkSwitch network, Wire wire) {
        this.routes = routes;
        this.scripts = Map.copyOf(scripts);
        this.log = log;
        this.network = network;
        this.wire = wire;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws IOException {
        ReceivedRequest received = read(request);
        Endpoint endpoint = Endpoint.at(received.path());
        if (endpoint == null || received.method().equals("OPTIONS")) {
            // A preflight is the browser's and not the client's.
            wire.deliver(
                    new Delivery.Whole(),
                    () -> routes.answer(received, endpoint == null ? received.path() : endpoint.path()),
                    request,
                    response,
                    callback);
            return true;
        }
        log.add(endpoint, received);
        EndpointScript.Step step = script(endpoint).next();
        Supplier<Answer> answer = step.fault().change(() -> routes.answer(received, endpoint.path()));
        NetworkFault afterwards = step.afterwards();
        if (afterwards != null) {
            Answer last = answer.get().withHeader("Connection", "close");
            network.fail(
                    afterwards, request.getConnectionMetaData().getConnection().getEndPoint());
            answer = () -> last;
        }
        wire.deliver(step.fault().delivery(), answer, request, response, callback);
        return true;
    }

    private EndpointScript script(Endpoint endpoint) {
        EndpointScript script = scripts.get(endpoint);
        if (script == null) {
            throw new IllegalStateException("No script for " + endpoint);
        }
        return script;
    }

    private ReceivedRequest read(Request request) throws IOException {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        request.getHeaders().forEach(field -> {
            String value = field.getValue();
            headers.computeIfAbsent(field.getName(), any -> new ArrayList<>()).add(value == null ? "" : value);
        });
        String rawQuery = request.getHttpURI().getQuery();
        String body;
        try (InputStream content = Content.Source.asInputStream(request)) {
            body = new String(content.readNBytes(MAX_BODY), StandardCharsets.UTF_8);
        }
        boolean form = ReceivedRequest.mediaType(request.getHeaders().get("Content-Type"))
                .equals(ReceivedRequest.FORM);
        return new ReceivedRequest(
                request.getMethod(),
                request.getHttpURI().getDecodedPath(),
                rawQuery == null ? "" : rawQuery,
                ReceivedRequest.decodeIfPossible(rawQuery == null ? "" : rawQuery),
                headers,
                form ? ReceivedRequest.decodeIfPossible(body) : Map.of(),
                body,
                Request.getRemotePort(request),
                request.getConnectionMetaData().getId());
    }
}
