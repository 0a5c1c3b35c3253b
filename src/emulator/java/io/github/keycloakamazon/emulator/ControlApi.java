package io.github.keycloakamazon.emulator;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The control API below {@code /emulator/}: what {@link AmazonEmulator} offers to tests in Java, for tests in any language. It is
 * described by {@code openapi.json} beside this class, which it serves too.
 */
final class ControlApi {
    /** What all its paths begin with. */
    static final String PATH = "/emulator/";

    private static final String DESCRIPTION = "openapi.json";

    private final AmazonEmulator emulator;
    private final ControlGuard guard;
    private final List<ControlRoute> routes;

    ControlApi(AmazonEmulator emulator, ControlGuard guard) {
        this.emulator = emulator;
        this.guard = guard;
        routes = List.of(
                new ControlRoute("GET", "/emulator/" + DESCRIPTION, call -> describe()),
                new ControlRoute("POST", "/emulator/reset", call -> done(emulator::reset)),
                new ControlRoute("GET", "/emulator/users", call -> users()),
                new ControlRoute("PUT", "/emulator/users/{key}", this::putUser),
                new ControlRoute("DELETE", "/emulator/users/{key}", this::deleteUser),
                new ControlRoute("GET", "/emulator/clients", call -> clients()),
                new ControlRoute("PUT", "/emulator/clients/{clientId}", this::putClient),
                new ControlRoute("DELETE", "/emulator/clients/{clientId}", this::deleteClient),
                new ControlRoute("POST", "/emulator/faults", this::queueFault),
                new ControlRoute("DELETE", "/emulator/faults", call -> done(emulator::clearFaults)),
                new ControlRoute("PUT", "/emulator/network", this::network),
                new ControlRoute("GET", "/emulator/requests", this::requests),
                new ControlRoute("DELETE", "/emulator/requests", call -> done(emulator::forgetRequests)),
                new ControlRoute("POST", "/emulator/tokens", this::issueToken),
                new ControlRoute("POST", "/emulator/tokens/expire", call -> done(emulator::expireAccessTokens)),
                new ControlRoute("POST", "/emulator/tokens/revoke", this::revoke),
                new ControlRoute("GET", "/emulator/clock", call -> time()),
                new ControlRoute("POST", "/emulator/clock", this::advance),
                new ControlRoute(
                        "DELETE",
                        "/emulator/clock",
                        call -> done(() -> emulator.clock().reset())));
    }

    /** The methods and paths, such as {@code PUT /emulator/users/{key}}. */
    List<String> routes() {
        return routes.stream().map(ControlRoute::toString).toList();
    }

    Answer answer(ReceivedRequest request) {
        Optional<String> refusal = guard.refusal(request);
        if (refusal.isPresent()) {
            return problem(403, refusal.get());
        }
        List<ControlRoute> there =
                routes.stream().filter(route -> route.isAt(request.path())).toList();
        if (there.isEmpty()) {
            return problem(404, "There is no " + request.path() + "; see " + PATH + DESCRIPTION + ".");
        }
        for (ControlRoute route : there) {
            if (route.method().equals(request.method())) {
                return answer(() -> route.answer(request));
            }
        }
        return problem(405, request.path() + " does not take " + request.method() + ".")
                .withHeader(
                        "Allow",
                        String.join(
                                ", ", there.stream().map(ControlRoute::method).toList()));
    }

    private static Answer answer(Supplier<Answer> route) {
        try {
            return route.get();
        } catch (IllegalArgumentException e) {
            return problem(400, String.valueOf(e.getMessage()));
        } catch (IllegalStateException e) {
            return problem(409, String.valueOf(e.getMessage()));
        }
    }

    private static Answer describe() {
        return Answer.of(200, "application/json", Page.resource(DESCRIPTION));
    }

    private Answer users() {
        ArrayNode all = Json.MAPPER.createArrayNode();
        emulator.people().forEach(person -> all.add(UserJson.write(person)));
        return Answer.json(200, all);
    }

    private Answer putUser(ControlRoute.Call call) {
        Person person = call.body("key", UserJson.class).person();
        emulator.addPerson(person);
        return Answer.json(200, UserJson.write(person));
    }

    private Answer deleteUser(ControlRoute.Call call) {
        return emulator.removePerson(call.parameter()) ? Answer.empty(204) : problem(404, "Nobody has this key.");
    }

