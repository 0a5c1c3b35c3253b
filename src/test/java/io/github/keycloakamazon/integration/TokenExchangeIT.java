package io.github.keycloakamazon.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.keycloakamazon.emulator.AmazonEmulator;
import io.github.keycloakamazon.emulator.EmulatedClient;
import io.github.keycloakamazon.emulator.Endpoint;
import io.github.keycloakamazon.emulator.Fault;
import io.github.keycloakamazon.emulator.NetworkFault;
import io.github.keycloakamazon.emulator.Person;
import io.github.keycloakamazon.fixture.Browser;
import io.github.keycloakamazon.fixture.ExchangePermission;
import io.github.keycloakamazon.fixture.Servers;
import io.github.keycloakamazon.fixture.TestApplication;
import io.github.keycloakamazon.fixture.TestApplication.Answer;
import io.github.keycloakamazon.fixture.TestRealm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.representations.idm.EventRepresentation;
import org.keycloak.representations.idm.UserRepresentation;

/** Mobile applications bring the Amazon token that Amazon's SDK gave them, and get Keycloak's. */
class TokenExchangeIT {
    private static final Path PAGE = Path.of("src/site/markdown/mobile-apps.md");
    private static final EmulatedClient MOBILE_APP = EmulatedClient.named("Mobile application");
    private static final EmulatedClient UNLISTED_APP = EmulatedClient.named("Unlisted application");
    private static final EmulatedClient FOREIGN_APP =
            EmulatedClient.named("Somebody else's application").withCompany("another-company");

    private final AmazonEmulator amazon = Servers.amazon();
    private final TestRealm realm = TestRealm.create();

    @BeforeEach
    void setUp() {
        amazon.reset();
        amazon.addClient(MOBILE_APP);
        amazon.addClient(UNLISTED_APP);
        amazon.addClient(FOREIGN_APP);
        realm.withAmazon(Map.of("allowedAudiences", MOBILE_APP.clientId()));
    }

    @AfterEach
    void tearDown() {
        amazon.reset();
        realm.close();
    }

    @Test
    void mobileAppSignsItsPersonInWithTheCommandOfTheDocumentation() throws IOException {
        ExchangePermission.grant(realm);
        Map<String, String> form = commandOfTheDocumentation(tokenOf(MOBILE_APP));

        Answer answer = realm.application().token(form);

        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        Answer userinfo = realm.application()
                .get(
                        "/protocol/openid-connect/userinfo",
                        answer.json().path("access_token").asText());
        assertThat(userinfo.status()).as(userinfo.body()).isEqualTo(200);
        UserRepresentation user = realm.onlyUser();
        assertThat(userinfo.json().path("sub").asText()).isEqualTo(user.getId());
        assertThat(userinfo.json().path("email").asText()).isEqualTo("jane.doe@example.com");
        assertThat(userinfo.json().path("email_verified").asBoolean()).isFalse();
        assertThat(user.getFirstName()).isEqualTo("Jane");
        assertThat(realm.links(user).get(0).getUserId())
                .isEqualTo(amazon.userId(Person.JANE, AmazonEmulator.CLIENT_ID));
        assertThat(realm.events("TOKEN_EXCHANGE")).hasSize(1);
    }

    @Test
    void tokenOfTheProvidersOwnClientIsAccepted() {
        ExchangePermission.grant(realm);

        assertThat(exchange(tokenOf(AmazonEmulator.DEFAULT_CLIENT)).status()).isEqualTo(200);

        assertThat(amazon.requests(Endpoint.TOKENINFO)).hasSize(1);
        assertThat(amazon.requests(Endpoint.PROFILE)).hasSize(1);
        assertThat(amazon.requests(Endpoint.TOKENINFO).get(0).rawQuery()).isEmpty();
    }

    @Test
    void personWhoSignedInWithTheBrowserIsTheSameUser() {
        ExchangePermission.grant(realm);
        try (Browser browser = new Browser()) {
            realm.signIn(browser, Person.JANE);
        }
        UserRepresentation user = realm.onlyUser();

        assertThat(exchange(tokenOf(MOBILE_APP)).status()).isEqualTo(200);
        assertThat(exchange(tokenOf(MOBILE_APP)).status()).isEqualTo(200);

        assertThat(realm.onlyUser().getId()).isEqualTo(user.getId());
    }

