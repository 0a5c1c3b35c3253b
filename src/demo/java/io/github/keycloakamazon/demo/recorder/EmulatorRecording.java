package io.github.keycloakamazon.demo.recorder;

import io.github.keycloakamazon.emulator.AmazonEmulator;
import io.github.keycloakamazon.emulator.EmulatedClient;
import io.github.keycloakamazon.emulator.Person;
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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A conversation with the emulator, recorded as Amazon's is: what the emulator believes of Amazon. */
final class EmulatorRecording {
    private static final String RETURN_URL = "https://app.test/callback";
    private static final String SCOPE = "profile postal_code";

    private final HttpClient client =
            HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
    private final AmazonEmulator amazon;
    private final EmulatedClient application;
    private final String api;

    private EmulatorRecording(AmazonEmulator amazon, EmulatedClient application, String api) {
        this.amazon = amazon;
        this.application = application;
        this.api = api;
    }

    /** Starts an emulator, talks with it and stops it. */
    static Recording make() {
        EmulatedClient application = EmulatedClient.named("Recorded").withReturnUrl(RETURN_URL);
        try (AmazonEmulator amazon =
                        AmazonEmulator.builder().client(application).start();
                AmazonRecorder recorder = AmazonRecorder.start(URI.create(amazon.apiBaseUrl()))) {
            new EmulatorRecording(amazon, application, recorder.url()).talk();
            return recorder.recording();
        }
    }

    private void talk() {
        String tokens = token(exchange(code()));
        token("grant_type=refresh_token&refresh_token=" + encode(field(tokens, "refresh_token")) + credentials());
        token("grant_type=refresh_token&refresh_token=unknown" + credentials());
        token(exchange("unknown"));
        token(exchange(code()).replace(encode(application.secret()), "wrong"));
        token("grant_type=authorization_code" + credentials());
        profile(field(tokens, "access_token"));
        profile("unknown");
        send(HttpRequest.newBuilder(URI.create(api + "/user/profile")));
        tokenInfo(field(tokens, "access_token"));
        tokenInfo("unknown");
    }

    private String code() {
        String query = "?response_type=code&state=1&client_id=" + encode(application.clientId()) + "&scope="
                + encode(SCOPE) + "&redirect_uri=" + encode(RETURN_URL);
        String signedIn = location("/ap/signin" + query, "person=" + Person.JANE.key());
        String callback = signedIn.isEmpty() ? location("/ap/consent" + query, "decision=allow") : signedIn;
        Matcher code = Pattern.compile("[?&]code=([^&]+)").matcher(callback);
        return code.find() ? code.group(1) : "";
    }

    private String exchange(String code) {
        return "grant_type=authorization_code&code=" + code + "&redirect_uri=" + encode(RETURN_URL) + credentials();
    }

    private String credentials() {
        return "&client_id=" + encode(application.clientId()) + "&client_secret=" + encode(application.secret());
    }

    private String token(String form) {
        return send(form(api + "/auth/o2/token", form)).body();
    }

    private String location(String path, String form) {
        return send(form(amazon.baseUrl() + path, form))
                .headers()
                .firstValue("Location")
                .orElse("");
    }

    private void profile(String accessToken) {
        send(HttpRequest.newBuilder(URI.create(api + "/user/profile"))
                .header("Authorization", "Bearer " + accessToken));
    }

    private void tokenInfo(String accessToken) {
        send(HttpRequest.newBuilder(URI.create(api + "/auth/o2/tokeninfo?access_token=" + encode(accessToken))));
    }

    private static HttpRequest.Builder form(String url, String form) {
        return HttpRequest.newBuilder(URI.create(url))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return client.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String field(String json, String name) {
        Matcher field = Pattern.compile('"' + name + "\":\"([^\"]+)\"").matcher(json);
        return field.find() ? field.group(1) : "";
    }

    private static String encode(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
