package io.github.keycloakamazon.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.keycloakamazon.emulator.AmazonEmulator;
import io.github.keycloakamazon.emulator.Answer;
import io.github.keycloakamazon.emulator.Endpoint;
import io.github.keycloakamazon.emulator.Fault;
import io.github.keycloakamazon.emulator.NetworkFault;
import io.github.keycloakamazon.fixture.Servers;
import io.github.keycloakamazon.fixture.TestRealm;
import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.core.Response;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.keycloak.representations.idm.IdentityProviderRepresentation;
import org.keycloak.representations.idm.PartialImportRepresentation;
import org.keycloak.representations.idm.RealmRepresentation;

/** An administrator who saves a wrong client ID or secret is told at once, and whatever else is the matter with Amazon never keeps from saving. */
class SaveCheckIT {
    private static final AmazonEmulator AMAZON = Servers.amazon();
    private static final String UNKNOWN_CLIENT_ID = "amzn1.application-oa2-client.00000000000000000000000000000000";
    private static final String WRONG_SECRET = "mistyped-secret";
    private static final String REFUSED_SECRET = "Amazon knows the client ID but refuses the client secret.";

    private TestRealm realm;
    private long mark;

    @BeforeEach
    void createRealm() {
        AMAZON.reset();
        realm = TestRealm.create();
        mark = Servers.keycloak().logMark();
    }

    @AfterEach
    void close() {
        AMAZON.reset();
        realm.close();
    }

    // ---- Refused