    @Test
    void tokenOfAnotherApplicationOfTheSameCompanyIsRefusedUnlessListed() {
        assertRefused(tokenOf(UNLISTED_APP), "wrong_audience");
        assertThat(amazon.requests(Endpoint.PROFILE)).isEmpty();
    }

    @Test
    void tokenOfAnotherCompanysApplicationIsRefused() {
        assertRefused(tokenOf(FOREIGN_APP), "wrong_audience");
    }

    static Stream<Arguments> answersThatDoNotVouchForTheToken() {
        return Stream.of(
                Arguments.of("aud", "amzn1.application-oa2-client.another", "wrong_audience"),
                Arguments.of("aud", "", "wrong_audience"),
                Arguments.of("iss", "https://www.amazon.com.example", "wrong_issuer"),
                Arguments.of("iss", "https://www.amazon.com/", "wrong_issuer"),
                Arguments.of("exp", 0, "token_expired"),
                Arguments.of("exp", -5, "token_expired"),
                Arguments.of("user_id", "amzn1.account.ANOTHER", "wrong_user"),
                Arguments.of("user_id", "", "missing_user_id"),
                Arguments.of("error", "invalid_token", "invalid_token"));
    }

    @ParameterizedTest(name = "{0}={1}")
    @MethodSource("answersThatDoNotVouchForTheToken")
    void tokenThatAmazonDoesNotVouchForIsRefused(String member, Object value, String code) {
        amazon.on(Endpoint.TOKENINFO).always(Fault.set(member, value));

        assertRefused(tokenOf(MOBILE_APP), code);
    }

    @Test
    void tokenThatAmazonNoLongerKnowsIsRefused() {
        String token = tokenOf(MOBILE_APP);
        amazon.expireAccessTokens();

        assertRefused(token, "invalid_token");
    }

