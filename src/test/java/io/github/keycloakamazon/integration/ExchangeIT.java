package io.github.keycloakamazon.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.keycloakamazon.emulator.AmazonEmulator;
import io.github.keycloakamazon.emulator.Endpoint;
import io.github.keycloakamazon.emulator.Fault;
import io.github.keycloakamazon.emulator.Person;
import io.github.keycloakamazon.fixture.Browser;
import io.github.keycloakamazon.fixture.Servers;
import io.github.keycloakamazon.fixture.TestApplication;
import io.github.keycloakamazon.fixture.TestApplication.Answer;
import io.github.keycloakamazon.fixture.TestRealm;
import io.github.keycloakamazon.server.KeycloakDistribution;
import io.github.keycloakamazon.server.KeycloakServer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.representations.idm.EventRepresentation;
import org.keycloak.representations.idm.IdentityProviderRepresentation;
import org.keycloak.representations.idm.UserRepresentation;

/** Mobile applications exchange Amazon's token on a Keycloak without any preview feature. */
class ExchangeIT {
    private static final String TOKEN_TYPE = "urn:ietf:params:oauth:token-type:";
    private static final String EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";

    private static KeycloakServer keycloak;

    private final AmazonEmulator amazon = Servers.amazon();
    private TestRealm realm;

    @BeforeAll
    static void startKeycloak() {
        keycloak = KeycloakServer.start(Servers.stockKeycloakFor(Servers.amazon(), KeycloakDistribution.current()));
    }

    @AfterAll
    static void stopKeycloak() {
        keycloak.close();
    }

    @BeforeEach
    void setUp() {
        amazon.reset();
        realm = TestRealm.create(
                        keycloak,
                        representation -> representation
                                .getClients()
                                .get(0)
                                .setAttributes(Map.of("standard.token.exchange.enabled", "true")))
                .withAmazon(
                        Map.of("exchangeClients", "other##" + TestApplication.CLIENT_ID, "exchangeNewUsers", "true"));
    }

    @AfterEach
    void tearDown() {
        amazon.reset();
        realm.close();
    }

    @Test
    void mobileAppExchangesCallsRefreshesAndLogsOut() {
        long mark = keycloak.logMark();
        String amazonToken = tokenOf(Person.JANE);

        Answer answer = realm.application().token(form(amazonToken));

        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        UserRepresentation user = realm.onlyUser();
        assertThat(user.getFirstName()).isEqualTo("Jane");
        assertThat(realm.links(user).get(0).getUserId())
                .isEqualTo(amazon.userId(Person.JANE, AmazonEmulator.CLIENT_ID));
        assertThat(answer.json().path("issued_token_type").asText()).isEqualTo(TOKEN_TYPE + "refresh_token");
        assertThat(answer.json().path("id_token").asText()).isNotEmpty();
        String accessToken = answer.json().path("access_token").asText();
        Answer userinfo = realm.application().get("/protocol/openid-connect/userinfo", accessToken);
        assertThat(userinfo.json().path("sub").asText()).isEqualTo(user.getId());
        assertThat(userinfo.json().path("email_verified").asBoolean()).isFalse();
        Map<String, String> refresh = Map.of(
                "grant_type",
                "refresh_token",
                "refresh_token",
                answer.json().path("refresh_token").asText());
        assertThat(realm.application().token(refresh).status()).isEqualTo(200);
        Answer standard = realm.application()
                .token(Map.of(
                        "grant_type", EXCHANGE,
                        "subject_token", accessToken,
                        "subject_token_type", TOKEN_TYPE + "access_token"));
        assertThat(standard.status()).as(standard.body()).isEqualTo(200);
        EventRepresentation event = realm.lastEvent("TOKEN_EXCHANGE").orElseThrow();
        assertThat(realm.events("TOKEN_EXCHANGE"))
                .allSatisfy(found -> assertThat(found.getUserId()).isEqualTo(user.getId()));
        assertThat(event.getSessionId()).isNotNull();
        assertThat(realm.lastEvent("REGISTER").orElseThrow().getUserId()).isEqualTo(user.getId());
        assertThat(realm.admin().users().get(user.getId()).getUserSessions()).hasSize(1);

        realm.admin().users().get(user.getId()).logout();

        assertThat(realm.application().token(refresh).status()).isEqualTo(400);
        assertThat(keycloak.logSince(mark)).doesNotContain(amazonToken).doesNotContain("jane.doe@example.com");
    }