    static List<Arguments> refusals() {
        return List.of(
                Arguments.of("a wrong secret", Map.of("clientSecret", WRONG_SECRET), REFUSED_SECRET),
                Arguments.of(
                        "an unknown client ID",
                        Map.of("clientId", UNKNOWN_CLIENT_ID),
                        "Amazon does not know this client ID in region NA."),
                Arguments.of(
                        "a placeholder that nothing replaced",
                        Map.of("clientSecret", "${env.AMAZON_SECRET}"),
                        REFUSED_SECRET),
                Arguments.of("a vault without the secret", Map.of("clientSecret", "${vault.nothing}"), REFUSED_SECRET));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refusals")
    void whatAmazonRefusesIsNotSaved(String mistake, Map<String, String> settings, String sentence) {
        assertRefusedAtCreation(settings, sentence);

        realm.withAmazon();
        Map<String, String> saved = realm.provider().toRepresentation().getConfig();
        assertRefusedAtUpdate(checked(settings), sentence);
        assertThat(realm.provider().toRepresentation().getConfig()).isEqualTo(saved);
        assertThat(log()).doesNotContain(WRONG_SECRET, AmazonEmulator.CLIENT_SECRET);
    }

    @Test
    void refusalIsExplainedAsFarAsAmazonsPagesCanBeSeen() {
        AMAZON.on(Endpoint.AUTHORIZE).always(Fault.html(503));

        assertRefusedAtCreation(
                Map.of("clientSecret", WRONG_SECRET), "Amazon refuses the client ID, the client secret or both.");
    }

    @Test
    void clientThatLoginWithAmazonIsNotEnabledForIsRefused() {
        AMAZON.on(Endpoint.TOKEN).always(Fault.jsonError(400, "unauthorized_client", "Not authorized"));

        assertRefusedAtCreation(Map.of(), "Amazon does not allow users to sign in with this client ID.");
    }

    @Test
    void clientThatMayNotAskForALoginIsRefused() {
        AMAZON.on(Endpoint.AUTHORIZE).always(Fault.redirect(realm.returnUrl("amazon") + "?error=unauthorized_client"));

        assertRefusedAtCreation(Map.of(), "Amazon does not allow users to sign in with this client ID.");
    }

    @Test
    void storedSecretOfAnotherClientIsRefused() {
        realm.withAmazon();

        assertRefusedAtUpdate(
                checked(Map.of("clientId", UNKNOWN_CLIENT_ID)), "Amazon does not know this client ID in region NA.");
        assertThat(AMAZON.requests(Endpoint.TOKEN).get(0).form("client_secret"))
                .isEqualTo(AmazonEmulator.CLIENT_SECRET);
    }

    /** Nothing is stored yet that the mask could stand for. */
    @Test
    void maskIsNoSecretOfANewProvider() {
        realm.withAmazon();
        IdentityProviderRepresentation second = TestRealm.amazon(checked(Map.of("clientSecret", "**********")));
        second.setAlias("second");
        second.setInternalId(realm.provider().toRepresentation().getInternalId());

        try (Response response = realm.admin().identityProviders().create(second)) {
            assertThat(response.getStatus()).isEqualTo(400);
            assertThat(response.readEntity(String.class)).contains(REFUSED_SECRET);
        }
    }

    // ---- Saved

    @Test
    void rightOnesAreSavedAfterOneLookAtAmazon() {
        realm.withAmazon(checked(Map.of()));

        assertThat(AMAZON.requests(Endpoint.TOKEN)).hasSize(1);
        assertThat(AMAZON.requests(Endpoint.AUTHORIZE)).isNotEmpty();
        assertThat(log()).doesNotContain("did not confirm");
        assertThat(realm.provider().toRepresentation().getConfig()).containsEntry("checkOnSave", "true");
    }

    @Test
    void maskStandsForTheStoredSecret() {
        realm.withAmazon(checked(Map.of()));

        realm.changeProvider(provider -> provider.getConfig().put("region", "EU"));

        assertSavedInEuropeWithTheStoredSecret();
    }

    /** Clients of the API other than the admin console may not send it. */
    @Test
    void maskStandsForTheStoredSecretWithoutTheInternalIdToo() {
        realm.withAmazon(checked(Map.of()));

        realm.changeProvider(provider -> {
            provider.setInternalId(null);
            provider.getConfig().put("region", "EU");
        });

        assertSavedInEuropeWithTheStoredSecret();
    }

    @Test
    void secretInTheVaultIsLookedUp() throws Exception {
        Path secret = Servers.vault().resolve(realm.name() + "_amazon");
        Files.writeString(secret, AmazonEmulator.CLIENT_SECRET);
        try {
            realm.withAmazon(checked(Map.of("clientSecret", "${vault.amazon}")));

            assertThat(AMAZON.requests(Endpoint.TOKEN).get(0).form("client_secret"))
                    .isEqualTo(AmazonEmulator.CLIENT_SECRET);
            assertThat(log()).doesNotContain("did not confirm");
        } finally {
            Files.delete(secret);
        }
    }

    static List<Arguments> whatKeepsAmazonFromAnswering() {
        return List.of(
                Arguments.of("an outage", Endpoint.TOKEN, Fault.html(503), "server_error"),
                Arguments.of("too many requests", Endpoint.TOKEN, Fault.empty(429), "rate_limited"),
                Arguments.of("a proxy's page", Endpoint.TOKEN, Fault.html(200), "malformed_answer"),
                Arguments.of("a proxy's refusal", Endpoint.TOKEN, Fault.html(401), "unexpected_status"),
                Arguments.of(
                        "an error about something else",
                        Endpoint.TOKEN,
                        Fault.jsonError(400, "invalid_request", "odd"),
                        "invalid_request"),
                Arguments.of(
                        "an error that nobody knows",
                        Endpoint.TOKEN,
                        Fault.jsonError(400, "invalid_something", "odd"),
                        "unknown_error"),
                Arguments.of("an endless body", Endpoint.TOKEN, Fault.hugeBody(1_000_000), "answer_too_large"),
                Arguments.of("a reset", Endpoint.TOKEN, Fault.reset(), "connection_lost"),
                Arguments.of(
                        "a captcha",
                        Endpoint.AUTHORIZE,
                        Fault.answer(Answer.of(200, "text/html", "<form action=\"/errors/validateCaptcha\">")),
                        "no_sign_in_page"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("whatKeepsAmazonFromAnswering")
    void whateverElseIsWrongWithAmazonIsAWarning(String what, Endpoint endpoint, Fault fault, String code) {
        AMAZON.on(endpoint).always(fault);

        realm.withAmazon(checked(Map.of()));

        assertThat(warning()).contains("code=" + code);
    }

    @Test
    void amazonThatHangsDelaysASaveForSecondsOnly() {
        AMAZON.on(Endpoint.TOKEN).always(Fault.hang());
        AMAZON.on(Endpoint.AUTHORIZE).always(Fault.hang());
        long start = System.nanoTime();

        realm.withAmazon(checked(Map.of()));

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
        assertThat(warning()).contains("Amazon did not respond in time.", "code=timeout");
    }

    @Test
    void amazonThatCannotBeReachedIsAWarning() {
        AMAZON.network(NetworkFault.untrustedCertificate());
        AMAZON.closeApiConnections();

        realm.withAmazon(checked(Map.of()));

        assertThat(warning()).containsAnyOf("code=tls_failure", "code=connection_lost");
    }

    @Test
    void returnUrlThatAmazonDoesNotAllowYetIsAWarning() {
        RealmRepresentation representation = new RealmRepresentation();
        representation.setAttributes(Map.of("frontendUrl", "https://login.example.com"));
        realm.admin().update(representation);

        realm.withAmazon(checked(Map.of()));

        assertThat(warning())
                .contains("Add https://login.example.com/realms/" + realm.name() + "/broker/amazon/endpoint to");
    }

    @Test
    void scopeThatAmazonRefusesIsAWarning() {
        realm.withAmazon(checked(Map.of("defaultScope", "profile alexa:unheard_of")));

        assertThat(warning()).contains("Amazon refuses the scopes");
    }

    @Test
    void authorizationRequestThatAmazonRefusesIsAWarning() {
        AMAZON.on(Endpoint.AUTHORIZE).always(Fault.redirect(realm.returnUrl("amazon") + "?error=invalid_request"));

        realm.withAmazon(checked(Map.of()));

        assertThat(warning())
                .contains("Amazon refused the authorization request: invalid_request.", "code=invalid_request");
    }

    // ---- Not asked

    @Test
    void providerThatIsDisabledIsSavedAsItIs() {
        IdentityProviderRepresentation provider = TestRealm.amazon(checked(Map.of("clientSecret", WRONG_SECRET)));
        provider.setEnabled(false);
        realm.withProvider(provider);
        assertThatAmazonWasNotAsked();

        assertRefused(() -> realm.changeProvider(changed -> changed.setEnabled(true)), REFUSED_SECRET);
        assertThat(realm.provider().toRepresentation().isEnabled()).isFalse();
    }

    @Test
    void absentOrOffMeansNotAsked() {
        realm.withAmazon(Map.of("clientSecret", WRONG_SECRET));
        realm.changeProvider(provider -> provider.getConfig().put("checkOnSave", "false"));
        realm.changeProvider(provider -> provider.getConfig().put("checkOnSave", "FALSE"));

        assertThatAmazonWasNotAsked();
    }

    @Test
    void importOfARealmIsNotAsked() {
        RealmRepresentation imported = new RealmRepresentation();
        imported.setRealm("test-" + UUID.randomUUID());
        imported.setEnabled(true);
        imported.addIdentityProvider(TestRealm.amazon(checked(Map.of("clientSecret", WRONG_SECRET))));

        realm.server().realms().create(imported);

        try {
            assertThat(realm.server()
                            .realm(imported.getRealm())
                            .identityProviders()
                            .findAll())
                    .hasSize(1);
            assertThatAmazonWasNotAsked();
        } finally {
            realm.server().realm(imported.getRealm()).remove();
        }
    }

    @Test
    void partialImportIsNotAsked() {
        PartialImportRepresentation partial = new PartialImportRepresentation();
        partial.setIfResourceExists("FAIL");
        partial.setIdentityProviders(List.of(TestRealm.amazon(checked(Map.of("clientSecret", WRONG_SECRET)))));

        try (Response response = realm.admin().partialImport(partial)) {
            assertThat(response.getStatus()).isEqualTo(200);
        }

        assertThat(realm.admin().identityProviders().findAll()).hasSize(1);
        assertThatAmazonWasNotAsked();
    }

    private static Map<String, String> checked(Map<String, String> settings) {
        Map<String, String> checked = new LinkedHashMap<>(settings);
        checked.put("checkOnSave", "true");
        return checked;
    }

    private void assertRefusedAtCreation(Map<String, String> settings, String sentence) {
        try (Response response = realm.admin().identityProviders().create(TestRealm.amazon(checked(settings)))) {
            assertThat(response.getStatus()).isEqualTo(400);
            assertThat(response.readEntity(String.class)).contains(sentence);
        }
        assertThat(realm.admin().identityProviders().findAll()).isEmpty();
    }

    private void assertRefusedAtUpdate(Map<String, String> settings, String sentence) {
        assertRefused(
                () -> realm.changeProvider(provider -> provider.getConfig().putAll(settings)), sentence);
    }

    private static void assertRefused(Runnable save, String sentence) {
        assertThatExceptionOfType(BadRequestException.class)
                .isThrownBy(save::run)
                .satisfies(refusal -> assertThat(refusal.getResponse().readEntity(String.class))
                        .contains(sentence));
    }

    private void assertSavedInEuropeWithTheStoredSecret() {
        assertThat(AMAZON.requests(Endpoint.TOKEN))
                .hasSize(2)
                .allSatisfy(
                        request -> assertThat(request.form("client_secret")).isEqualTo(AmazonEmulator.CLIENT_SECRET));
        assertThat(realm.provider().toRepresentation().getConfig()).containsEntry("region", "EU");
    }

    private static void assertThatAmazonWasNotAsked() {
        assertThat(AMAZON.requests(Endpoint.TOKEN)).isEmpty();
        assertThat(AMAZON.requests(Endpoint.AUTHORIZE)).isEmpty();
    }

    private String warning() {
        return log().lines()
                .filter(line -> line.contains("WARN") && line.contains("Amazon did not confirm the settings"))
                .filter(line -> line.contains("realm=" + realm.name() + ", alias=amazon"))
                .findFirst()
                .orElseGet(() -> "no warning in " + log());
    }

    private String log() {
        return Servers.keycloak().logSince(mark);
    }
}
