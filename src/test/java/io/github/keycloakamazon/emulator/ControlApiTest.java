package io.github.keycloakamazon.emulator;

import static io.github.keycloakamazon.emulator.TestBrowser.goodRequest;
import static io.github.keycloakamazon.emulator.TestBrowser.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The control API; every request and response of these tests is held against {@code openapi.json}. */
class ControlApiTest {
    private static final JsonNode DESCRIPTION = description();

    private final AmazonEmulator amazon = AmazonEmulator.builder()
            .api(ApiListener.HTTP)
            .anyLocalReturnUrl(true)
            .start();
    private final TestBrowser browser = new TestBrowser(amazon);

    @AfterEach
    void stop() {
        amazon.close();
    }

    @Test
    void theDescriptionIsServedAndNamesEveryRoute() {
        List<String> described = new ArrayList<>();
        DESCRIPTION
                .path("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .fieldNames()
                        .forEachRemaining(
                                method -> described.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey())));

        assertThat(json(call("GET", "/emulator/openapi.json", 200))).isEqualTo(DESCRIPTION);
        assertThat(new ControlApi(amazon, new ControlGuard(null)).routes())
                .containsExactlyInAnyOrderElementsOf(described);
    }

    @Test
    void usersAreAddedChangedAndRemoved() {
        assertThat(json(call("GET", "/emulator/users", 200)))
                .hasSize(Person.samples().size());

        call("PUT", "/emulator/users/mei", """
                {"name": "Mei Lin", "email": "mei@example.com", "userIds": {"example-company": "amzn1.account.MEI"}}""", 200);
        call("PUT", "/emulator/users/mei", "{\"key\": \"mei\", \"name\": \"Mei Chen\"}", 200);

        assertThat(amazon.person("mei")).hasValue(new Person("mei", "Mei Chen", null, null));
        call("DELETE", "/emulator/users/mei", 204);
        call("DELETE", "/emulator/users/mei", 404);
        assertThat(amazon.person("mei")).isEmpty();
    }

    @Test
    void clientsAreAddedChangedAndRemoved() {
        assertThat(json(call("GET", "/emulator/clients", 200))).hasSize(1);

        call("PUT", "/emulator/clients/app", """
                {"secret": "s", "name": "App", "company": "c", "returnUrls": ["https://app.test/"], "scopes": ["alexa:all"],
                 "clientCredentialsScopes": ["x::y"], "anyLocalReturnUrl": true, "redirectUriOptional": true}""", 200);

        EmulatedClient expected = EmulatedClient.of("app", "s")
                .withName("App")
                .withCompany("c")
                .withReturnUrl("https://app.test/")
                .withClientCredentialsScope("x::y")
                .withAnyLocalReturnUrl(true)
                .withRedirectUriOptional(true);
        assertThat(amazon.clients().get(1))
                .usingRecursiveComparison()
                .ignoringFields("scopes")
                .isEqualTo(expected);
        assertThat(amazon.clients().get(1).scopes()).containsExactly("alexa:all");
        call("PUT", "/emulator/clients/app", "{}", 200);
        assertThat(amazon.clients().get(1).isPublic()).isTrue();
        call("DELETE", "/emulator/clients/app", 204);
        call("DELETE", "/emulator/clients/app", 404);
    }

    @Test
    void aFaultIsQueuedAndCleared() {
        call(
                "POST",
                "/emulator/faults",
                "{\"endpoint\": \"profile\", \"fault\": {\"type\": \"html\", \"status\": 503}}",
                204);
        assertThat(browser.profile("x").statusCode()).isEqualTo(503);
        assertThat(browser.profile("x").statusCode()).isEqualTo(400);

        call("POST", "/emulator/faults", """
                {"endpoint": "profile", "fault": {"type": "status", "status": 500}, "times": 0}""", 204);
        assertThat(browser.profile("x").statusCode()).isEqualTo(500);
        call("DELETE", "/emulator/faults", 204);
        assertThat(browser.profile("x").statusCode()).isEqualTo(400);
    }

    @Test
    void theNetworkFailsAndRecovers() {
        call("PUT", "/emulator/network", "{\"type\": \"acceptDelay\", \"millis\": 1}", 204);
        call("PUT", "/emulator/network", "{\"type\": \"none\"}", 204);
        call("PUT", "/emulator/network", "{\"type\": \"untrustedCertificate\"}", 409);
        call(
                "POST",
                "/emulator/faults",
                "{\"endpoint\": \"profile\", \"networkAfterwards\": {\"type\": \"none\"}}",
                204);

        assertThat(browser.profile("x").headers().firstValue("Connection")).hasValue("close");
    }

    @Test
    void aSharedListenerCannotFailAsThereWouldBeNoWayBack() {
        try (AmazonEmulator shared = AmazonEmulator.start()) {
            TestBrowser other = new TestBrowser(shared);
            HttpResponse<String> answer = other.send(TestBrowser.request(shared.baseUrl() + "/emulator/network")
                    .PUT(BodyPublishers.ofString("{\"type\": \"refuse\"}")));

            assertThat(answer.statusCode()).isEqualTo(409);
            assertThat(answer.body()).contains("--api-port");
        }
    }

    @Test
    void recordedRequestsAreReadAndForgotten() {
        browser.authorize(goodRequest());
        browser.token(TestBrowser.exchange("ANBzsjhYZmNCTeAszagk"));

        JsonNode all = json(call("GET", "/emulator/requests", 200));
        JsonNode tokens = json(call("GET", "/emulator/requests?endpoint=token", 200));

        assertThat(all).hasSize(2);
        assertThat(tokens).hasSize(1);
        assertThat(tokens.at("/0/form/grant_type/0").asText()).isEqualTo("authorization_code");
        assertThat(tokens.at("/0/method").asText()).isEqualTo("POST");
        call("DELETE", "/emulator/requests", 204);
        assertThat(json(call("GET", "/emulator/requests", 200))).isEmpty();
        call("GET", "/emulator/requests?endpoint=tokens", 400);
    }

    @Test
    void tokensAreIssuedExpiredAndRevoked() {
        String token = json(call("POST", "/emulator/tokens", """
                        {"clientId": "%s", "user": "jane", "scopes": ["profile"]}""".formatted(AmazonEmulator.CLIENT_ID), 200))
                .path("access_token")
                .asText();
        assertThat(browser.profile(token).statusCode()).isEqualTo(200);
        call("POST", "/emulator/tokens/expire", 204);
        assertThat(browser.profile(token).statusCode()).isEqualTo(400);

        browser.login(Person.JANE, goodRequest());
        call("POST", "/emulator/tokens/revoke", """
                {"clientId": "%s", "user": "jane"}""".formatted(AmazonEmulator.CLIENT_ID), 204);
        assertThat(browser.authorize(goodRequest()).body()).contains("id=\"allow\"");
        call("POST", "/emulator/tokens/revoke", "{\"clientId\": \"x\", \"user\": \"nobody\"}", 400);
        call("POST", "/emulator/tokens", "{\"clientId\": \"x\", \"user\": \"jane\", \"scopes\": []}", 400);
    }

    @Test
    void theClockIsMovedAndSetBack() {
        Instant before = Instant.now();

        Instant moved = Instant.parse(json(call("POST", "/emulator/clock", "{\"seconds\": 7200}", 200))
                .path("time")
                .asText());

        assertThat(moved).isAfterOrEqualTo(before.plus(Duration.ofHours(2)));
        assertThat(Instant.parse(
                        json(call("GET", "/emulator/clock", 200)).path("time").asText()))
                .isAfterOrEqualTo(moved);
        call("DELETE", "/emulator/clock", 204);
        assertThat(amazon.clock().instant()).isBefore(before.plus(Duration.ofHours(1)));
    }

    @Test
    void resetForgetsButKeepsUsers() {
        call("PUT", "/emulator/users/mei", "{}", 200);
        browser.profile("x");

        call("POST", "/emulator/reset", 204);

        assertThat(amazon.requests(Endpoint.PROFILE)).isEmpty();
        assertThat(amazon.person("mei")).isPresent();
    }

    @Test
    void mistakesAreExplained() {
        assertThat(call("PUT", "/emulator/users/mei", "{\"nmae\": \"Mei\"}", 400)
                        .body())
                .contains("nmae: unknown field; known here: email, key, name");
        assertThat(call("PUT", "/emulator/users/mei", "{\"key\": \"other\"}", 400)
                        .body())
                .contains("The path and the body name two: mei and other");
        assertThat(call("PUT", "/emulator/users/mei", "{\n\"name\" 1}", 400).body())
                .contains("line 2");
        assertThat(call("PUT", "/emulator/users/mei", "[]", 400).body()).contains("a JSON object is expected");
        assertThat(call("POST", "/emulator/clock", "", 400).body()).contains("there is nothing");
        assertThat(call("POST", "/emulator/clock", "{\"seconds\": \"x\"}", 400).body())
                .contains("seconds: a whole number is expected");
        assertThat(raw("GET", "/emulator/nothing", "").statusCode()).isEqualTo(404);
        assertThat(raw("GET", "/emulator/users/mei/more", "").statusCode()).isEqualTo(404);
        HttpResponse<String> wrongMethod = raw("POST", "/emulator/users", "");
        assertThat(wrongMethod.statusCode()).isEqualTo(405);
        assertThat(wrongMethod.headers().firstValue("Allow")).hasValue("GET");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Origin: https://evil.test",
                "Origin: null",
                "Origin: http://localhost:8081",
                "Sec-Fetch-Site: cross-site",
                "Sec-Fetch-Site: same-site"
            })
    void webPagesAreRefused(String header) {
        String[] pair = header.split(": ", 2);
        HttpResponse<String> answer = browser.send(TestBrowser.request(amazon.baseUrl() + "/emulator/reset")
                .header(pair[0], pair[1])
                .POST(BodyPublishers.noBody()));

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
        checkResponse("POST", "/emulator/reset", answer);
    }

    @Test
    void aPreflightForTheControlApiAllowsNothing() {
        HttpResponse<String> answer = browser.send(TestBrowser.request(amazon.baseUrl() + "/emulator/users/x")
                .method("OPTIONS", BodyPublishers.noBody())
                .header("Origin", "https://evil.test")
                .header("Access-Control-Request-Method", "PUT"));

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.headers().map().keySet()).noneMatch(name -> name.startsWith("access-control"));
    }

    /** A host name that somebody else may own could be theirs one moment and this machine's the next. */
    @ParameterizedTest
    @ValueSource(
            strings = {"evil.test", "evil.test:80", "localhost.evil.test", "1.2.3.4.evil.test", "api.amazon.com", ""})
    void foreignHostNamesAreRefused(String host) throws IOException {
        assertThat(statusWithHost(host)).isIn(400, 403);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "LOCALHOST:1",
                "127.0.0.1:8081",
                "[::1]:8081",
                "amazon:8081",
                "a.localhost",
                "host.docker.internal"
            })
    void hostNamesThatNobodyElseOwnsAreServed(String host) throws IOException {
        assertThat(statusWithHost(host)).isEqualTo(200);
    }

    @Test
    void thePublicHostIsServed() {
        ReceivedRequest request = new ReceivedRequest(
                "GET", "/emulator/users", "", Map.of(), Map.of("host", List.of("amazon.test:1")), Map.of(), "", 1, "1");

        assertThat(new ControlGuard("http://amazon.test:8081").refusal(request)).isEmpty();
        assertThat(new ControlGuard("http://other.test").refusal(request)).isPresent();
    }

    @Test
    void theHealthIsToldToEverybody() {
        assertThat(browser.get("/health").body()).isEqualTo("{\"status\":\"UP\"}");
    }

    private int statusWithHost(String host) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), amazon.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write(("GET /emulator/users HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            BufferedReader reader =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            return Integer.parseInt(reader.readLine().split(" ", 3)[1]);
        }
    }

    private HttpResponse<String> call(String method, String path, int status) {
        return call(method, path, "", status);
    }

    /** Calls, and holds what was sent and what came back against the description. */
    private HttpResponse<String> call(String method, String path, String body, int status) {
        HttpResponse<String> answer = raw(method, path, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        checkResponse(method, path, answer);
        JsonNode schema = operation(method, path).at("/requestBody/content/application~1json/schema");
        if (status < 300 && !body.isEmpty()) {
            assertThat(problems(schema, body)).isEmpty();
        }
        return answer;
    }

    private HttpResponse<String> raw(String method, String path, String body) {
        return browser.send(TestBrowser.request(amazon.baseUrl() + path)
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body)));
    }

    private static void checkResponse(String method, String path, HttpResponse<String> answer) {
        JsonNode response = operation(method, path).path("responses").path(String.valueOf(answer.statusCode()));
        assertThat(response.isMissingNode())
                .as("%s %s describes %s", method, path, answer.statusCode())
                .isFalse();
        JsonNode resolved = response.has("$ref")
                ? DESCRIPTION.at(response.path("$ref").asText().substring(1))
                : response;
        JsonNode content = resolved.path("content");
        if (content.isMissingNode()) {
            assertThat(answer.body()).isEmpty();
            return;
        }
        String type = answer.headers().firstValue("Content-Type").orElse("").replaceFirst(";.*", "");
        assertThat(content.has(type)).as(type).isTrue();
        assertThat(problems(content.path(type).path("schema"), answer.body())).isEmpty();
    }

    private static JsonNode operation(String method, String path) {
        String plain = path.replaceFirst("\\?.*", "")
                .replaceFirst("(/users)/.*", "$1/{key}")
                .replaceFirst("(/clients)/.*", "$1/{clientId}");
        return DESCRIPTION.path("paths").path(plain).path(method.toLowerCase(Locale.ROOT));
    }

    private static List<String> problems(JsonNode schema, String body) {
        assertThat(schema.isMissingNode()).as("a schema").isFalse();
        ObjectNode whole = Json.object();
        whole.setAll((ObjectNode) schema);
        whole.set("components", DESCRIPTION.path("components"));
        try {
            return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                    .getSchema(whole)
                    .validate(Json.MAPPER.readTree(body))
                    .stream()
                    .map(Object::toString)
                    .toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static JsonNode description() {
        try {
            return Json.MAPPER.readTree(Page.resource("openapi.json"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
