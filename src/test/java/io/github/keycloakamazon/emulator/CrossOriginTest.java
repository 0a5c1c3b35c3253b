package io.github.keycloakamazon.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.keycloakamazon.emulator.junit.AmazonEmulatorExtension;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Calls from pages of other origins, as published front ends make them. */
class CrossOriginTest {
    @RegisterExtension
    static final AmazonEmulatorExtension AMAZON = AmazonEmulatorExtension.withDefaults();

    private static final String ALLOW_ORIGIN = "Access-Control-Allow-Origin";

    private AmazonEmulator amazon;
    private TestBrowser browser;

    @BeforeEach
    void connect(AmazonEmulator emulator) {
        amazon = emulator;
        browser = new TestBrowser(emulator);
    }

    @ParameterizedTest
    @EnumSource(
            value = Endpoint.class,
            names = {"TOKEN", "PROFILE", "CODEPAIR"})
    void aPreflightIsAllowed(Endpoint endpoint) {
        HttpResponse<String> answer = preflight(endpoint);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue(ALLOW_ORIGIN)).hasValue("*");
        assertThat(answer.headers().firstValue("Access-Control-Allow-Methods").orElse(""))
                .contains(endpoint.method());
        assertThat(answer.headers().firstValue("Access-Control-Allow-Headers")).hasValue("content-type");
        assertThat(amazon.requests(endpoint))
                .as("the browser's, not the client's")
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = Endpoint.class,
            names = {"AUTHORIZE", "TOKENINFO", "LEGACY_PROFILE"})
    void nobodyIsKnownToCallTheOthersFromAPage(Endpoint endpoint) {
        assertThat(preflight(endpoint).headers().firstValue(ALLOW_ORIGIN)).isEmpty();
    }

    @Test
    void aPreflightDoesNotUseUpAFault() {
        amazon.on(Endpoint.PROFILE).answerOnce(Fault.empty(503));

        assertThat(preflight(Endpoint.PROFILE).statusCode()).isEqualTo(200);
        assertThat(browser.profile("x").statusCode()).isEqualTo(503);
    }

    @Test
    void thePageMayReadGoodAnswersAndErrors() {
        String token = amazon.issueAccessToken(AmazonEmulator.CLIENT_ID, Person.JANE, "profile");

        HttpResponse<String> good = browser.send(TestBrowser.request(amazon.profileUrl())
                .header("Origin", "https://page.test")
                .header("Authorization", "Bearer " + token));
        HttpResponse<String> bad = browser.send(TestBrowser.request(amazon.tokenUrl())
                .header("Origin", "https://page.test")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{}")));

        assertThat(good.statusCode()).isEqualTo(200);
        assertThat(good.headers().firstValue(ALLOW_ORIGIN)).hasValue("*");
        assertThat(bad.statusCode()).isEqualTo(400);
        assertThat(bad.headers().firstValue(ALLOW_ORIGIN)).hasValue("*");
    }

    @Test
    void withoutAnOriginThereIsNoSuchHeader() {
        assertThat(browser.profile("x").headers().firstValue(ALLOW_ORIGIN)).isEmpty();
    }

    private HttpResponse<String> preflight(Endpoint endpoint) {
        return browser.send(TestBrowser.request(amazon.baseUrl() + endpoint.path())
                .method("OPTIONS", BodyPublishers.noBody())
                .header("Origin", "https://page.test")
                .header("Access-Control-Request-Method", endpoint.method())
                .header("Access-Control-Request-Headers", "content-type"));
    }
}