    @Test
    void userOfABrowserLoginIsTheSame() {
        set("exchangeNewUsers", "false");
        try (Browser browser = new Browser()) {
            realm.signIn(browser, Person.JANE);
        }
        UserRepresentation user = realm.onlyUser();
        user.setFirstName("Edited");
        realm.admin().users().get(user.getId()).update(user);

        assertThat(exchange(tokenOf(Person.JANE)).status()).isEqualTo(200);

        assertThat(realm.onlyUser().getId()).isEqualTo(user.getId());
        assertThat(realm.onlyUser().getFirstName()).isEqualTo("Edited");
    }

    @Test
    void forceBringsTheNameAnew() {
        exchange(tokenOf(Person.JANE));
        UserRepresentation user = realm.onlyUser();
        user.setFirstName("Edited");
        realm.admin().users().get(user.getId()).update(user);
        set("syncMode", "FORCE");

        assertThat(exchange(tokenOf(Person.JANE)).status()).isEqualTo(200);

        assertThat(realm.onlyUser().getFirstName()).isEqualTo("Jane");
    }

    @Test
    void trustedEmailIsVerified() {
        realm.changeProvider(provider -> provider.setTrustEmail(true));

        assertThat(exchange(tokenOf(Person.JANE)).status()).isEqualTo(200);

        assertThat(realm.onlyUser().isEmailVerified()).isTrue();
    }

    @Test
    void mapperOfANewUserHasItsSay() {
        realm.withUnmanagedAttributes()
                .withMapper(
                        "amazon-user-attribute-mapper",
                        Map.of("jsonField", "user_id", "userAttribute", "amazon", "syncMode", "INHERIT"));

        assertThat(exchange(tokenOf(Person.JANE)).status()).isEqualTo(200);

        assertThat(realm.onlyUser().getAttributes()).containsKey("amazon");
    }

    static Stream<Arguments> clientsThatMayNotExchange() {
        return Stream.of(
                client("public", client -> client.setPublicClient(true), 400, "invalid_client"),
                client(
                        "not switched on",
                        client -> client.setAttributes(Map.of("standard.token.exchange.enabled", "false")),
                        400,
                        "invalid_request"),
                client("with consent", client -> client.setConsentRequired(true), 400, "invalid_client"),
                client(
                        "with mTLS and no certificate",
                        client -> client.getAttributes().put("tls.client.certificate.bound.access.tokens", "true"),
                        400,
                        "invalid_request"),
                client(
                        "with DPoP and no proof",
                        client -> client.getAttributes().put("dpop.bound.access.tokens", "true"),
                        400,
                        "invalid_request"));
    }

