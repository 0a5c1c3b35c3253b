package io.github.keycloakamazon.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.keycloakamazon.emulator.AmazonEmulator;
import io.github.keycloakamazon.emulator.Endpoint;
import io.github.keycloakamazon.emulator.Fault;
import io.github.keycloakamazon.emulator.Person;
import io.github.keycloakamazon.emulator.ReceivedRequest;
import io.github.keycloakamazon.fixture.Browser;
import io.github.keycloakamazon.fixture.Servers;
import io.github.keycloakamazon.fixture.TestApplication;
import io.github.keycloakamazon.fixture.TestApplication.Answer;
import io.github.keycloakamazon.fixture.TestRealm;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.representations.idm.IdentityProviderRepresentation;
import org.keycloak.representations.idm.UserRepresentation;

/** Applications ask for the Amazon token of a user by version 2 of Keycloak's brokering API, which 26.6 and later can have. */
class BrokeringApiIT {
    private static final Fault RUNS_OUT_AT_ONCE = Fault.set("expires_in", 1);
    private static final String SUCCESS = "IDENTITY_PROVIDER_RETRIEVE_TOKEN";
    private static final String ERROR = "IDENTITY_PROVIDER_RETRIEVE_TOKEN_ERROR";

    private final AmazonEmulator amazon = Servers.amazon();
    private final TestRealm realm = TestRealm.create(Servers.extended(), created -> {});

    @BeforeEach
    void letTheApplicationAsk() {
        amazon.reset();
        realm.withEvents(SUCCESS, ERROR);
        ClientRepresentation client = realm.admin()
                .clients()
                .findByClientId(TestApplication.CLIENT_ID)
                .get(0);
        client.getAttributes().putAll(Map.of("external.token.enabled", "true", "external.token.idp", "amazon"));
        realm.admin().clients().get(client.getId()).update(client);
    }

    @AfterEach
    void close() {
        amazon.reset();
        realm.close();
    }

    @ParameterizedTest
    @CsvSource({"true, true", "true, false", "true,", "false, true", "false,"})
    void goodTokenIsHandedOutWithoutAskingAmazon(boolean stored, String inSession) {
        String keycloakToken = signIn(stored, inSession, Fault.none());

        Answer answer = amazonToken(keycloakToken);

        assertGood(answer);
        assertThat(refreshes()).isEmpty();
        assertThat(realm.events(SUCCESS)).singleElement().satisfies(event -> {
            assertThat(event.getDetails()).containsEntry("identity_provider", "amazon");
            assertThat(event.getClientId()).isEqualTo(TestApplication.CLIENT_ID);
        });
    }