    @Test
    void tokenThatAmazonNeverIssuedIsRefused() {
        assertRefused("Atza|made-up", "invalid_token");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "Atza|a b", "Atza|a\r\nx-amz-access-token: Atza|b", "Atza|\u00e9"})
    void textThatCannotBeATokenNeverReachesAmazon(String text) {
        ExchangePermission.grant(realm);

        Answer answer = exchange(text);

        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(amazon.requests(Endpoint.TOKENINFO)).isEmpty();
        assertThat(realm.users()).isEmpty();
    }

    @Test
    void idTokenIsRefusedBecauseAmazonHasNone() {
        ExchangePermission.grant(realm);
        Map<String, String> form = form(tokenOf(MOBILE_APP));
        form.put("subject_token_type", "urn:ietf:params:oauth:token-type:id_token");

        Answer answer = realm.application().token(form);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("error").asText()).isEqualTo("invalid_token");
        assertThat(realm.users()).isEmpty();
    }

    @Test
    void unreachableAmazonLetsNobodyIn() {
        String token = tokenOf(MOBILE_APP);
        amazon.network(NetworkFault.refuse());

        // Keycloak's HTTP client notices late that a connection it kept was closed; a call over such a one is lost.
        await("a call over a new connection")
                .atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertUnavailable(token, 504, "unreachable"));
    }

    @Test
    void silentAmazonLetsNobodyIn() {
        amazon.on(Endpoint.PROFILE).always(Fault.hang());

        assertUnavailable(tokenOf(MOBILE_APP), 504, "timeout");
    }

    @Test
    void busyAmazonIsNoReasonToThrowTheTokenAway() {
        amazon.on(Endpoint.TOKENINFO).always(Fault.status(503));

        assertUnavailable(tokenOf(MOBILE_APP), 503, "server_error");
    }

    @Test
    void providerThatOnlyLinksLetsNobodyIn() {
        ExchangePermission.grant(realm);
        realm.changeProvider(provider -> provider.setLinkOnly(true));

        Answer answer = exchange(tokenOf(MOBILE_APP));

        assertThat(answer.status()).as(answer.body()).isEqualTo(403);
        assertThat(realm.users()).isEmpty();
    }

    /** For the second factor in it, for example. */
    @Test
    void exchangeDoesNotSkipAPostLoginFlow() {
        ExchangePermission.grant(realm);
        realm.withPostLoginFlow("deny-access-authenticator");

        Answer answer = exchange(tokenOf(MOBILE_APP));

        assertThat(answer.status()).as(answer.body()).isEqualTo(403);
        assertThat(realm.users()).isEmpty();
    }

    @Test
    void providerThatStoresNoUsersStoresNoneInAnExchange() {
        ExchangePermission.grant(realm);
        realm.changeProvider(provider -> provider.getConfig().put("doNotStoreUsers", "true"));

        Answer answer = exchange(tokenOf(MOBILE_APP));

        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(realm.users()).isEmpty();
    }

    @Test
    void userWhoseClaimDoesNotMatchIsRefused() {
        ExchangePermission.grant(realm);
        realm.changeProvider(provider -> provider.getConfig()
                .putAll(Map.of(
                        "filteredByClaim",
                        "true",
                        "claimFilterName",
                        "email",
                        "claimFilterValue",
                        ".*@acme\\.example")));

        Answer answer = exchange(tokenOf(MOBILE_APP));

        assertThat(answer.status()).as(answer.body()).isEqualTo(403);
        assertThat(realm.users()).isEmpty();
    }

    @Test
    void localAccountWithTheSameEmailIsNotTakenOver() {
        ExchangePermission.grant(realm);
        UserRepresentation local = realm.addUser("jane", "jane.doe@example.com", "password");

        Answer answer = exchange(tokenOf(MOBILE_APP));

        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(realm.onlyUser().getId()).isEqualTo(local.getId());
        assertThat(realm.links(local)).isEmpty();
    }

    @Test
    void clientWithoutThePermissionIsForbidden() {
        Answer answer = exchange(tokenOf(MOBILE_APP));

        assertThat(answer.status()).isEqualTo(403);
        assertThat(amazon.requests(Endpoint.TOKENINFO)).isEmpty();
        assertThat(realm.users()).isEmpty();
    }

    @Test
    void exchangedTokenIsNotHandedOutAgainAfterItsEnd() {
        ExchangePermission.grant(realm);
        amazon.on(Endpoint.TOKENINFO).answerOnce(Fault.set("exp", 6));
        String amazonToken = tokenOf(MOBILE_APP);
        String keycloakToken = exchange(amazonToken).json().path("access_token").asText();
        Map<String, String> back = Map.of(
                "grant_type", "urn:ietf:params:oauth:grant-type:token-exchange",
                "subject_token", keycloakToken,
                "requested_issuer", "amazon");

        assertThat(realm.application().token(back).json().path("access_token").asText())
                .isEqualTo(amazonToken);
        Answer answer = await("the end of the token")
                .atMost(Duration.ofSeconds(30))
                .until(() -> realm.application().token(back), asked -> asked.status() != 200);

        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.json().path("error").asText()).isEqualTo("token_expired");
    }

    // ---- Together with the exchange that needs no preview feature

    @Test
    void listOfClientsDecidesWhetherV1IsAsked() {
        switchOn();
        String token = tokenOf(MOBILE_APP);
        setClients(TestApplication.CLIENT_ID);
        assertThat(exchange(token).status()).as("listed, without a permission").isEqualTo(200);
        UserRepresentation user = realm.onlyUser();

        setClients("other");
        ExchangePermission.grant(realm);
        assertThat(exchange(token).status()).as("not listed, with a permission").isEqualTo(403);

        setClients("");
        assertThat(exchange(token).status()).as("V1").isEqualTo(200);
        assertThat(realm.onlyUser().getId()).isEqualTo(user.getId());
        assertThat(amazon.requests(Endpoint.TOKENINFO)).hasSize(2);
    }

    @Test
    void amazonTokenIsTheWayBackFromASessionOfEitherKind() {
        switchOn();
        ExchangePermission.grant(realm);
        for (String clients : List.of(TestApplication.CLIENT_ID, "")) {
            setClients(clients);
            String amazonToken = tokenOf(MOBILE_APP);
            String keycloakToken =
                    exchange(amazonToken).json().path("access_token").asText();

            Answer back = realm.application()
                    .token(Map.of(
                            "grant_type", "urn:ietf:params:oauth:grant-type:token-exchange",
                            "subject_token", keycloakToken,
                            "subject_token_type", "urn:ietf:params:oauth:token-type:access_token",
                            "requested_issuer", "amazon"));

            assertThat(back.status()).as(back.body()).isEqualTo(200);
            assertThat(back.json().path("access_token").asText()).isEqualTo(amazonToken);
        }
    }

    @Test
    void v1StoresNoTokenThatTheProviderDoesNotStore() {
        ExchangePermission.grant(realm);
        realm.changeProvider(provider -> provider.setAddReadTokenRoleOnCreate(true));
        String keycloakToken =
                exchange(tokenOf(MOBILE_APP)).json().path("access_token").asText();
        realm.changeProvider(provider -> provider.setStoreToken(true));

        assertThat(realm.application()
                        .get("/broker/amazon/token", keycloakToken)
                        .status())
                .isGreaterThanOrEqualTo(400);
    }

    @Test
    void providerThatStoresNoUsersMakesNoneInAnExchange() {
        switchOn();
        setClients(TestApplication.CLIENT_ID);
        realm.changeProvider(provider -> provider.getConfig().put("doNotStoreUsers", "true"));

        Answer answer = exchange(tokenOf(MOBILE_APP));

        assertThat(answer.status()).as(answer.body()).isEqualTo(403);
        assertThat(amazon.requests(Endpoint.TOKENINFO)).isEmpty();
        assertThat(realm.users()).isEmpty();
    }

    private void switchOn() {
        ClientRepresentation client = realm.admin()
                .clients()
                .findByClientId(TestApplication.CLIENT_ID)
                .get(0);
        client.getAttributes().put("standard.token.exchange.enabled", "true");
        realm.admin().clients().get(client.getId()).update(client);
    }

    private void setClients(String clients) {
        realm.changeProvider(provider ->
                provider.getConfig().putAll(Map.of("exchangeClients", clients, "exchangeNewUsers", "true")));
    }

    private Answer assertRefused(String token, String code) {
        ExchangePermission.grant(realm);

        Answer answer = exchange(token);

        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.json().path("error").asText()).isEqualTo("invalid_token");
        assertThat(realm.users()).isEmpty();
        EventRepresentation event = realm.lastEvent("TOKEN_EXCHANGE_ERROR").orElseThrow();
        assertThat(event.getError()).isEqualTo("invalid_token");
        assertThat(event.getDetails()).containsEntry("reason", code).containsEntry("identity_provider", "amazon");
        return answer;
    }

    private void assertUnavailable(String token, int status, String code) {
        ExchangePermission.grant(realm);

        Answer answer = exchange(token);

        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.json().path("error").asText()).isEqualTo("temporarily_unavailable");
        assertThat(realm.users()).isEmpty();
        EventRepresentation event = realm.lastEvent("TOKEN_EXCHANGE_ERROR").orElseThrow();
        assertThat(event.getError()).isEqualTo("identity_provider_error");
        assertThat(event.getDetails()).containsEntry("reason", code).containsEntry("identity_provider", "amazon");
    }

    private Answer exchange(String token) {
        return realm.application().token(form(token));
    }

    private Map<String, String> form(String token) {
        try {
            return commandOfTheDocumentation(token);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private String tokenOf(EmulatedClient client) {
        return amazon.issueAccessToken(client.clientId(), Person.JANE, "profile");
    }

    /** The parameters of the curl command that the page for mobile applications shows, but the client's, which are this test's. */
    private static Map<String, String> commandOfTheDocumentation(String token) throws IOException {
        Map<String, String> form = new LinkedHashMap<>();
        Pattern.compile("--data-urlencode \"([a-z_]+)=([^\"]*)\"")
                .matcher(Files.readString(PAGE))
                .results()
                .forEach(parameter -> form.put(
                        parameter.group(1),
                        parameter
                                .group(2)
                                .replace("$AMAZON_TOKEN", token)
                                .replace("$CLIENT_ID", TestApplication.CLIENT_ID)
                                .replace("$CLIENT_SECRET", TestApplication.CLIENT_SECRET)));
        assertThat(form)
                .containsOnlyKeys(
                        "grant_type",
                        "subject_token",
                        "subject_token_type",
                        "subject_issuer",
                        "scope",
                        "client_id",
                        "client_secret")
                .allSatisfy((name, value) -> assertThat(value).doesNotContain("$"));
        return form;
    }
}
