package io.github.keycloakamazon.emulator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A person's browser and a client's HTTP, as far as the tests of the emulator need them. Follows no redirects. */
final class TestBrowser {
    static final String CALLBACK = "https://app.test/callback";

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .cookieHandler(new CookieManager())
            .build();
    private final AmazonEmulator amazon;

    TestBrowser(AmazonEmulator amazon) {
        this.amazon = amazon;
        amazon.allowReturnUrl(AmazonEmulator.CLIENT_ID, CALLBACK);
    }

    /** A request the emulator has no fault to find with. */
    static Map<String, String> goodRequest() {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("client_id", AmazonEmulator.CLIENT_ID);
        parameters.put("redirect_uri", CALLBACK);
        parameters.put("response_type", "code");
        parameters.put("scope", "profile");
        parameters.put("state", "state-1");
        return parameters;
    }

    static Map<String, String> goodRequestWith(String name, String value) {
        Map<String, String> parameters = goodRequest();
        parameters.put(name, value);
        return parameters;
    }

    static Map<String, String> goodRequestWithout(String name) {
        Map<String, String> parameters = goodRequest();
        parameters.remove(name);
        return parameters;
    }

    HttpResponse<String> authorize(Map<String, String> parameters) {
        return get("/ap/oa?" + encode(parameters));
    }

    HttpResponse<String> signIn(Person person, Map<String, String> parameters) {
        return post("/ap/signin?" + encode(parameters), "person=" + person.key());
    }

    HttpResponse<String> allow(Map<String, String> parameters, String... ticked) {
        StringBuilder form = new StringBuilder("decision=allow");
        for (String scope : ticked) {
            form.append("&scope=").append(URLEncoder.encode(scope, StandardCharsets.UTF_8));
        }
        return post("/ap/consent?" + encode(parameters), form.toString());
    }

    /** Signs in and agrees where asked; the callback's parameters. */
    Map<String, String> login(Person person, Map<String, String> parameters) {
        HttpResponse<String> answer = signIn(person, parameters);
        if (answer.statusCode() == 200) {
            answer = allow(parameters);
        }
        return callback(answer);
    }

    String code() {
        return code(goodRequest());
    }

    String code(Map<String, String> parameters) {
        return login(Person.JANE, parameters).getOrDefault("code", "");
    }

    /** The parameters of the default client's code exchange. */
    static Map<String, String> exchange(String code) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "authorization_code");
        form.put("code", code);
        form.put("redirect_uri", CALLBACK);
        form.put("client_id", AmazonEmulator.CLIENT_ID);
        form.put("client_secret", AmazonEmulator.CLIENT_SECRET);
        return form;
    }

    HttpResponse<String> token(Map<String, String> form) {
        return send(request(amazon.tokenUrl())
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(encode(form))));
    }

    HttpResponse<String> profile(String accessToken) {
        return send(request(amazon.profileUrl()).header("Authorization", "Bearer " + accessToken));
    }

    HttpResponse<String> get(String path) {
        return send(request(amazon.baseUrl() + path));
    }

    HttpResponse<String> post(String path, String form) {
        return send(request(amazon.baseUrl() + path)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form)));
    }

    HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    static HttpRequest.Builder request(String url) {
        return HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(10));
    }

    static JsonNode json(HttpResponse<String> answer) {
        try {
            return Json.MAPPER.readTree(answer.body());
        } catch (JsonProcessingException e) {
            throw new AssertionError("No JSON: " + answer.body(), e);
        }
    }

    static String location(HttpResponse<String> answer) {
        return answer.headers().firstValue("Location").orElse("");
    }

    static Map<String, String> callback(HttpResponse<String> answer) {
        String location = location(answer);
        String query = location.substring(location.indexOf('?') + 1);
        Map<String, String> parameters = new LinkedHashMap<>();
        ReceivedRequest.decode(query.endsWith("#") ? query.substring(0, query.length() - 1) : query)
                .forEach((name, values) -> parameters.put(name, values.get(0)));
        return parameters;
    }

    /** The ids of a page's elements, in order. */
    static List<String> ids(String html) {
        Matcher matcher = Pattern.compile(" id=\"([^\"]+)\"").matcher(html);
        return matcher.results().map(result -> result.group(1)).toList();
    }

    static String encode(Map<String, String> parameters) {
        StringJoiner encoded = new StringJoiner("&");
        parameters.forEach((name, value) -> encoded.add(URLEncoder.encode(name, StandardCharsets.UTF_8) + "="
                + URLEncoder.encode(value, StandardCharsets.UTF_8)));
        return encoded.toString();
    }
}