    @ParameterizedTest
    @CsvSource({"true, true", "true, false", "false, true", "false,"})
    void expiredTokenIsRenewedOnceAndKept(boolean stored, String inSession) {
        String keycloakToken = signIn(stored, inSession, RUNS_OUT_AT_ONCE);

        Answer first = onceItIsRenewed(keycloakToken);
        Answer second = amazonToken(keycloakToken);

        assertGood(first);
        assertGood(second);
        assertThat(second.json().path("access_token")).isEqualTo(first.json().path("access_token"));
        assertThat(refreshes()).hasSize(1);
        assertThat(realm.events(ERROR)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void revokedPermissionIsTheSameErrorAsInVersion1(boolean stored) {
        String keycloakToken = signIn(stored, stored ? "false" : "true", RUNS_OUT_AT_ONCE);
        amazon.revoke(Person.JANE, AmazonEmulator.CLIENT_ID);

        Answer answer = amazonToken(keycloakToken);

        assertError(answer, 400, "token_expired", "invalid_grant");
        assertThat(answer.json().path("error_description").asText()).contains("Sign the user in with Amazon again");
        assertThat(answer.body()).doesNotContain("Atza", "Atzr");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void failingAmazonIsTemporary(boolean stored) {
        String keycloakToken = signIn(stored, stored ? "false" : "true", RUNS_OUT_AT_ONCE);
        amazon.on(Endpoint.TOKEN).always(Fault.html(503));
        await().atMost(Duration.ofSeconds(20))
                .until(() -> amazonToken(keycloakToken).status() != 200);
        realm.admin().clearEvents();

        assertError(amazonToken(keycloakToken), 503, "temporarily_unavailable", "server_error");
        amazon.on(Endpoint.TOKEN).clear();
        assertGood(amazonToken(keycloakToken));
    }

    @Test
    void wrongClientSecretIsAnAdministratorsProblem() {
        String keycloakToken = signIn(true, "false", RUNS_OUT_AT_ONCE);
        realm.changeProvider(provider -> provider.getConfig().put("clientSecret", "wrong"));

        assertError(amazonToken(keycloakToken), 502, "server_error", "invalid_client");
    }

    @Test
    void tokenThatIsKeptNowhereIsExpired() {
        String keycloakToken = signIn(false, "false", Fault.none());

        assertError(amazonToken(keycloakToken), 400, "token_expired", "token_expired");
    }

    /** Keycloak keeps one token in a session: here that of the first of two Amazon providers. */
    @Test
    void tokenOfAnotherProviderInTheSessionIsNotHandedOut() {
        String keycloakToken = signIn(false, "true", Fault.none());
        IdentityProviderRepresentation other = TestRealm.amazon(Map.of("storeTokenInSession", "true"));
        other.setAlias("amazon-eu");
        realm.withProvider(other);
        UserRepresentation user = realm.onlyUser();
        realm.link(user, "amazon-eu", "amzn1.account.OTHER");
        ClientRepresentation client = realm.admin()
                .clients()
                .findByClientId(TestApplication.CLIENT_ID)
                .get(0);
        client.getAttributes().put("external.token.idp", "amazon##amazon-eu");
        realm.admin().clients().get(client.getId()).update(client);

        assertError(amazonToken(keycloakToken, "amazon-eu"), 400, "token_expired", "token_expired");
        assertGood(amazonToken(keycloakToken));
    }

    @Test
    void refusalsOfKeycloakStayAsTheyAre() {
        String keycloakToken = signIn(true, "false", Fault.none());

        assertThat(amazonToken("garbage").status()).isEqualTo(400);
        assertThat(realm.application()
                        .get("/broker/amazon/token", keycloakToken)
                        .body())
                .as("version 1")
                .contains("feature not enabled");
        realm.changeProvider(provider -> provider.setEnabled(false));
        Answer disabled = amazonToken(keycloakToken);

        assertThat(disabled.status()).isEqualTo(400);
        assertThat(disabled.json().path("error").asText()).isEqualTo("invalid_request");
        assertThat(realm.events(SUCCESS)).isEmpty();
    }

    private void assertGood(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.json().path("access_token").asText()).startsWith("Atza|");
        assertThat(answer.json().path("token_type").asText()).isEqualTo("Bearer");
        assertThat(answer.json().path("expires_in").asLong()).isBetween(3000L, 3600L);
        assertThat(answer.body()).doesNotContain("Atzr");
    }

    private void assertError(Answer answer, int status, String error, String reason) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.json().path("error").asText()).isEqualTo(error);
        assertThat(realm.lastEvent(ERROR).orElseThrow().getDetails())
                .containsEntry("reason", reason)
                .containsKey("identity_provider");
        assertThat(realm.events(SUCCESS)).isEmpty();
    }

    /** Asks again while the first token is handed out, for as long as a token that expires at once may take to do so. */
    private Answer onceItIsRenewed(String keycloakToken) {
        return await("the renewed token")
                .atMost(Duration.ofSeconds(20))
                .until(() -> amazonToken(keycloakToken), answer -> !refreshes().isEmpty());
    }

    private String signIn(boolean stored, String inSession, Fault fault) {
        IdentityProviderRepresentation provider =
                TestRealm.amazon(inSession == null ? Map.of() : Map.of("storeTokenInSession", inSession));
        provider.setStoreToken(stored);
        realm.withProvider(provider);
        amazon.on(Endpoint.TOKEN).answerOnce(fault);
        try (Browser browser = new Browser()) {
            realm.signIn(browser, Person.JANE);
            return realm.application().redeem(browser.address()).accessToken();
        }
    }

    private Answer amazonToken(String keycloakToken) {
        return amazonToken(keycloakToken, "amazon");
    }

    private Answer amazonToken(String keycloakToken, String alias) {
        return realm.application().post("/broker/" + alias + "/token", Map.of("token", keycloakToken));
    }

    private List<ReceivedRequest> refreshes() {
        return amazon.requests(Endpoint.TOKEN).stream()
                .filter(request -> "refresh_token".equals(request.form("grant_type")))
                .toList();
    }
}
