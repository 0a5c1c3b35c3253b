package io.github.keycloakamazon.emulator;

import static io.github.keycloakamazon.emulator.TestBrowser.exchange;
import static io.github.keycloakamazon.emulator.TestBrowser.goodRequest;
import static io.github.keycloakamazon.emulator.TestBrowser.goodRequestWith;
import static io.github.keycloakamazon.emulator.TestBrowser.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AmazonEmulatorTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    private final AmazonEmulator amazon = AmazonEmulator.start();
    private final TestBrowser browser = new TestBrowser(amazon);

    @AfterEach
    void stop() {
        amazon.close();
    }

    @Test
    void aLoginYieldsAProfile() {
        Map<String, String> callback = browser.login(Person.JANE, goodRequest());
        JsonNode tokens = json(browser.token(exchange(callback.getOrDefault("code", ""))));
        JsonNode profile = json(browser.profile(tokens.path("access_token").asText()));

        assertThat(callback).containsEntry("state", "state-1").containsEntry("scope", "profile");
        assertThat(profile.path("user_id").asText()).isEqualTo(amazon.userId(Person.JANE, AmazonEmulator.CLIENT_ID));
        assertThat(profile.path("name").asText()).isEqualTo("Jane Doe");
    }

    @Test
    void theAddressesAreAmazonsPathsOnThisMachine() {
        String base = "http://localhost:" + amazon.port();

        assertThat(amazon.baseUrl()).isEqualTo(base);
        assertThat(amazon.apiBaseUrl()).isEqualTo(base);
        assertThat(amazon.authorizeUrl()).isEqualTo(base + "/ap/oa");
        assertThat(amazon.tokenUrl()).isEqualTo(base + "/auth/o2/token");
        assertThat(amazon.profileUrl()).isEqualTo(base + "/user/profile");
        assertThat(amazon.tokenInfoUrl()).isEqualTo(base + "/auth/o2/tokeninfo");
    }

    @Test
    void aPublicAddressIsUsedInItsPlace() {
        try (AmazonEmulator named = AmazonEmulator.builder()
                .publicBaseUrl("http://amazon.test:81/")
                .api(ApiListener.HTTPS)
                .start()) {
            assertThat(named.authorizeUrl()).isEqualTo("http://amazon.test:81/ap/oa");
            assertThat(named.tokenUrl()).isEqualTo("https://amazon.test:" + named.apiPort() + "/auth/o2/token");
        }
    }

    @Test
    void aTakenPortIsAnError() {
        assertThatIllegalStateException()
                .isThrownBy(() -> AmazonEmulator.builder().port(amazon.port()).start())
                .withMessageContaining(String.valueOf(amazon.port()));
    }

    @Test
    void requestsAreRecordedAsTheyCame() {
        String code = browser.code(goodRequestWith("state", "a&b c"));
        browser.token(exchange(code));
        String token = amazon.issueAccessToken(AmazonEmulator.CLIENT_ID, Person.JANE, "profile");
        browser.get("/user/profile?access_token=" + URLEncoder.encode(token, StandardCharsets.UTF_8));

        ReceivedRequest exchange = amazon.requests(Endpoint.TOKEN).get(0);
        ReceivedRequest profile = amazon.requests(Endpoint.PROFILE).get(0);

        assertThat(exchange.method()).isEqualTo("POST");
        assertThat(exchange.path()).isEqualTo("/auth/o2/token");
        assertThat(exchange.form("code")).isEqualTo(code);
        assertThat(exchange.form("client_secret")).isEqualTo(AmazonEmulator.CLIENT_SECRET);
        assertThat(exchange.form("no-such")).isNull();
        assertThat(exchange.header("content-TYPE")).isEqualTo("application/x-www-form-urlencoded");
        assertThat(exchange.body()).contains("grant_type=authorization_code");
        assertThat(exchange.remotePort()).isPositive();
        assertThat(exchange.connectionId()).isEqualTo(profile.connectionId());
        assertThat(profile.query("access_token")).isEqualTo(token);
        assertThat(profile.rawQuery()).startsWith("access_token=Atza%7C");
        assertThat(profile.form()).isEmpty();
    }

    @Test
    void onlyTheClientsAuthorizationRequestsAreRecordedNotThePagesBehind() {
        browser.authorize(goodRequest());
        browser.login(Person.JANE, goodRequest());

        assertThat(amazon.requests(Endpoint.AUTHORIZE)).hasSize(1);
        assertThat(amazon.requests(Endpoint.AUTHORIZE).get(0).query("state")).isEqualTo("state-1");
    }

    @Test
    void aRequestCanBeAwaitedOnce() {
        browser.get("/user/profile?access_token=1");
        browser.get("/user/profile?access_token=2");

        assertThat(amazon.awaitRequest(Endpoint.PROFILE, SOON).query("access_token"))
                .isEqualTo("1");
        assertThat(amazon.awaitRequest(Endpoint.PROFILE, SOON).query("access_token"))
                .isEqualTo("2");
        assertThat(amazon.requestCount(Endpoint.PROFILE)).isEqualTo(2);
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> amazon.awaitRequest(Endpoint.PROFILE, Duration.ZERO))
                .withMessageContaining("PROFILE");
    }

    @Test
    void aRequestStillToComeIsAwaited() throws InterruptedException {
        Thread client = new Thread(() -> browser.get("/user/profile?access_token=late"));
        client.start();

        assertThat(amazon.awaitRequest(Endpoint.PROFILE, SOON).query("access_token"))
                .isEqualTo("late");
        client.join();
    }

    @Test
    void connectionsAreCounted() {
        long before = amazon.apiConnections();
        browser.profile("x");
        browser.profile("y");
        assertThat(amazon.apiConnections()).as("kept alive").isEqualTo(before + 1);

        new TestBrowser(amazon).profile("z");
        assertThat(amazon.apiConnections()).isEqualTo(before + 2);

        amazon.closeApiConnections();
        browser.profile("x");
        assertThat(amazon.apiConnections()).as("closed by the server").isEqualTo(before + 3);
    }

    @Test
    void resetForgetsAllButClientsAndPeople() {
        Person added = Person.named("added", "Added Later");
        amazon.addPerson(added);
        browser.login(added, goodRequest());
        String token = amazon.issueAccessToken(AmazonEmulator.CLIENT_ID, added, "profile");
        amazon.on(Endpoint.AUTHORIZE).always(Fault.empty(503));
        amazon.clock().advance(Duration.ofDays(1));

        amazon.reset();

        assertThat(amazon.requests(Endpoint.TOKEN)).isEmpty();
        assertThat(amazon.requestCount(Endpoint.AUTHORIZE)).isZero();
        assertThat(browser.authorize(goodRequest()).body()).contains("id=\"person-added\"");
        assertThat(browser.signIn(added, goodRequest()).body()).contains("id=\"allow\"");
        assertThat(browser.profile(token).statusCode()).isEqualTo(400);
        assertThat(amazon.clock().instant()).isBefore(Instant.now().plus(1, ChronoUnit.HOURS));
    }

    @Test
    void forgettingRequestsForgetsNothingElse() {
        String code = browser.code();
        browser.authorize(goodRequest());

        amazon.forgetRequests();

        assertThat(amazon.requests(Endpoint.AUTHORIZE)).isEmpty();
        assertThat(browser.token(exchange(code)).statusCode()).isEqualTo(200);
    }

    @Test
    void aPersonHasOneIdPerCompany() {
        EmulatedClient sibling = EmulatedClient.named("Mobile app");
        EmulatedClient stranger = EmulatedClient.named("Elsewhere").withCompany("another-company");
        amazon.addClient(sibling);
        amazon.addClient(stranger);
        String id = amazon.userId(Person.JANE, AmazonEmulator.CLIENT_ID);

        assertThat(id).matches("amzn1\\.account\\.A[A-Z2-7]{27}");
        assertThat(amazon.userId(Person.JANE, sibling.clientId())).isEqualTo(id);
        assertThat(amazon.userId(Person.JANE, stranger.clientId())).isNotEqualTo(id);
        assertThat(amazon.userId(Person.JAPANESE, AmazonEmulator.CLIENT_ID)).isNotEqualTo(id);
    }

    @Test
    void theCompanyOfTheDefaultClientCanBeChosen() {
        try (AmazonEmulator moved =
                AmazonEmulator.builder().companyId("another-company").start()) {
            assertThat(moved.userId(Person.JANE, AmazonEmulator.CLIENT_ID))
                    .isNotEqualTo(amazon.userId(Person.JANE, AmazonEmulator.CLIENT_ID));
        }
    }

    @Test
    void anAppsTokenNamesTheAppAsItsAudience() {
        EmulatedClient app = EmulatedClient.named("Mobile app");
        amazon.addClient(app);
        String token = amazon.issueAccessToken(app.clientId(), Person.JANE, "profile");

        JsonNode info = json(
                browser.get("/auth/o2/tokeninfo?access_token=" + URLEncoder.encode(token, StandardCharsets.UTF_8)));

        assertThat(token).startsWith("Atza|IwEB").hasSizeGreaterThan(350);
        assertThat(info.path("aud").asText()).isEqualTo(app.clientId());
        assertThat(json(browser.profile(token)).path("name").asText()).isEqualTo("Jane Doe");
    }

    @Test
    void tokensForStrangersAreNotIssued() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> amazon.issueAccessToken("unknown", Person.JANE, "profile"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> amazon.issueAccessToken(
                        AmazonEmulator.CLIENT_ID, Person.named("stranger", "A Stranger"), "profile"));
    }

    @Test
    void revokingEndsConsentAndPendingCodesButNotAccessTokens() {
        String code = browser.code();
        String token = amazon.issueAccessToken(AmazonEmulator.CLIENT_ID, Person.JANE, "profile");

        amazon.revoke(Person.JANE, AmazonEmulator.CLIENT_ID);

        assertThat(browser.authorize(goodRequest()).body()).contains("id=\"allow\"");
        assertThat(browser.token(exchange(code)).statusCode()).isEqualTo(400);
        assertThat(browser.profile(token).statusCode()).isEqualTo(200);
    }

    @Test
    void revokingForOnePersonLeavesOthers() {
        String refreshToken = json(browser.token(exchange(browser.code())))
                .path("refresh_token")
                .asText();
        Map<String, String> refresh = exchange("");
        refresh.put("grant_type", "refresh_token");
        refresh.put("refresh_token", refreshToken);

        amazon.revoke(Person.JAPANESE, AmazonEmulator.CLIENT_ID);

        assertThat(browser.token(refresh).statusCode()).isEqualTo(200);
    }

    @Test
    void expiringAccessTokensLeavesRefreshTokens() {
        JsonNode tokens = json(browser.token(exchange(browser.code())));
        Map<String, String> refresh = exchange("");
        refresh.put("grant_type", "refresh_token");
        refresh.put("refresh_token", tokens.path("refresh_token").asText());

        amazon.expireAccessTokens();

        assertThat(browser.profile(tokens.path("access_token").asText()).statusCode())
                .isEqualTo(400);
        assertThat(browser.token(refresh).statusCode()).isEqualTo(200);
    }

    @Test
    void aPersonCanBeChanged() {
        String token = amazon.issueAccessToken(AmazonEmulator.CLIENT_ID, Person.JANE, "profile");

        amazon.addPerson(new Person("jane", "Jane Roe", "jane.roe@example.com", null));

        assertThat(json(browser.profile(token)).path("name").asText()).isEqualTo("Jane Roe");
    }

    @Test
    void unknownPathsAreNotFound() {
        assertThat(browser.get("/nothing/here").statusCode()).isEqualTo(404);
    }
}
