package io.github.keycloakamazon.integration;

import static io.github.keycloakamazon.fixture.TestApplication.claims;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertAll;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.keycloakamazon.emulator.AmazonEmulator;
import io.github.keycloakamazon.emulator.EmulatedClient;
import io.github.keycloakamazon.emulator.Endpoint;
import io.github.keycloakamazon.emulator.Fault;
import io.github.keycloakamazon.emulator.Person;
import io.github.keycloakamazon.extension.FailingMapper;
import io.github.keycloakamazon.fixture.Browser;
import io.github.keycloakamazon.fixture.DpopKey;
import io.github.keycloakamazon.fixture.ExtensionJar;
import io.github.keycloakamazon.fixture.Servers;
import io.github.keycloakamazon.fixture.TestApplication;
import io.github.keycloakamazon.fixture.TestApplication.Answer;
import io.github.keycloakamazon.fixture.TestRealm;
import io.github.keycloakamazon.server.KeycloakConfig;
import io.github.keycloakamazon.server.KeycloakDistribution;
import io.github.keycloakamazon.server.KeycloakServer;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
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
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.admin.client.resource.UserResource;
import org.keycloak.broker.provider.IdentityProviderMapper;
import org.keycloak.representations.idm.ClientPoliciesRepresentation;
import org.keycloak.representations.idm.ClientProfilesRepresentation;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.representations.idm.EventRepresentation;
import org.keycloak.representations.idm.IdentityProviderRepresentation;
import org.keycloak.representations.idm.OrganizationDomainRepresentation;
import org.keycloak.representations.idm.OrganizationRepresentation;
import org.keycloak.representations.idm.RealmRepresentation;
import org.keycloak.representations.idm.RequiredActionProviderRepresentation;
import org.keycloak.representations.idm.UserRepresentation;

