package io.github.keycloakamazon.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.keycloakamazon.emulator.AmazonEmulator;
import io.github.keycloakamazon.emulator.Endpoint;
import io.github.keycloakamazon.emulator.Fault;
import io.github.keycloakamazon.emulator.Person;
import io.github.keycloakamazon.emulator.ReceivedRequest;
import io.github.keycloakamazon.fixture.Browser;
import io.github.keycloakamazon.fixture.ExchangePermission;
import io.github.keycloakamazon.fixture.Servers;
import io.github.keycloakamazon.fixture.TestApplication.Answer;
import io.github.keycloakamazon.fixture.TestRealm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keycloak.representations.idm.IdentityProviderRepresentation;

/** Applications ask Keycloak for the Amazon token of the person who is signed in. */
class StoredTokensIT {
    private static final Fault RUNS_OUT_AT_ONCE = Fault.set("expires_in", 1);

    private final AmazonEmulator amazon = Servers.amazon();
    private final TestRealm realm = TestRealm.create();

    @BeforeEach
    void forgetEarlierTests() {
        amazon.reset();
    }

    @AfterEach
    void close() {
        amazon.reset();
        realm.close();
    }

    @Test
    void goodTokenIsHandedOutWithoutAskingAmazon() {
        String keycloakToken = signInStoringTokens(Fault.none());

        Answer answer = storedToken(keycloakToken);

        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.json().path("access_token").asText()).startsWith("Atza|");
        assertThat(answer.json().path("expires_in").asLong()).isBetween(3000L, 3600L);
        assertThat(refreshes()).isEmpty();
    }

    @Test
    void tokenThatHasRunOutIsRenewedOnceAndStored() {
        String keycloakToken = signInStoringTokens(RUNS_OUT_AT_ONCE);

        Answer first = storedToken(keycloakToken);
        Answer second = storedToken(keycloakToken);

        assertThat(first.status()).as(first.body()).isEqualTo(200);
        assertThat(second.json().path("access_token")).isEqualTo(first.json().path("access_token"));
        assertThat(refreshes()).hasSize(1);
        assertThat(refreshes().get(0).form("client_secret")).isEqualTo(AmazonEmulator.CLIENT_SECRET);
    }

    @Test
    void exchangeForAnAmazonTokenRenewsTheStoredOneToo() {
        String keycloakToken = signInStoringTokens(RUNS_OUT_AT_ONCE);
        ExchangePermission.grant(realm);

        Answer answer = exchange(keycloakToken);

        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.json().path("access_token").asText()).startsWith("Atza|");
        assertThat(answer.json().path("token_type").asText()).isEqualTo("Bearer");
        assertThat(answer.json().path("expires_in").asLong()).isBetween(3000L, 3600L);
        assertThat(refreshes()).hasSize(1);
        assertThat(storedToken(keycloakToken).json().path("access_token"))
                .isEqualTo(answer.json().path("access_token"));
    }

    @Test
    void oldRefreshTokenIsKeptWhenNoneComesBack() {
        String keycloakToken = signInStoringTokens(RUNS_OUT_AT_ONCE);
        amazon.on(Endpoint.TOKEN).answerOnce(Fault.remove("refresh_token").with(RUNS_OUT_AT_ONCE));

        assertThat(storedToken(keycloakToken).status()).isEqualTo(200);
        assertThat(storedToken(keycloakToken).status()).isEqualTo(200);

        assertThat(refreshes()).hasSize(2);
        assertThat(refreshes().get(1).form("refresh_token"))
                .isEqualTo(refreshes().get(0).form("refresh_token"));
    }

    @Test
    void newRefreshTokenTakesTheOldOnesPlace() {
        String keycloakToken = signInStoringTokens(RUNS_OUT_AT_ONCE);
        amazon.on(Endpoint.TOKEN)
                .answerOnce(Fault.set("refresh_token", "Atzr|new").with(RUNS_OUT_AT_ONCE));

        assertThat(storedToken(keycloakToken).status()).isEqualTo(200);
        storedToken(keycloakToken);

        assertThat(refreshes()).hasSize(2);
        assertThat(refreshes().get(1).form("refresh_token")).isEqualTo("Atzr|new");
    }

    @Test
    void manyRequestsAtOnceShareOneRenewal() throws Exception {
        String keycloakToken = signInStoringTokens(RUNS_OUT_AT_ONCE);
        amazon.on(Endpoint.TOKEN)
                .answerOnce(Fault.set("refresh_token", "Atzr|new").with(Fault.delay(Duration.ofMillis(500))));
        ExecutorService requests = Executors.newFixedThreadPool(12);
        try {
            List<Future<Answer>> answers = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                answers.add(requests.submit(() -> storedToken(keycloakToken)));
            }
            String token = answers.get(0)
                    .get(30, TimeUnit.SECONDS)
                    .json()
                    .path("access_token")
                    .asText();
            assertThat(token).startsWith("Atza|");
            for (Future<Answer> answer : answers) {
                assertThat(answer.get(30, TimeUnit.SECONDS).status()).isEqualTo(200);
                assertThat(answer.get().json().path("access_token").asText()).isEqualTo(token);
            }
        } finally {
            requests.shutdownNow();
        }
        assertThat(refreshes()).hasSize(1);
    }

    @Test
    void permissionTakenBackAtAmazonTellsTheApplicationToSignThePersonInAgain() {
        String keycloakToken = signInStoringTokens(RUNS_OUT_AT_ONCE);
        ExchangePermission.grant(realm);
        amazon.revoke(Person.JANE, AmazonEmulator.CLIENT_ID);

        for (Answer answer : List.of(storedToken(keycloakToken), exchange(keycloakToken))) {
            assertThat(answer.status()).as(answer.body()).isEqualTo(400);
            assertThat(answer.json().path("error").asText()).isEqualTo("token_expired");
            assertThat(answer.json().path("error_description").asText()).contains("Sign the user in with Amazon again");
            assertThat(answer.body()).doesNotContain("Atza", "Atzr");
        }
        assertThat(realm.lastEvent("TOKEN_EXCHANGE_ERROR").orElseThrow().getDetails())
                .containsEntry("reason", "invalid_grant");
        assertThat(refreshes()).as("times the refused token was presented").hasSize(1);

        Answer afterLogin = storedToken(signIn(Fault.none()));
        assertThat(afterLogin.status()).as(afterLogin.body()).isEqualTo(200);
    }

    @Test
    void refusedReadIsAnErrorEventAndNoOther() {
        realm.withEvents("IDENTITY_PROVIDER_RETRIEVE_TOKEN", "IDENTITY_PROVIDER_RETRIEVE_TOKEN_ERROR");
        String keycloakToken = signInStoringTokens(RUNS_OUT_AT_ONCE);
        amazon.revoke(Person.JANE, AmazonEmulator.CLIENT_ID);

        assertThat(storedToken(keycloakToken).status()).isEqualTo(400);

        assertThat(realm.events("IDENTITY_PROVIDER_RETRIEVE_TOKEN_ERROR"))
                .singleElement()
                .satisfies(event -> assertThat(event.getDetails()).containsEntry("reason", "invalid_grant"));
        assertThat(realm.events("IDENTITY_PROVIDER_RETRIEVE_TOKEN")).isEmpty();
    }

    @Test
    void failingAmazonLeavesTheStoredTokenIntact() {
        String keycloakToken = signInStoringTokens(RUNS_OUT_AT_ONCE);
        amazon.on(Endpoint.TOKEN).always(Fault.html(503));

        assertTemporary(onceItIsRefused(() -> storedToken(keycloakToken)), 503);
        amazon.on(Endpoint.TOKEN).always(Fault.hang());
        assertTemporary(storedToken(keycloakToken), 504);
        amazon.on(Endpoint.TOKEN).clear();
        Answer recovered = storedToken(keycloakToken);

        assertThat(recovered.status()).as(recovered.body()).isEqualTo(200);
        assertThat(refreshes())
                .extracting(request -> request.form("refresh_token"))
                .hasSizeGreaterThanOrEqualTo(3)
                .containsOnly(refreshes().get(0).form("refresh_token"));
    }

    @Test
    void failingAmazonDoesNotKeepBackATokenWithTimeLeft() {
        String keycloakToken = signInStoringTokens(Fault.set("expires_in", 50));
        amazon.on(Endpoint.TOKEN).always(Fault.html(503));

        Answer answer = storedToken(keycloakToken);

        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(refreshes()).hasSize(1);
    }

    @Test
    void wrongClientSecretIsAnAdministratorsProblem() {
        String keycloakToken = signInStoringTokens(RUNS_OUT_AT_ONCE);
        realm.changeProvider(provider -> provider.getConfig().put("clientSecret", "wrong"));

        Answer answer = storedToken(keycloakToken);

        assertThat(answer.status()).as(answer.body()).isEqualTo(502);
        assertThat(answer.json().path("error").asText()).isEqualTo("server_error");
    }

    @Test
    void tokenStoredWithoutItsEndIsRenewed() {
        String keycloakToken = signInStoringTokens(Fault.remove("expires_in"));

        Answer answer = storedToken(keycloakToken);

        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.json().path("accessTokenExpiration").asLong()).isPositive();
        assertThat(refreshes()).hasSize(1);
    }

    @Test
    void clientSecretOfTheVaultRenews() throws IOException {
        Path secret = Servers.vault().resolve(realm.name() + "_amazon");
        Files.writeString(secret, AmazonEmulator.CLIENT_SECRET);
        try {
            realm.withProvider(storing(Map.of("clientSecret", "${vault.amazon}")));
            String keycloakToken = signIn(RUNS_OUT_AT_ONCE);

            Answer answer = storedToken(keycloakToken);

            assertThat(answer.status()).as(answer.body()).isEqualTo(200);
            assertThat(refreshes()).hasSize(1);
            assertThat(refreshes().get(0).form("client_secret")).isEqualTo(AmazonEmulator.CLIENT_SECRET);
        } finally {
            Files.delete(secret);
        }
    }

    @Test
    void noTokenIsStoredBeforeTheSwitchIsOn() {
        realm.withAmazon().changeProvider(provider -> provider.setAddReadTokenRoleOnCreate(true));
        String keycloakToken = signIn(Fault.none());
        realm.changeProvider(provider -> provider.setStoreToken(true));

        Answer answer = storedToken(keycloakToken);

        assertThat(answer.status()).as(answer.body()).isNotEqualTo(200);
        assertThat(answer.body()).doesNotContain("Atza|").doesNotContain("Atzr|");
    }

    @Test
    void tokenThatIsNotStoredIsHandedOutDuringItsSession() {
        realm.withAmazon();
        ExchangePermission.grant(realm);
        String keycloakToken = signIn(Fault.none());

        Answer answer = exchange(keycloakToken);

        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.json().path("access_token").asText()).startsWith("Atza|");
        assertThat(answer.json().path("expires_in").asLong()).isBetween(3000L, 3600L);
    }

    @Test
    void tokenThatIsNotStoredIsNotHandedOutAfterItsEnd() {
        realm.withAmazon();
        ExchangePermission.grant(realm);
        String keycloakToken = signIn(RUNS_OUT_AT_ONCE);

        Answer answer = onceItIsRefused(() -> exchange(keycloakToken));

        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.json().path("error").asText()).isEqualTo("token_expired");
        assertThat(refreshes()).isEmpty();
    }

    @Test
    void refreshTokenIsKeptInTheSessionOnlyWhereItIsAskedFor() {
        realm.withAmazon(Map.of("storeTokenInSession", "true"));
        ExchangePermission.grant(realm);
        String keycloakToken = signIn(RUNS_OUT_AT_ONCE);

        Answer answer = exchange(keycloakToken);
        Answer again = exchange(keycloakToken);

        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.json().path("expires_in").asLong()).isBetween(3000L, 3600L);
        assertThat(again.json().path("access_token")).isEqualTo(answer.json().path("access_token"));
        assertThat(refreshes()).hasSize(1);
    }

    /** Asks again while a token is handed out, for as long as a token that runs out at once may take to do so. */
    private static Answer onceItIsRefused(Supplier<Answer> request) {
        return await("the end of the token")
                .atMost(Duration.ofSeconds(20))
                .until(request::get, answer -> answer.status() != 200);
    }

    private static void assertTemporary(Answer answer, int status) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.json().path("error").asText()).isEqualTo("temporarily_unavailable");
    }

    private String signInStoringTokens(Fault fault) {
        realm.withProvider(storing(Map.of()));
        return signIn(fault);
    }

    private static IdentityProviderRepresentation storing(Map<String, String> settings) {
        IdentityProviderRepresentation provider = TestRealm.amazon(settings);
        provider.setStoreToken(true);
        provider.setAddReadTokenRoleOnCreate(true);
        return provider;
    }

    /** Signs Jane in, with this fault in Amazon's token answer; the application's Keycloak token. */
    private String signIn(Fault fault) {
        amazon.on(Endpoint.TOKEN).answerOnce(fault);
        try (Browser browser = new Browser()) {
            realm.signIn(browser, Person.JANE);
            return realm.application().redeem(browser.address()).accessToken();
        }
    }

    private Answer storedToken(String keycloakToken) {
        return realm.application().get("/broker/amazon/token", keycloakToken);
    }

    private Answer exchange(String keycloakToken) {
        return realm.application()
                .token(Map.of(
                        "grant_type", "urn:ietf:params:oauth:grant-type:token-exchange",
                        "subject_token", keycloakToken,
                        "requested_issuer", "amazon"));
    }

    private List<ReceivedRequest> refreshes() {
        return amazon.requests(Endpoint.TOKEN).stream()
                .filter(request -> "refresh_token".equals(request.form("grant_type")))
                .toList();
    }
}