    private Answer clients() {
        ArrayNode all = Json.MAPPER.createArrayNode();
        emulator.clients().forEach(client -> all.add(ClientJson.write(client)));
        return Answer.json(200, all);
    }

    private Answer putClient(ControlRoute.Call call) {
        EmulatedClient client = call.body("clientId", ClientJson.class).client();
        emulator.addClient(client);
        return Answer.json(200, ClientJson.write(client));
    }

    private Answer deleteClient(ControlRoute.Call call) {
        return emulator.removeClient(call.parameter())
                ? Answer.empty(204)
                : problem(404, "No client has this client id.");
    }

    private Answer queueFault(ControlRoute.Call call) {
        ScriptedFault fault = call.body(ScriptedFaultJson.class).scripted();
        if (fault.networkAfterwards() != null) {
            requireApiListener();
        }
        emulator.script(fault);
        return Answer.empty(204);
    }

    private Answer network(ControlRoute.Call call) {
        NetworkFaultJson fault = call.body(NetworkFaultJson.class);
        requireApiListener();
        emulator.network(fault.fault());
        return Answer.empty(204);
    }

    /** A listener that is shared would take the control API along, and there would be no way back. */
    private void requireApiListener() {
        if (!emulator.hasApiListener()) {
            throw new IllegalStateException(
                    "The network fails where the API has a port of its own: start with --api-port or --https-port.");
        }
    }

    private Answer requests(ControlRoute.Call call) {
        String wanted = call.request().query("endpoint");
        List<Endpoint> endpoints = wanted == null ? List.of(Endpoint.values()) : List.of(Endpoint.of(wanted));
        ArrayNode all = Json.MAPPER.createArrayNode();
        for (Endpoint endpoint : endpoints) {
            emulator.requests(endpoint).forEach(request -> all.add(write(endpoint, request)));
        }
        return Answer.json(200, all);
    }

    private static ObjectNode write(Endpoint endpoint, ReceivedRequest request) {
        ObjectNode json = Json.object()
                .put("endpoint", endpoint.key())
                .put("method", request.method())
                .put("path", request.path())
                .put("rawQuery", request.rawQuery());
        json.set("query", values(request.query()));
        json.set("headers", values(request.headers()));
        json.set("form", values(request.form()));
        return json.put("body", request.body());
    }

    private static JsonNode values(Map<String, List<String>> values) {
        return Json.MAPPER.valueToTree(values);
    }

    private Answer issueToken(ControlRoute.Call call) {
        TokenJson token = call.body(TokenJson.class);
        return Answer.json(
                200,
                Json.object()
                        .put(
                                "access_token",
                                emulator.issueAccessToken(
                                        token.clientId(),
                                        known(token.user()),
                                        token.scopes().toArray(String[]::new))));
    }

    private Answer revoke(ControlRoute.Call call) {
        RevocationJson revocation = call.body(RevocationJson.class);
        emulator.revoke(known(revocation.user()), revocation.clientId());
        return Answer.empty(204);
    }

    private Person known(String key) {
        return emulator.person(key).orElseThrow(() -> new IllegalArgumentException("Nobody is known as " + key));
    }

    private Answer time() {
        return Answer.json(
                200, Json.object().put("time", emulator.clock().instant().toString()));
    }

    private Answer advance(ControlRoute.Call call) {
        emulator.clock().advance(Duration.ofSeconds(call.body(AdvanceJson.class).seconds()));
        return time();
    }

    private static Answer done(Runnable what) {
        what.run();
        return Answer.empty(204);
    }

    /** RFC 9457. */
    private static Answer problem(int status, String detail) {
        return Answer.json(status, Json.object().put("status", status).put("detail", detail))
                .withHeader("Content-Type", "application/problem+json");
    }

    record TokenJson(
            @JsonProperty(required = true) String clientId,
            @JsonProperty(required = true) String user,
            @JsonProperty(required = true) List<String> scopes) {

        TokenJson {
            if (clientId == null || user == null || scopes == null || scopes.contains(null)) {
                throw new IllegalArgumentException("clientId, user and scopes are needed");
            }
        }
    }

    record RevocationJson(
            @JsonProperty(required = true) String clientId,
            @JsonProperty(required = true) String user) {

        RevocationJson {
            if (clientId == null || user == null) {
                throw new IllegalArgumentException("clientId and user are needed");
            }
        }
    }

    record AdvanceJson(@JsonProperty(required = true) long seconds) {}
}