/**
 * Mobile applications exchange Amazon's token on a Keycloak without any preview feature. Whatever is refused leaves everything as it
 * was, and no token is in the server's log.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExchangeIT {
    private static final String TOKEN_TYPE = "urn:ietf:params:oauth:token-type:";
    private static final String EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String SWITCH = "standard.token.exchange.enabled";
    private static final String CERTIFICATE_HEADER = "X-Client-Certificate";
    private static final JsonMapper JSON = new JsonMapper();

    private final AmazonEmulator amazon = Servers.amazon();
    private final ConcurrentLinkedQueue<String> tokens = new ConcurrentLinkedQueue<>();
    private KeycloakServer keycloak;
    private TestRealm realm;
    private long logMark;

    KeycloakDistribution distribution() {
        return KeycloakDistribution.current();
    }

    @BeforeAll
    void startKeycloak(@TempDir Path directory) {
        KeycloakDistribution distribution = distribution()
                .withProvider(ExtensionJar.write(
                        directory.resolve("somebody-elses.jar"), IdentityProviderMapper.class, FailingMapper.class));
        KeycloakConfig config = Servers.stockKeycloakFor(Servers.amazon(), distribution)
                .name("exchange")
                .option("spi-x509cert-lookup-provider", "haproxy")
                .option("spi-x509cert-lookup-haproxy-ssl-client-cert", CERTIFICATE_HEADER);
        keycloak = KeycloakServer.start(hasDpop(distribution.version()) ? config : config.features("dpop"));
    }

    /** Before 26.4, DPoP is a preview feature. */
    private static boolean hasDpop(String version) {
        return Integer.parseInt(version.split("\\.", -1)[1]) >= 4;
    }

    @AfterAll
    void stopKeycloak() {
        keycloak.close();
    }

    @BeforeEach
    void setUp() {
        amazon.reset();
        tokens.clear();
        logMark = keycloak.logMark();
        realm = TestRealm.create(
                        keycloak,
                        representation -> representation.getClients().get(0).setAttributes(Map.of(SWITCH, "true")))
                .withAmazon(
                        Map.of("exchangeClients", "other##" + TestApplication.CLIENT_ID, "exchangeNewUsers", "true"));
    }

    @AfterEach
    void tearDown() {
        amazon.reset();
        realm.close();
        String log = keycloak.logSince(logMark);
        assertThat(tokens).allSatisfy(token -> assertThat(log).doesNotContain(token));
    }

    // ---- What an application gets

    @Test
    void mobileAppExchangesCallsRefreshesAndLogsOut() {
        EmulatedClient app = EmulatedClient.named("Mobile application");
        amazon.addClient(app);
        set("allowedAudiences", app.clientId());
        realm.withNoteInTokens("identity_provider", "identity_provider");
        String amazonToken = remember(amazon.issueAccessToken(app.clientId(), Person.JANE, "profile"));

        Answer answer = realm.application().token(form(amazonToken));

        assertExchanged(answer);
        UserRepresentation user = realm.onlyUser();
        assertThat(user.getFirstName()).isEqualTo("Jane");
        assertThat(realm.links(user).get(0).getUserId())
                .isEqualTo(amazon.userId(Person.JANE, AmazonEmulator.CLIENT_ID));
        assertThat(text(answer, "issued_token_type")).isEqualTo(TOKEN_TYPE + "refresh_token");
        assertThat(claims(text(answer, "id_token")).path("sub").asText()).isEqualTo(user.getId());
        String accessToken = text(answer, "access_token");
        assertThat(claims(accessToken).path("identity_provider").asText()).isEqualTo(TestRealm.ALIAS);
        Answer userinfo = realm.application().get("/protocol/openid-connect/userinfo", accessToken);
        assertThat(userinfo.json().path("sub").asText()).isEqualTo(user.getId());
        assertThat(userinfo.json().path("email_verified").asBoolean()).isFalse();

        Answer refreshed = refresh(text(answer, "refresh_token"));
        assertExchanged(refreshed);
        Answer standard = standardExchange(text(refreshed, "access_token"));
        assertExchanged(standard);
        assertThat(claims(text(standard, "access_token")).path("sub").asText()).isEqualTo(user.getId());
        assertThat(realm.events("TOKEN_EXCHANGE"))
                .allSatisfy(event -> assertThat(event.getUserId()).isEqualTo(user.getId()))
                .anySatisfy(event -> assertThat(event.getDetails())
                        .containsEntry("identity_provider", TestRealm.ALIAS)
                        .containsEntry("identity_provider_identity", "jane.doe@example.com")
                        .containsEntry("subject_issuer", TestRealm.ALIAS));
        assertThat(realm.events("TOKEN_EXCHANGE"))
                .extracting(EventRepresentation::getSessionId)
                .doesNotContainNull();
        assertThat(realm.lastEvent("REGISTER").orElseThrow().getUserId()).isEqualTo(user.getId());
        assertThat(sessions(user)).hasSize(1);

        Answer logout = realm.application()
                .post("/protocol/openid-connect/logout", Map.of("refresh_token", text(refreshed, "refresh_token")));
        assertThat(logout.status()).as(logout.body()).isEqualTo(204);
        assertThat(sessions(user)).isEmpty();
        assertThat(refresh(text(refreshed, "refresh_token")).status()).isEqualTo(400);
        assertThat(keycloak.logSince(logMark)).doesNotContain("jane.doe@example.com");
    }

    @Test
    void accessTokenAloneIsIssuedOnRequest() {
        Map<String, String> form = form(tokenOf(Person.JANE));
        form.remove("subject_token_type");
        form.put("requested_token_type", TOKEN_TYPE + "access_token");
        form.put("audience", TestApplication.CLIENT_ID);

        Answer answer = realm.application().token(form);

        assertExchanged(answer);
        assertThat(answer.json().has("refresh_token")).isFalse();
        assertThat(text(answer, "issued_token_type")).isEqualTo(TOKEN_TYPE + "access_token");
    }

    @Test
    void clientThatUsesNoRefreshTokensGetsNone() {
        changeClient(client -> client.getAttributes().put("use.refresh.tokens", "false"));

        Answer answer = exchange(tokenOf(Person.JANE));

        assertExchanged(answer);
        assertThat(answer.json().has("refresh_token")).isFalse();
        assertThat(text(answer, "issued_token_type")).isEqualTo(TOKEN_TYPE + "access_token");
    }

    static Stream<Arguments> clientsThatMayExchange() {
        return Stream.of(
                allowed(
                        "with lightweight access tokens",
                        client -> client.getAttributes().put("client.use.lightweight.access.token.enabled", "true")),
                allowed("with a service account", client -> client.setServiceAccountsEnabled(true)),
                allowed("without a browser login", client -> client.setStandardFlowEnabled(false)),
                allowed("without full scope", client -> client.setFullScopeAllowed(false)));
    }

    private static Arguments allowed(String name, Consumer<ClientRepresentation> change) {
        return Arguments.of(name, change);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void clientsThatMayExchange(String name, Consumer<ClientRepresentation> change) {
        changeClient(change);

        Answer answer = exchange(tokenOf(Person.JANE));

        assertExchanged(answer);
        assertExchanged(standardExchange(text(answer, "access_token")));
    }

    @Test
    void tokensAreBoundToTheKeyOfTheClient() {
        changeClient(client -> client.getAttributes().put("dpop.bound.access.tokens", "true"));
        DpopKey key = DpopKey.create();

        Answer answer = realm.application().token(form(tokenOf(Person.JANE)), dpop(key));

        assertExchanged(answer);
        assertThat(text(answer, "token_type")).isEqualTo("DPoP");
        assertThat(claims(text(answer, "access_token")).path("cnf").path("jkt").asText())
                .isEqualTo(key.thumbprint());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a.b.c", "of another URL"})
    void wrongProofOfTheKeyIsRefused(String proof) {
        changeClient(client -> client.getAttributes().put("dpop.bound.access.tokens", "true"));
        String header = proof.startsWith("of") ? DpopKey.create().proof(URI.create("https://example.com")) : proof;

        assertRefused(form(tokenOf(Person.JANE)), Map.of("DPoP", header), 400, "invalid_dpop_proof", "invalid_request");
    }

    @Test
    void tokensAreBoundToTheCertificateOfTheClient() throws Exception {
        changeClient(client -> client.getAttributes().put("tls.client.certificate.bound.access.tokens", "true"));
        String certificate = amazon.certificatePem().replaceAll("(?s)-----BEGIN[^-]*-----|-----END.*|\\s", "");
        Map<String, String> header = Map.of(CERTIFICATE_HEADER, certificate);

        Answer answer = realm.application().token(form(tokenOf(Person.JANE)), header);

        assertExchanged(answer);
        assertThat(claims(text(answer, "access_token"))
                        .path("cnf")
                        .path("x5t#S256")
                        .asText())
                .isEqualTo(Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(MessageDigest.getInstance("SHA-256")
                                .digest(Base64.getDecoder().decode(certificate))));
        Map<String, String> refresh =
                Map.of("grant_type", "refresh_token", "refresh_token", text(answer, "refresh_token"));
        assertThat(realm.application().token(refresh).status()).isIn(400, 401);
        assertExchanged(realm.application().token(refresh, header));
    }

    // ---- The way back to Amazon's token

    @Test
    void amazonTokenIsStoredAndReadWithTheNewToken() {
        realm.changeProvider(provider -> {
            provider.setStoreToken(true);
            provider.setAddReadTokenRoleOnCreate(true);
        });
        String first = tokenOf(Person.JANE);

        Answer stored = storedToken(exchange(first));

        assertThat(stored.status()).as(stored.body()).isEqualTo(200);
        assertThat(text(stored, "access_token")).isEqualTo(first);
        String second = tokenOf(Person.JANE);
        assertThat(text(storedToken(exchange(second)), "access_token")).isEqualTo(second);
    }

    @Test
    void storedTokenThatCanBeRenewedIsKept() {
        realm.changeProvider(provider -> {
            provider.setStoreToken(true);
            provider.setAddReadTokenRoleOnCreate(true);
        });
        String ofTheLogin;
        try (Browser browser = new Browser()) {
            realm.signIn(browser, Person.JANE);
            ofTheLogin = text(
                    realm.application()
                            .get(
                                    "/broker/amazon/token",
                                    realm.application()
                                            .redeem(browser.address())
                                            .accessToken()),
                    "refresh_token");
        }

        Answer stored = storedToken(exchange(tokenOf(Person.JANE)));

        assertThat(ofTheLogin).isNotEmpty();
        assertThat(text(stored, "refresh_token")).isEqualTo(ofTheLogin);
    }

    @Test
    void nothingIsStoredUnlessTokensAre() {
        realm.changeProvider(provider -> provider.setAddReadTokenRoleOnCreate(true));
        Answer answer = exchange(tokenOf(Person.JANE));
        assertExchanged(answer);
        realm.changeProvider(provider -> provider.setStoreToken(true));

        assertThat(storedToken(answer).status()).isGreaterThanOrEqualTo(400);
    }

    private Answer storedToken(Answer exchanged) {
        assertExchanged(exchanged);
        return realm.application().get("/broker/amazon/token", text(exchanged, "access_token"));
    }

    // ---- The user

    @Test
    void userOfABrowserLoginIsTheSame() {
        set("exchangeNewUsers", "false");
        try (Browser browser = new Browser()) {
            realm.signIn(browser, Person.JANE);
        }
        UserRepresentation user = realm.onlyUser();
        rename(user, "Edited");

        assertExchanged(exchange(tokenOf(Person.JANE)));

        assertThat(realm.onlyUser().getId()).isEqualTo(user.getId());
        assertThat(realm.onlyUser().getFirstName()).isEqualTo("Edited");
    }

    @Test
    void forceBringsTheNameAnew() {
        exchange(tokenOf(Person.JANE));
        rename(realm.onlyUser(), "Edited");
        set("syncMode", "FORCE");

        assertExchanged(exchange(tokenOf(Person.JANE)));

        assertThat(realm.onlyUser().getFirstName()).isEqualTo("Jane");
    }

    @ParameterizedTest
    @CsvSource({
        "IMPORT, FORCE, Edited",
        "FORCE, IMPORT, Jane Doe",
        "INHERIT, FORCE, Jane Doe",
        "INHERIT, IMPORT, Edited"
    })
    void mapperHasASyncModeOfItsOwn(String ofMapper, String ofProvider, String expected) {
        realm.withUnmanagedAttributes()
                .withMapper(
                        "amazon-user-attribute-mapper",
                        Map.of("jsonField", "name", "userAttribute", "amazon", "syncMode", ofMapper));
        set("syncMode", ofProvider);
        assertExchanged(exchange(tokenOf(Person.JANE)));
        UserRepresentation user = realm.onlyUser();
        assertThat(user.getAttributes()).containsEntry("amazon", List.of("Jane Doe"));
        user.setAttributes(Map.of("amazon", List.of("Edited")));
        realm.admin().users().get(user.getId()).update(user);

        assertExchanged(exchange(tokenOf(Person.JANE)));

        assertThat(realm.onlyUser().getAttributes()).containsEntry("amazon", List.of(expected));
    }

    @Test
    void trustedEmailIsVerified() {
        changeRealm(it -> it.setVerifyEmail(true));
        assertRefused(form(tokenOf(Person.JANE)), 400, "interaction_required");
        realm.changeProvider(provider -> provider.setTrustEmail(true));

        assertExchanged(exchange(tokenOf(Person.JANE)));

        assertThat(realm.onlyUser().isEmailVerified()).isTrue();
    }

    @Test
    void emailIsTheUsernameWhereTheRealmSaysSo() {
        changeRealm(it -> it.setRegistrationEmailAsUsername(true));
        assertRefused(form(tokenOf(Person.NO_EMAIL)), 400, "interaction_required");

        assertExchanged(exchange(tokenOf(Person.JANE)));

        assertThat(realm.onlyUser().getUsername()).isEqualTo("jane.doe@example.com");
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
    void newUserWithSomethingToDoIsSentToTheBrowser() {
        RequiredActionProviderRepresentation action = realm.admin().flows().getRequiredAction("CONFIGURE_TOTP");
        action.setDefaultAction(true);
        realm.admin().flows().updateRequiredAction("CONFIGURE_TOTP", action);

        assertRefused(form(tokenOf(Person.JANE)), 400, "interaction_required");

        assertThat(realm.lastEvent("TOKEN_EXCHANGE_ERROR").orElseThrow().getUserId())
                .as("there is no such user")
                .isNull();
    }

    @Test
    void organizationsProviderMakesNoNewUsers() {
        changeRealm(it -> it.setOrganizationsEnabled(true));
        OrganizationRepresentation organization = new OrganizationRepresentation();
        organization.setName("acme");
        organization.setAlias("acme");
        organization.addDomain(new OrganizationDomainRepresentation("acme.example"));
        try (Response created = realm.admin().organizations().create(organization)) {
            assertThat(created.getStatus()).isEqualTo(201);
        }
        String id = realm.admin().organizations().list(0, 1).get(0).getId();
        try (Response added =
                realm.admin().organizations().get(id).identityProviders().addIdentityProvider(TestRealm.ALIAS)) {
            assertThat(added.getStatus()).isEqualTo(204);
        }
        assertRefused(form(tokenOf(Person.JANE)), 400, "interaction_required");
        realm.link(
                realm.addUser("known", "known@acme.example", "password"),
                amazon.userId(Person.JANE, AmazonEmulator.CLIENT_ID));

        assertExchanged(exchange(tokenOf(Person.JANE)));
    }

    @Test
    void userWhoseClaimDoesNotMatchIsRefused() {
        exchange(tokenOf(Person.JANE));
        realm.changeProvider(provider -> provider.getConfig()
                .putAll(Map.of(
                        "filteredByClaim",
                        "true",
                        "claimFilterName",
                        "email",
                        "claimFilterValue",
                        ".*@acme\\.example")));

        assertRefused(form(tokenOf(Person.JANE)), 403, "access_denied");
        assertRefused(form(tokenOf(Person.BRITISH)), 403, "access_denied");
    }

    @ParameterizedTest
    @CsvSource({"jane, jane.doe@example.com", "jane.doe@example.com, other@example.com"})
    void accountWithTheSameEmailOrUsernameIsNotTakenOver(String username, String email) {
        UserRepresentation local = realm.addUser(username, email, "password");

        assertRefused(form(tokenOf(Person.JANE)), 400, "interaction_required");

        assertThat(realm.links(local)).isEmpty();
        assertThat(realm.lastEvent("TOKEN_EXCHANGE_ERROR").orElseThrow().getError())
                .isEqualTo("federated_identity_account_exists");
    }

    static Stream<Arguments> usersWhoMayNotSignIn() {
        return Stream.of(
                user("disabled", user -> user.setEnabled(false), "invalid_grant"),
                user(
                        "with a password to change",
                        user -> user.setRequiredActions(List.of("UPDATE_PASSWORD")),
                        "interaction_required"),
                user("without a last name", user -> user.setLastName(""), "interaction_required"));
    }

    private static Arguments user(String name, Consumer<UserRepresentation> change, String error) {
        return Arguments.of(name, change, error);
    }

    /** The profile is not edited by what Amazon says either. */
    @ParameterizedTest(name = "{0}")
    @MethodSource
    void usersWhoMayNotSignIn(String name, Consumer<UserRepresentation> change, String error) {
        exchange(tokenOf(Person.JANE));
        UserRepresentation user = realm.onlyUser();
        user(user).logout();
        user.setFirstName("Edited");
        change.accept(user);
        user(user).update(user);
        amazon.on(Endpoint.PROFILE).always(Fault.set("name", "Janet"));
        set("syncMode", "without a last name".equals(name) ? "IMPORT" : "FORCE");

        assertRefused(form(tokenOf(Person.JANE)), 400, error);

        assertThat(sessions(user)).isEmpty();
        assertThat(realm.lastEvent("TOKEN_EXCHANGE_ERROR").orElseThrow().getUserId())
                .isEqualTo(user.getId());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void userWhoIsLockedOutIsRefused(boolean permanently) {
        exchange(tokenOf(Person.JANE));
        UserRepresentation user = realm.onlyUser();
        user(user).logout();
        changeRealm(it -> {
            it.setBruteForceProtected(true);
            it.setFailureFactor(1);
            it.setPermanentLockout(permanently);
        });
        for (int attempt = 0; attempt < 2; attempt++) {
            realm.application()
                    .token(Map.of("grant_type", "password", "username", user.getUsername(), "password", "guessed"));
        }
        await("the lockout")
                .atMost(Duration.ofSeconds(30))
                .until(() -> Boolean.TRUE.equals(realm.admin()
                        .attackDetection()
                        .bruteForceUserStatus(user.getId())
                        .get("disabled")));

        assertRefused(form(tokenOf(Person.JANE)), 400, "invalid_grant");

        assertThat(sessions(user)).isEmpty();
    }

    @Test
    void refreshEndsWhenTheUserIsDisabled() {
        Answer answer = exchange(tokenOf(Person.JANE));
        UserRepresentation user = realm.onlyUser();
        user.setEnabled(false);
        user(user).update(user);

        assertThat(refresh(text(answer, "refresh_token")).status()).isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource({
        "preprocess, code,    403, access_denied",
        "import,     message, 403, access_denied",
        "import,     runtime, 500, server_error",
        "import,     linkage, 500, server_error",
        "preprocess, stack,   500, server_error",
    })
    void mapperThatFailsForANewUserLeavesNothingBehind(String step, String failure, int status, String error) {
        failingMapper(step, failure);

        assertRefused(form(tokenOf(Person.JANE)), status, error);

        assertThat(keycloak.logSince(logMark)).contains("FailingMapper.java").doesNotContain(FailingMapper.PERSONAL);
    }

    @ParameterizedTest
    @CsvSource({"message, 403, access_denied", "runtime, 500, server_error"})
    void mapperThatFailsForAKnownUserChangesNothing(String failure, int status, String error) {
        realm.withUnmanagedAttributes();
        exchange(tokenOf(Person.JANE));
        set("syncMode", "FORCE");
        failingMapper("update", failure);
        amazon.on(Endpoint.PROFILE).always(Fault.set("name", "Somebody Else"));

        assertRefused(form(tokenOf(Person.JANE)), status, error);
    }

    private void failingMapper(String step, String failure) {
        realm.withMapper(
                FailingMapper.ID,
                Map.of(FailingMapper.STEP, step, FailingMapper.FAILURE, failure, "syncMode", "FORCE"));
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
            assertThat(sessions(realm.onlyUser())).hasSize((int)
                    statuses.stream().filter(status -> status == 200).count());
        } finally {
            threads.shutdownNow();
        }
        assertThat(realm.links(realm.onlyUser())).hasSize(1);
        assertThat(realm.events("REGISTER")).hasSize(1);
        assertExchanged(exchange(token));
    }

    // ---- What is refused before Amazon is asked

    static Stream<Arguments> clientsThatMayNotExchange() {
        return Stream.of(
                client("public", client -> client.setPublicClient(true), 400, "invalid_client"),
                client("disabled", client -> client.setEnabled(false), 401, "invalid_client"),
                client("with another secret", client -> client.setSecret("changed"), 401, "unauthorized_client"),
                client(
                        "not switched on",
                        client -> client.setAttributes(Map.of(SWITCH, "false")),
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
        changeClient(change);

        assertRefused(form(tokenOf(Person.JANE)), status, error);
        assertThat(amazon.requests(Endpoint.TOKENINFO)).isEmpty();
    }

    @Test
    void clientPolicyMayRefuse() throws JsonProcessingException {
        realm.admin()
                .clientPoliciesProfilesResource()
                .updateProfiles(JSON.readValue("""
                {"profiles": [{"name": "none", "executors": [{"executor": "reject-request", "configuration": {}}]}]}
                """, ClientProfilesRepresentation.class));
        realm.admin()
                .clientPoliciesPoliciesResource()
                .updatePolicies(JSON.readValue("""
                {"policies": [{"name": "no exchange", "enabled": true, "profiles": ["none"], "conditions": [
                  {"condition": "grant-type", "configuration": {"grant_types": ["%s"]}}]}]}
                """.formatted(EXCHANGE), ClientPoliciesRepresentation.class));

        assertRefused(form(tokenOf(Person.JANE)), 400, "invalid_request");

        assertThat(amazon.requests(Endpoint.TOKENINFO)).isEmpty();
        assertThat(realm.lastEvent("TOKEN_EXCHANGE_ERROR").orElseThrow().getDetails())
                .containsEntry("reason", "client_policy_error");
    }

    static Stream<Arguments> providersThatLetNobodyExchange() {
        return Stream.of(
                provider("other client", it -> it.getConfig().put("exchangeClients", "other"), 403, "access_denied"),
                provider("other case", it -> it.getConfig().put("exchangeClients", "APP"), 403, "access_denied"),
                provider("no client", it -> it.getConfig().put("exchangeClients", " ## "), 400, "invalid_request"),
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
        exchange(tokenOf(Person.JANE));
        amazon.forgetRequests();
        realm.changeProvider(change);

        assertRefused(form(tokenOf(Person.JANE)), status, error);
        assertThat(amazon.requests(Endpoint.TOKENINFO)).isEmpty();
    }

    @Test
    void eachProviderHasAListOfItsOwn() {
        IdentityProviderRepresentation second = TestRealm.amazon(Map.of("exchangeClients", "another"));
        second.setAlias("amazon-2");
        realm.withProvider(second);
        Map<String, String> form = form(tokenOf(Person.JANE));
        form.put("subject_issuer", "amazon-2");

        assertRefused(form, 403, "access_denied");
        assertExchanged(exchange(tokenOf(Person.JANE)));
        assertThat(realm.links(realm.onlyUser()))
                .extracting(link -> link.getIdentityProvider())
                .containsExactly(TestRealm.ALIAS);
    }

    private record BadRequest(String name, String value, String error) {}

    private static Stream<BadRequest> badRequests() {
        return Stream.of(
                new BadRequest("subject_token", "", "invalid_request"),
                new BadRequest("subject_token_type", TOKEN_TYPE + "id_token", "invalid_request"),
                new BadRequest("subject_token_type", TOKEN_TYPE + "ACCESS_TOKEN", "invalid_request"),
                new BadRequest("subject_token_type", TOKEN_TYPE + "jwt", "invalid_request"),
                new BadRequest("subject_token_type", "\u0000", "invalid_request"),
                new BadRequest("requested_token_type", TOKEN_TYPE + "saml2", "invalid_request"),
                new BadRequest("requested_token_type", TOKEN_TYPE + "id_token", "invalid_request"),
                new BadRequest("requested_token_type", "x".repeat(1_000), "invalid_request"),
                new BadRequest("requested_issuer", "amazon", "invalid_request"),
                new BadRequest("requested_subject", "admin", "invalid_request"),
                new BadRequest("actor_token", "a.b.c", "invalid_request"),
                new BadRequest("resource", "https://example.com", "invalid_request"),
                new BadRequest("audience", "account", "invalid_request"),
                new BadRequest("audience", "no-such-client", "invalid_request"),
                new BadRequest("audience", "' OR 1=1 --", "invalid_request"),
                new BadRequest("scope", "openid offline_access", "invalid_scope"),
                new BadRequest("scope", "no-such-scope", "invalid_scope"),
                new BadRequest("scope", "openid \u2028", "invalid_scope"),
                new BadRequest("subject_issuer", "no-such-alias", "invalid_request"),
                new BadRequest("subject_issuer", "AMAZON", "invalid_request"),
                new BadRequest("subject_issuer", "../amazon", "invalid_request"));
    }

    /** All in one realm, because nothing may be left behind. */
    @Test
    void requestsThatCannotBeGrantedNeverReachAmazon() {
        assertAll(badRequests().map(bad -> () -> {
            Map<String, String> form = form(tokenOf(Person.JANE));
            form.put(bad.name(), bad.value());

            assertRefused(form, 400, bad.error());
            assertThat(amazon.requests(Endpoint.TOKENINFO)).as(bad.toString()).isEmpty();
        }));
    }

    @Test
    void offlineAccessIsRefusedAlsoWhereItIsADefault() {
        String id = realm.admin().clientScopes().findAll().stream()
                .filter(scope -> "offline_access".equals(scope.getName()))
                .findFirst()
                .orElseThrow()
                .getId();
        String client = client().getId();
        realm.admin().clients().get(client).removeOptionalClientScope(id);
        realm.admin().clients().get(client).addDefaultClientScope(id);

        assertRefused(form(tokenOf(Person.JANE)), 400, "invalid_scope");
    }

    @Test
    void repeatedParametersAreRefused() {
        Stream<String> repeated = Stream.of(
                "subject_token=Atza%7Csecond",
                "subject_issuer=amazon",
                "audience=app&audience=account",
                "resource=a&resource=b",
                "scope=openid",
                "requested_token_type=&requested_token_type=");
        assertAll(repeated.map(parameters -> () -> {
            Answer answer = realm.application().tokenOfBody(body(form(tokenOf(Person.JANE))) + "&" + parameters, FORM);

            assertThat(answer.status()).as("%s: %s", parameters, answer.body()).isEqualTo(400);
            assertThat(text(answer, "error")).isEqualTo("invalid_request");
        }));
        assertThat(realm.users()).isEmpty();
        assertThat(amazon.requests(Endpoint.TOKENINFO)).isEmpty();
    }

    @Test
    void otherKindsOfBodyAreRefused() {
        for (String contentType : List.of("application/json", "multipart/form-data", "text/plain")) {
            Answer answer = realm.application().tokenOfBody(body(form(tokenOf(Person.JANE))), contentType);

            assertThat(answer.status()).as("%s: %s", contentType, answer.body()).isBetween(400, 499);
        }
        assertThat(realm.users()).isEmpty();
    }

    /** The seed is fixed, so that a failure can be repeated. */
    @Test
    void oddParametersAreNeverAServerErrorAndLeaveNothingBehind() {
        Random random = new Random(8693);
        for (int i = 0; i < 100; i++) {
            String body = oddBody(random);
            List<Object> before = state();

            Answer answer = realm.application().tokenOfBody(body, FORM);

            assertThat(answer.status())
                    .as("%s answered %s", body, answer.body())
                    .isLessThan(500);
            if (answer.status() == 200) {
                user(realm.onlyUser()).remove();
            } else {
                assertThat(state()).as(body).isEqualTo(before);
            }
        }
    }

    private static final List<String> PARAMETERS = List.of(
            "subject_token",
            "subject_token_type",
            "subject_issuer",
            "scope",
            "requested_token_type",
            "audience",
            "resource",
            "actor_token",
            "actor_token_type",
            "requested_issuer",
            "requested_subject",
            "client_session_state",
            "claims",
            "request",
            "dpop_jkt");

    private static final List<String> VALUES = List.of(
            "",
            "+",
            "%00",
            "amazon%00",
            "amazon%0D%0A",
            "%F0%9F%92%A9",
            "%EF%BF%BE",
            "%ED%A0%80",
            "null",
            "undefined",
            "[]",
            "%7B%7D",
            "-1",
            "true",
            "..%2F..%2F",
            "%27%20OR%201%3D1%20--",
            "%24%7Bjndi%3Aldap%3A%2F%2Flocalhost%2Fa%7D",
            "Atza%7C" + "x".repeat(20_000),
            "openid+".repeat(1_000),
            "urn%3Aietf%3Aparams%3Aoauth%3Atoken-type%3Aaccess_token",
            "urn%3Aietf%3Aparams%3Aoauth%3Atoken-type%3Arefresh_token",
            "urn%3Aietf%3Aparams%3Aoauth%3Atoken-type%3Asaml2",
            "app",
            "amazon");

    /** One to three parameters are left out, repeated or replaced. */
    private String oddBody(Random random) {
        List<String> body =
                new ArrayList<>(List.of(body(form(tokenOf(Person.JANE))).split("&")));
        for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
            String name = PARAMETERS.get(random.nextInt(PARAMETERS.size())) + "=";
            switch (random.nextInt(4)) {
                case 0 -> body.removeIf(parameter -> parameter.startsWith(name));
                case 1 -> body.add(name + VALUES.get(random.nextInt(VALUES.size())));
                default -> {
                    body.removeIf(parameter -> parameter.startsWith(name));
                    body.add(name + VALUES.get(random.nextInt(VALUES.size())));
                }
            }
        }
        return String.join("&", body);
    }

    // ---- What Amazon says

    @Test
    void tokensThatAmazonNeverIssuedAreRefused() {
        for (String token : List.of("Atza|made-up", "Atza|a b", "Atza|\u00e9", "Atza|\u0000")) {
            assertRefused(form(token), 400, "invalid_token");
        }
    }

    @Test
    void tokenOfAnotherCompanysAppIsRefused() {
        EmulatedClient foreign =
                EmulatedClient.named("Somebody else's application").withCompany("another-company");
        amazon.addClient(foreign);

        assertRefused(
                form(remember(amazon.issueAccessToken(foreign.clientId(), Person.JANE, "profile"))),
                400,
                "invalid_token");
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

    // ---- Help

    private void assertExchanged(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        for (String kind : List.of("access_token", "refresh_token", "id_token")) {
            if (answer.json().hasNonNull(kind)) {
                remember(text(answer, kind));
            }
        }
    }

    private void assertRefused(Map<String, String> form, int status, String error) {
        assertRefused(form, Map.of(), status, error);
    }

    /** Refused with one of the errors; which one may depend on the release. */
    private void assertRefused(Map<String, String> form, Map<String, String> headers, int status, String... errors) {
        List<Object> before = state();

        Answer answer = realm.application().token(form, headers);

        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(text(answer, "error")).isIn((Object[]) errors);
        assertThat(state()).isEqualTo(before);
    }

    /** All that an exchange may change, but the events that tell of it. */
    private List<Object> state() {
        List<Object> state = new ArrayList<>();
        for (UserRepresentation user : realm.users()) {
            state.add(JSON.<JsonNode>valueToTree(user));
            state.add(JSON.<JsonNode>valueToTree(realm.links(user)));
            state.add(JSON.<JsonNode>valueToTree(user(user).roles().realmLevel().listAll()));
            state.add(sessions(user).size());
        }
        state.add(realm.admin().getClientSessionStats());
        state.add(realm.events("REGISTER").size());
        return state;
    }

    private List<?> sessions(UserRepresentation user) {
        return user(user).getUserSessions();
    }

    private UserResource user(UserRepresentation user) {
        return realm.admin().users().get(user.getId());
    }

    private void rename(UserRepresentation user, String firstName) {
        user.setFirstName(firstName);
        user(user).update(user);
    }

    private ClientRepresentation client() {
        return realm.admin().clients().findByClientId(TestApplication.CLIENT_ID).get(0);
    }

    private void changeClient(Consumer<ClientRepresentation> change) {
        ClientRepresentation client = client();
        change.accept(client);
        realm.admin().clients().get(client.getId()).update(client);
    }

    private void changeRealm(Consumer<RealmRepresentation> change) {
        RealmRepresentation representation = realm.admin().toRepresentation();
        change.accept(representation);
        realm.admin().update(representation);
    }

    private void set(String key, String value) {
        realm.changeProvider(provider -> provider.getConfig().put(key, value));
    }

    private Answer exchange(String token) {
        return realm.application().token(form(token));
    }

    private Answer refresh(String refreshToken) {
        return realm.application().token(Map.of("grant_type", "refresh_token", "refresh_token", refreshToken));
    }

    /** Keycloak's own exchange of the token that an exchange issued. */
    private Answer standardExchange(String accessToken) {
        return realm.application()
                .token(Map.of(
                        "grant_type",
                        EXCHANGE,
                        "subject_token",
                        accessToken,
                        "subject_token_type",
                        TOKEN_TYPE + "access_token"));
    }

    private Map<String, String> dpop(DpopKey key) {
        return Map.of("DPoP", key.proof(realm.application().tokenUrl()));
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

    private static String body(Map<String, String> form) {
        Map<String, String> authenticated = new LinkedHashMap<>(form);
        authenticated.put("client_id", TestApplication.CLIENT_ID);
        authenticated.put("client_secret", TestApplication.CLIENT_SECRET);
        return TestApplication.encode(authenticated);
    }

    private static String text(Answer answer, String name) {
        return answer.json().path(name).asText();
    }

    private String tokenOf(Person person) {
        return remember(amazon.issueAccessToken(AmazonEmulator.CLIENT_ID, person, "profile"));
    }

    /** A token that must not be in the log. */
    private String remember(String token) {
        tokens.add(token);
        return token;
    }
}