    private static Arguments client(String name, Consumer<ClientRepresentation> change, int status, String error) {
        return Arguments.of(name, change, status, error);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void clientsThatMayNotExchange(String name, Consumer<ClientRepresentation> change, int status, String error) {
        ClientRepresentation client = realm.admin()
                .clients()
                .findByClientId(TestApplication.CLIENT_ID)
                .get(0);
        change.accept(client);
        realm.admin().clients().get(client.getId()).update(client);

        assertRefused(form(tokenOf(Person.JANE)), status, error);
        assertThat(amazon.requests(Endpoint.TOKENINFO)).isEmpty();
    }

    static Stream<Arguments> providersThatLetNobodyExchange() {
        return Stream.of(
                provider("other client", it -> it.getConfig().put("exchangeClients", "other"), 403, "access_denied"),
                provider("disabled", it -> it.setEnabled(false), 400, "invalid_issuer"),
                provider("for linking only", it -> it.setLinkOnly(true), 403, "access_denied"),
                provider(
                        "with post-login flow", it -> it.setPostBrokerLoginFlowAlias("browser"), 403, "access_denied"));
    }

    private static Arguments provider(
            String name, Consumer<IdentityProviderRepresentation> change, int status, String error) {
        return Arguments.of(name, change, status, error);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void providersThatLetNobodyExchange(
            String name, Consumer<IdentityProviderRepresentation> change, int status, String error) {
        realm.changeProvider(change);

        assertRefused(form(tokenOf(Person.JANE)), status, error);
        assertThat(amazon.requests(Endpoint.TOKENINFO)).isEmpty();
    }

    static Stream<Arguments> requestsThatCannotBeGranted() {
        return Stream.of(
                Arguments.of("subject_token_type", TOKEN_TYPE + "id_token", "invalid_request"),
                Arguments.of("subject_token_type", TOKEN_TYPE + "jwt", "invalid_request"),
                Arguments.of("subject_token_type", "\u0000", "invalid_request"),
                Arguments.of("requested_token_type", TOKEN_TYPE + "saml2", "invalid_request"),
                Arguments.of("requested_token_type", "x".repeat(1_000), "invalid_request"),
                Arguments.of("requested_issuer", "amazon", "invalid_request"),
                Arguments.of("requested_subject", "admin", "invalid_request"),
                Arguments.of("actor_token", "a.b.c", "invalid_request"),
                Arguments.of("resource", "https://example.com", "invalid_request"),
                Arguments.of("audience", "account", "invalid_request"),
                Arguments.of("audience", "no-such-client", "invalid_request"),
                Arguments.of("audience", "' OR 1=1 --", "invalid_request"),
                Arguments.of("scope", "openid offline_access", "invalid_scope"),
                Arguments.of("scope", "no-such-scope", "invalid_scope"),
                Arguments.of("scope", "openid \u2028", "invalid_scope"),
                Arguments.of("subject_issuer", "no-such-alias", "invalid_request"),
                Arguments.of("subject_issuer", "AMAZON", "invalid_request"),
                Arguments.of("subject_issuer", "../amazon", "invalid_request"));
    }

    @ParameterizedTest(name = "{0}={1}")
    @MethodSource
    void requestsThatCannotBeGranted(String name, String value, String error) {
        Map<String, String> form = form(tokenOf(Person.JANE));
        form.put(name, value);

        assertRefused(form, 400, error);
        assertThat(amazon.requests(Endpoint.TOKENINFO)).isEmpty();
    }

    @Test
    void accessTokenAloneIsIssuedOnRequest() {
        Map<String, String> form = form(tokenOf(Person.JANE));
        form.remove("subject_token_type");
        form.put("requested_token_type", TOKEN_TYPE + "access_token");
        form.put("audience", TestApplication.CLIENT_ID);

        Answer answer = realm.application().token(form);

        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.json().has("refresh_token")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Atza|made-up", "Atza|a b", "Atza|\u00e9"})
    void tokenThatAmazonNeverIssuedIsRefused(String token) {
        assertRefused(form(token), 400, "invalid_token");
    }

    @Test
    void troubleThatPassesIsNoReasonToThrowTheTokenAway() {
        amazon.on(Endpoint.TOKENINFO).always(Fault.status(503));

        assertRefused(form(tokenOf(Person.JANE)), 503, "temporarily_unavailable");
        assertThat(realm.lastEvent("TOKEN_EXCHANGE_ERROR").orElseThrow().getError())
                .isEqualTo("identity_provider_error");
    }

    @Test
    void slowAmazonIsNoReasonEither() {
        amazon.on(Endpoint.PROFILE).always(Fault.hang());

        assertRefused(form(tokenOf(Person.JANE)), 504, "temporarily_unavailable");
    }

    @Test
    void newUserIsSentToTheBrowserUnlessAllowed() {
        set("exchangeNewUsers", "false");

        assertRefused(form(tokenOf(Person.JANE)), 400, "interaction_required");
    }

    @Test
    void userWithoutACompleteProfileIsSentToTheBrowser() {
        assertRefused(form(tokenOf(Person.NO_EMAIL)), 400, "interaction_required");
    }

    @Test
    void userWhoseClaimDoesNotMatchIsRefused() {
        realm.changeProvider(provider -> provider.getConfig()
                .putAll(Map.of(
                        "filteredByClaim",
                        "true",
                        "claimFilterName",
                        "email",
                        "claimFilterValue",
                        ".*@acme\\.example")));

        assertRefused(form(tokenOf(Person.JANE)), 403, "access_denied");
    }

    @Test
    void accountWithTheSameEmailIsNotTakenOver() {
        UserRepresentation local = realm.addUser("jane", "jane.doe@example.com", "password");

        Answer answer = exchange(tokenOf(Person.JANE));

        assertThat(answer.json().path("error").asText()).isEqualTo("interaction_required");
        assertThat(realm.onlyUser().getId()).isEqualTo(local.getId());
        assertThat(realm.links(local)).isEmpty();
    }

    static Stream<Arguments> usersWhoMayNotSignIn() {
        return Stream.of(
                user("disabled", user -> user.setEnabled(false), "invalid_grant"),
                user(
                        "with a password to change",
                        user -> user.setRequiredActions(List.of("UPDATE_PASSWORD")),
                        "interaction_required"));
    }

    private static Arguments user(String name, Consumer<UserRepresentation> change, String error) {
        return Arguments.of(name, change, error);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void usersWhoMayNotSignIn(String name, Consumer<UserRepresentation> change, String error) {
        exchange(tokenOf(Person.JANE));
        UserRepresentation user = realm.onlyUser();
        realm.admin().users().get(user.getId()).logout();
        change.accept(user);
        realm.admin().users().get(user.getId()).update(user);

        Answer answer = exchange(tokenOf(Person.JANE));

        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.json().path("error").asText()).isEqualTo(error);
        assertThat(realm.admin().users().get(user.getId()).getUserSessions()).isEmpty();
    }

    @Test
    void eightFirstExchangesAtOnceMakeOneUser() throws Exception {
        String token = tokenOf(Person.JANE);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Answer>> calls = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                calls.add(() -> exchange(token));
            }
            List<Integer> statuses = new ArrayList<>();
            for (Future<Answer> call : threads.invokeAll(calls)) {
                statuses.add(call.get().status());
            }
            assertThat(statuses).contains(200).isSubsetOf(200, 503);
        } finally {
            threads.shutdownNow();
        }
        assertThat(realm.links(realm.onlyUser())).hasSize(1);
        assertThat(exchange(token).status()).isEqualTo(200);
    }

    private void assertRefused(Map<String, String> form, int status, String error) {
        Answer answer = realm.application().token(form);

        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.json().path("error").asText()).isEqualTo(error);
        assertThat(realm.users()).isEmpty();
        assertThat(realm.events("REGISTER")).isEmpty();
        assertThat(realm.admin().getClientSessionStats()).isEmpty();
    }

    private void set(String key, String value) {
        realm.changeProvider(provider -> provider.getConfig().put(key, value));
    }

    private Answer exchange(String token) {
        return realm.application().token(form(token));
    }

    private static Map<String, String> form(String token) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", EXCHANGE);
        form.put("subject_token", token);
        form.put("subject_token_type", TOKEN_TYPE + "access_token");
        form.put("subject_issuer", TestRealm.ALIAS);
        form.put("scope", "openid");
        return form;
    }

    private String tokenOf(Person person) {
        return amazon.issueAccessToken(AmazonEmulator.CLIENT_ID, person, "profile");
    }
}
