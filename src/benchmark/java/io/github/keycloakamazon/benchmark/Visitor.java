package io.github.keycloakamazon.benchmark;

import io.github.keycloakamazon.emulator.Person;
import io.github.keycloakamazon.fixture.TestRealm;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A person with the plainest of browsers: follows redirects, keeps cookies, and notes how long Keycloak took. Costs next to nothing
 * itself, so that what is measured is the server. Not for more than one thread.
 */
final class Visitor {
    /** The beginning of the message for the error {@code busy}. */
    private static final String BUSY = "too many users are waiting";

    private static final Pattern FORM = Pattern.compile("id=\"kc-form-login\"[^>]*action=\"([^\"]+)\"");
    private static final Pattern AMAZON_LINK = Pattern.compile("href=\"([^\"]+/broker/[^\"]+/login[^\"]*)\"");

    private final HttpClient http;
    private final Duration patience;
    private final Map<String, Map<String, String>> cookies = new HashMap<>();
    private long keycloakNanos;
    private Runnable atAmazon = () -> {};

    /**
     * A person.
     *
     * @param http shared by all people, for its connections
     * @param patience how long an answer may take
     */
    Visitor(HttpClient http, Duration patience) {
        this.http = http;
        this.patience = patience;
    }

    /**
     * How a login ended.
     *
     * @param succeeded whether the application got its authorization code
     * @param status the status of the last response
     * @param refused whether the login page says that too many requests are waiting for Amazon
     * @param address where the person is: if it succeeded, back at the application with an authorization code
     * @param keycloakNanos how long the person waited for Keycloak, and for Amazon behind it, in nanoseconds
     * @param callbackNanos how much of that was after the person came back from Amazon or sent the password, in nanoseconds
     */
    record Outcome(
            boolean succeeded, int status, boolean refused, URI address, long keycloakNanos, long callbackNanos) {}

    /** From now on this person takes so long to type at Amazon. */
    void stayAtAmazon(Duration time) {
        beforeReturning(() -> LockSupport.parkNanos(time.toNanos()));
    }

    /** From now on this user does something before going back from Amazon to Keycloak. */
    void beforeReturning(Runnable task) {
        atAmazon = task;
    }

    /** Signs in by the only social button of the realm's login page. */
    Outcome signInWithAmazon(TestRealm realm, Person person) throws IOException, InterruptedException {
        keycloakNanos = 0;
        String loginPage = openLoginPage(realm);
        URI at = next(get(link(AMAZON_LINK, loginPage, realm.url()), true));
        HttpResponse<String> answer = get(at, false);
        if (answer.statusCode() == 200) {
            answer = post(sibling(at, "signin"), Map.of("person", person.key()), false);
        }
        if (answer.statusCode() == 200) {
            answer = post(sibling(at, "consent"), Map.of("decision", "allow"), false);
        }
        atAmazon.run();
        long before = keycloakNanos;
        return arrive(get(next(answer), true), realm, before);
    }

    /** Signs in with a password. */
    Outcome signInWithPassword(TestRealm realm, String username, String password)
            throws IOException, InterruptedException {
        keycloakNanos = 0;
        String loginPage = openLoginPage(realm);
        long before = keycloakNanos;
        return arrive(
                post(link(FORM, loginPage, realm.url()), Map.of("username", username, "password", password), true),
                realm,
                before);
    }

    /** Whoever comes is not signed in at Keycloak, though perhaps at Amazon. */
    private String openLoginPage(TestRealm realm) throws IOException, InterruptedException {
        URI signIn = realm.application().signInAddress();
        cookies.remove(signIn.getAuthority());
        return get(signIn, true).body();
    }

    /** Keycloak leads a new account over pages of its own, which redirect. */
    private Outcome arrive(HttpResponse<String> answer, TestRealm realm, long nanosBefore)
            throws IOException, InterruptedException {
        HttpResponse<String> last = answer;
        while (last.statusCode() / 100 == 3 && !isApplication(next(last), realm)) {
            last = get(next(last), true);
        }
        URI address = last.statusCode() / 100 == 3 ? next(last) : last.uri();
        return new Outcome(
                realm.application().isSignedIn(address),
                last.statusCode(),
                last.body().contains(BUSY),
                address,
                keycloakNanos,
                keycloakNanos - nanosBefore);
    }

    private static boolean isApplication(URI address, TestRealm realm) {
        return address.toString().startsWith(realm.application().redirectUri());
    }

    private static URI sibling(URI authorization, String path) {
        return URI.create(authorization.toString().replaceFirst("/ap/oa", "/ap/" + path));
    }

    private static URI link(Pattern pattern, String page, String base) {
        Matcher found = pattern.matcher(page);
        if (!found.find()) {
            throw new IllegalStateException("Not on the page: " + pattern + "\n" + page);
        }
        return URI.create(base).resolve(found.group(1).replace("&amp;", "&"));
    }

    private static URI next(HttpResponse<String> redirect) {
        return redirect.headers()
                .firstValue("Location")
                .map(redirect.uri()::resolve)
                .orElseThrow(() -> new IllegalStateException(
                        redirect.uri().getPath() + " answered " + redirect.statusCode() + "\n" + redirect.body()));
    }

    private HttpResponse<String> get(URI address, boolean keycloak) throws IOException, InterruptedException {
        return send(address, "GET", BodyPublishers.noBody(), keycloak);
    }

    private HttpResponse<String> post(URI address, Map<String, String> form, boolean keycloak)
            throws IOException, InterruptedException {
        String body = form.entrySet().stream()
                .map(field -> field.getKey() + "=" + encode(field.getValue()))
                .collect(Collectors.joining("&"));
        return send(address, "POST", BodyPublishers.ofString(body), keycloak);
    }

    private HttpResponse<String> send(URI address, String method, BodyPublisher body, boolean keycloak)
            throws IOException, InterruptedException {
        Map<String, String> jar = cookies.computeIfAbsent(address.getAuthority(), any -> new HashMap<>());
        HttpRequest request = HttpRequest.newBuilder(address)
                .method(method, body)
                .timeout(patience)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Cookie", header(jar))
                .build();
        long start = System.nanoTime();
        HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
        if (keycloak) {
            keycloakNanos += System.nanoTime() - start;
        }
        answer.headers().allValues("Set-Cookie").forEach(cookie -> keep(cookie, jar));
        return answer;
    }

    private static String header(Map<String, String> jar) {
        return jar.entrySet().stream()
                .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                .collect(Collectors.joining("; "));
    }

    private static void keep(String setCookie, Map<String, String> jar) {
        String pair = setCookie.substring(0, (setCookie + ";").indexOf(';'));
        int equals = pair.indexOf('=');
        jar.put(pair.substring(0, equals), pair.substring(equals + 1));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
