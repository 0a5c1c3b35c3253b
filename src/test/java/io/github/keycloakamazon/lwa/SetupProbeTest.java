package io.github.keycloakamazon.lwa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.impl.client.HttpClients;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What Amazon's sign-in page says to a server that looks at it. The emulator's is looked at in the integration tests. */
class SetupProbeTest {
    private static final String RETURN_URL = "https://kc.example/realms/demo/broker/amazon/endpoint";
    private static final String SIGN_IN_PAGE = page("200 OK", signInForm(""));

    @Test
    void aSignInPageOfAnySizeWillDo() throws Exception {
        assertThat(openingFinds(page("200 OK", signInForm("x".repeat(200_000)))))
                .isEmpty();
    }

    @Test
    void aRedirectToAnotherOfAmazonsHostsIsFollowed() throws Exception {
        assertThat(openingFinds(redirect("http://na.account.amazon.com/ap/oa?more"), SIGN_IN_PAGE))
                .isEmpty();
    }

    @Test
    void aRefusalOnAnotherOfAmazonsHostsCounts() throws Exception {
        assertThat(openingFinds(
                        redirect("http://na.account.amazon.com/ap/oa?more"),
                        page("400 Bad Request", "400 Bad Request Unknown client_id")))
                .contains(LwaError.UNKNOWN_CLIENT_ID.code());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://amazon.com.example/",
                "http://notamazon.com/",
                "http://www.amazon.com:8080/",
                "https://www.amazon.com/",
                "http:///nowhere",
                "mailto:somebody@amazon.com",
                "http://not an address/"
            })
    void nobodyElseIsFollowed(String elsewhere) throws Exception {
        assertThat(openingFinds(redirect(elsewhere), SIGN_IN_PAGE)).contains(LwaError.UNEXPECTED_STATUS.code());
    }

    @Test
    void fiveRedirectsAreFollowed() throws Exception {
        assertThat(openingFinds(
                        redirect("/1"), redirect("/2"), redirect("/3"), redirect("/4"), redirect("/5"), SIGN_IN_PAGE))
                .isEmpty();
    }

    @Test
    void redirectsInACircleComeToAnEnd() throws Exception {
        assertThat(openingFinds(
                        redirect("/1"), redirect("/2"), redirect("/3"), redirect("/4"), redirect("/5"), redirect("/6")))
                .contains(LwaError.UNEXPECTED_STATUS.code());
    }

    /** Each of the six responses comes in time, all of them together do not. */
    @Test
    void redirectsTakeNoLongerThanOneCall() throws Exception {
        assertThat(probing(
                        SetupProbe::openSignInPage,
                        new Timeouts(1000, 1000),
                        Duration.ofMillis(400),
                        redirect("/1"),
                        redirect("/2"),
                        redirect("/3"),
                        redirect("/4"),
                        redirect("/5"),
                        SIGN_IN_PAGE))
                .contains(LwaError.TIMEOUT.code());
    }

    @Test
    void anErrorBroughtToTheReturnUrlIsAmazonsAnswer() throws Exception {
        assertThat(openingFinds(redirect(RETURN_URL + "?error_description=no&error=invalid_scope")))
                .contains("invalid_scope");
        assertThat(openingFinds(redirect(RETURN_URL + "?error"))).contains(LwaError.UNKNOWN_ERROR.code());
    }

    @Test
    void aReturnWithoutAnErrorIsNoRefusal() throws Exception {
        assertThat(openingFinds(redirect(RETURN_URL + "?code=abc&state=state")))
                .contains(LwaError.UNEXPECTED_STATUS.code());
    }

    @ParameterizedTest
    @CsvSource({
        "503 Unavailable,       server_error",
        "429 Too Many Requests, rate_limited",
        "407 Proxy,             proxy_refused",
        "403 Forbidden,         unexpected_status",
    })
    void aStatusSaysWhyThePageDidNotOpen(String status, String code) throws Exception {
        assertThat(openingFinds(page(status, "<h1>Sorry"))).contains(code);
    }

    @ParameterizedTest
    @CsvSource({
        "Unknown client_id,                        unknown_client_id",
        "The redirect URI has NOT been whitelisted, return_url_not_allowed",
        "An unknown scope was requested,           invalid_scope",
        "We're sorry! An error occurred,           unexpected_status",
    })
    void aPageOfStatus400NamesTheMistake(String text, String code) throws Exception {
        assertThat(openingFinds(page("400 Bad Request", text))).contains(code);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Unknown client_id", "has not been whitelisted", "unknown scope", "An error occurred"})
    void aPageOfAnotherStatusProvesNoMistake(String text) throws Exception {
        assertThat(openingFinds(page("500 Error", text))).contains(LwaError.SERVER_ERROR.code());
        assertThat(openingFinds(page("404 Not Found", text))).contains(LwaError.UNEXPECTED_STATUS.code());
    }

    @Test
    void aRefusalOfNothingButTheCodeShowsThatTheClientWasTaken() throws Exception {
        assertThat(probing(SetupProbe::presentCredentials, page("400 Bad Request", "{\"error\":\"invalid_grant\"}")))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"invalid_client", "unauthorized_client", "invalid_request"})
    void anyOtherRefusalIsPassedOn(String code) throws Exception {
        assertThat(probing(SetupProbe::presentCredentials, page("400 Bad Request", "{\"error\":\"" + code + "\"}")))
                .contains(code);
    }

    @Test
    void aTokenForACodeThatCannotBeRightIsNotAmazons() throws Exception {
        String answer = page("200 OK", "{\"access_token\":\"Atza|x\",\"token_type\":\"bearer\"}");

        assertThat(probing(SetupProbe::presentCredentials, answer)).contains(LwaError.MALFORMED_RESPONSE.code());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<form method=\"post\" name=\"signIn\" action=\"https://www.amazon.com/ap/signin\"><input type=email name=\"email\">",
                "<FORM action='/ap/signin?x=1'><p><INPUT class='a' name='email' >",
                "<form action=\"/ax/claim\"><input name=email>",
            })
    void formOfTheSignInPageIsRecognized(String page) throws Exception {
        assertThat(openingFinds(page("200 OK", page))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<h1>We're sorry</h1><p>An error occurred when we tried to process your request.",
                "<form method=\"get\" action=\"/errors/validateCaptcha\"><input name=\"field-keywords\">",
                "<a href=\"/ap/signin\">Sign in</a><form action=\"/newsletter\"><input name=\"email\">",
                "<form action=\"/ap/signin\"><input name=\"email2\">",
                "<form action=\"/ap/cvf/request\"><input name=\"email\">",
                "{\"error\":\"email /ap/signin\"}",
            })
    void anyOtherPageProvesNothing(String page) throws Exception {
        assertThat(openingFinds(page("200 OK", page))).contains(LwaError.NO_SIGN_IN_PAGE.code());
    }

    @ParameterizedTest
    @ValueSource(strings = {"202 Accepted", "203 Other", "206 Partial Content"})
    void aPageOfAnotherSuccessStatusProvesNothing(String status) throws Exception {
        assertThat(openingFinds(page(status, signInForm("")))).contains(LwaError.NO_SIGN_IN_PAGE.code());
    }

    private static String signInForm(String more) {
        return "<form action=\"/ap/signin\"><input name=\"email\"></form>" + more;
    }

    private interface Step {
        void of(SetupProbe probe) throws LwaException;
    }

    private static Optional<String> openingFinds(String... answers) throws Exception {
        return probing(SetupProbe::openSignInPage, answers);
    }

    private static Optional<String> probing(Step step, String... answers) throws Exception {
        return probing(step, new Timeouts(2000, 5000), Duration.ZERO, answers);
    }

    /** All host names lead to one server, which gives these answers in turn, each after a pause. */
    private static Optional<String> probing(Step step, Timeouts timeouts, Duration pause, String... answers)
            throws Exception {
        Iterator<String> next = List.of(answers).iterator();
        try (ScriptedServer server = ScriptedServer.running((out, socket) -> {
                    LockSupport.parkNanos(pause.toNanos());
                    out.write(next.next().getBytes(StandardCharsets.UTF_8));
                });
                CloseableHttpClient http = clientOf(server.url().getPort());
                LwaConnector connector = new LwaConnector(timeouts, CallObserver.NONE)) {
            SetupProbe probe = connector.probe(
                    http,
                    LwaEndpoints.below(URI.create("http://www.amazon.com"), URI.create("http://api.amazon.com")),
                    new ClientCredentials("client", "secret"),
                    new AuthorizationRequest(
                            "client", RETURN_URL, Scopes.parse("profile"), Scopes.NONE, "state", Optional.empty()),
                    timeouts);
            return Optional.ofNullable(catchThrowableOfType(LwaException.class, () -> step.of(probe)))
                    .map(LwaException::code);
        }
    }

    private static CloseableHttpClient clientOf(int port) {
        return HttpClients.custom()
                .setDnsResolver(host -> new InetAddress[] {InetAddress.getLoopbackAddress()})
                .setSchemePortResolver(host -> port)
                .build();
    }

    private static String redirect(String location) {
        return "HTTP/1.1 302 Found\r\nLocation: " + location + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    }

    private static String page(String status, String body) {
        return "HTTP/1.1 " + status + "\r\nContent-Type: text/html\r\nContent-Length: " + body.length()
                + "\r\nConnection: close\r\n\r\n" + body;
    }
}
