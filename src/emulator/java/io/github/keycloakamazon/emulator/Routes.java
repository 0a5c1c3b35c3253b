package io.github.keycloakamazon.emulator;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** Who answers what, by method and path. */
final class Routes {
    private final Map<String, Function<ReceivedRequest, Answer>> exact = new LinkedHashMap<>();
    private final ControlApi control;

    Routes(ControlApi control) {
        this.control = control;
    }

    /** An answer to this method and path, and to HEAD where it is GET. */
    Routes get(String path, Function<ReceivedRequest, Answer> handler) {
        exact.put("HEAD " + path, handler);
        return on("GET", path, handler);
    }

    Routes on(String method, String path, Function<ReceivedRequest, Answer> handler) {
        exact.put(method + " " + path, handler);
        return this;
    }

    /** The one method of an endpoint, and the preflight of pages of other origins. */
    Routes on(Endpoint endpoint, Function<ReceivedRequest, Answer> handler) {
        if (endpoint.crossOrigin()) {
            on("OPTIONS", endpoint.path(), request -> Cors.preflight(endpoint, request));
        }
        return on(endpoint.method(), endpoint.path(), handler);
    }

    /** @param path of an endpoint by its own spelling */
    Answer answer(ReceivedRequest request, String path) {
        Function<ReceivedRequest, Answer> handler = exact.get(request.method() + " " + path);
        if (handler != null) {
            return handler.apply(request);
        }
        if (path.startsWith(ControlApi.PATH)) {
            return control.answer(request);
        }
        Endpoint endpoint = Endpoint.at(path);
        return endpoint == null ? Pages.notFound() : Answer.empty(405).withHeader("Allow", endpoint.method());
    }
}
