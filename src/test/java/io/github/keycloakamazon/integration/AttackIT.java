package io.github.keycloakamazon.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.keycloakamazon.emulator.AmazonEmulator;
import io.github.keycloakamazon.emulator.EmulatedClient;
import io.github.keycloakamazon.emulator.Endpoint;
import io.github.keycloakamazon.emulator.Fault;
import io.github.keycloakamazon.emulator.Person;
import io.github.keycloakamazon.fixture.Browser;
import io.github.keycloakamazon.fixture.Servers;
import io.github.keycloakamazon.fixture.TestApplication;
import io.github.keycloakamazon.fixture.TestRealm;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.htmlunit.WebClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keycloak.representations.idm.IdentityProviderRepresentation;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.representations.userprofile.config.UPConfig;

/** What somebody gains who tampers with the login: nothing. */
class AttackIT {
    private static final String SCRIPT = "\"><script>alert('run')</script><img src=x onerror=alert('run')>";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final AmazonEmulator amazon = Servers.amazon();
    private final Browser victim = new Browser();
    private final Browser attacker = new Browser();
    private final TestRealm realm = TestRealm.create().withUnmanagedAttributes();

    @BeforeEach
    void forgetEarlierTests() {
        amazon.reset();
    }

    @AfterEach
    void close() {
        victim.close();
        attacker.close();
        realm.close();
    }

    // ---- Replay

    @Test
    void callbackOpenedAgainAfterASignInAsksAmazonNothingAndBringsNoSecondCode() {
        realm.withAmazon();
        URI callback = answerTo(victim, Person.JANE);
        victim.open(callback);
        assertThat(isSignedIn(victim)).as(victim.text()).isTrue();

        victim.open(callback);

        assertThat(isSignedIn(victim)).as(victim.text()).isFalse();
        assertThat(amazon.requests(Endpoint.TOKEN)).hasSize(1);
        assertThat(realm.events("LOGIN")).hasSize(1);
    }

    @Test
    void callbackOpenedAgainAfterAFailureAsksAmazonNothing() {
        realm.withAmazon();
        URI callback = answerTo(victim, Person.JANE);
        amazon.on(Endpoint.TOKEN).answerOnce(Fault.empty(503));
        victim.open(callback);
        assertThat(victim.text()).contains("Amazon has a problem at the moment");

        victim.open(callback);

        assertThat(isSignedIn(victim)).as(victim.text()).isFalse();
        assertThat(amazon.requests(Endpoint.TOKEN)).hasSize(1);
        assertThat(realm.users()).isEmpty();
    }

    @Test
    void codeRedeemedTwiceIsRefusedTheSecondTime() {
        realm.withAmazon();
        URI callback = answerTo(attacker, Person.JANE);
        String code = TestApplication.query(callback).get("code");
        attacker.open(callback);
        assertThat(isSignedIn(attacker)).isTrue();

        URI other = answerTo(victim, Person.BRITISH);
        victim.open(with(other, "code", code));

        assertThat(isSignedIn(victim)).as(victim.text()).isFalse();
        assertThat(victim.text()).contains("expired or was already used");
    }

    // ---- Other people's browsers

    @Test
    void callbackOpenedInAnotherBrowserSignsNobodyIn() {
        realm.withAmazon();
        URI callback = answerTo(attacker, Person.JANE);

        victim.open(callback);

        assertThat(isSignedIn(victim)).as(victim.text()).isFalse();
        assertThat(victim.status()).isEqualTo(400);
        assertThat(amazon.requests(Endpoint.TOKEN)).isEmpty();
        assertThat(realm.users()).isEmpty();
    }

    @Test
    void callbackOpenedInAnotherBrowserThatIsSigningInTooSignsNobodyIn() {
        realm.withAmazon();
        URI callback = answerTo(attacker, Person.JANE);
        realm.toLoginPage(victim);

        victim.open(callback);

        assertThat(isSignedIn(victim)).as(victim.text()).isFalse();
        assertThat(amazon.requests(Endpoint.TOKEN)).isEmpty();
        assertThat(realm.users()).isEmpty();
    }

    @Test
    void codeOfTheAttackerInTheVictimsLoginFailsForItsVerifier() {
        realm.withAmazon();
        String attackersCode =
                TestApplication.query(answerTo(attacker, Person.JANE)).get("code");
        URI victimsAnswer = answerTo(victim, Person.BRITISH);

        victim.open(with(victimsAnswer, "code", attackersCode));

        assertThat(isSignedIn(victim)).as(victim.text()).isFalse();
        assertThat(amazon.requests(Endpoint.TOKEN).get(0).form("code_verifier")).isNotNull();
        assertThat(realm.users()).isEmpty();
        assertThat(lastReason()).isEqualTo("invalid_grant");
    }

    // ---- Other requests than ours

    @Test
    void answerToOneProviderIsNotTakenByAnother() {
        EmulatedClient other = EmulatedClient.named("other application").withAnyLocalReturnUrl(true);
        amazon.addClient(other);
        realm.withAmazon()
                .withProvider(provider("other", Map.of("clientId", other.clientId(), "clientSecret", other.secret())));
        realm.toLoginPage(victim).click("social-other");
        URI callback = answerFromAmazonsPage(victim, Person.JANE);
        assertThat(callback.getPath()).endsWith("/broker/other/endpoint");

        victim.open(URI.create(callback.toString().replace("/broker/other/", "/broker/amazon/")));

        assertThat(isSignedIn(victim)).as(victim.text()).isFalse();
        assertThat(amazon.requests(Endpoint.TOKEN))
                .as("nor does Amazon see the code")
                .isEmpty();
        assertThat(lastReason()).isEqualTo("unsolicited");
        assertThat(realm.users()).isEmpty();
    }

    @Test
    void providerForLinkingOnlyCannotBeEnteredWithTheStateOfAnotherProvider() {
        realm.withAmazon().withProvider(provider("other", Map.of()));
        realm.signIn(attacker, Person.JANE);
        assertThat(isSignedIn(attacker)).isTrue();
        realm.changeProvider(provider -> provider.setLinkOnly(true));
        attacker.forgetCookies();

        realm.toLoginPage(attacker).click("social-other");
        attacker.open(
                URI.create(attacker.address().toString().replace("%2Fbroker%2Fother%2F", "%2Fbroker%2Famazon%2F")));
        URI callback = answerFromAmazonsPage(attacker, Person.JANE);
        assertThat(callback.getPath()).endsWith("/broker/amazon/endpoint");
        attacker.open(callback);

        assertThat(isSignedIn(attacker)).as(attacker.text()).isFalse();
        assertThat(realm.events("LOGIN")).hasSize(1);
        assertThat(lastReason()).isEqualTo("unsolicited");
    }

    @Test
    void stateReadOffTheLoginPageIsNoRequestOfOurs() {
        realm.withAmazon();
        realm.toAmazon(victim);
        String stateOfAnotherLogin = TestApplication.query(victim.address()).get("state");
        realm.toLoginPage(attacker);
        Map<String, String> link = TestApplication.query(
                URI.create(attacker.html().getElementById("social-amazon").getAttribute("href")));
        String state = link.get("session_code") + "." + link.get("tab_id") + "."
                + stateOfAnotherLogin.split("\\.", -1)[2];

        attacker.open(withoutChallenge(with(victim.address(), "state", state)));
        attacker.open(answerFromAmazonsPage(attacker, Person.JANE));

        assertThat(isSignedIn(attacker)).as(attacker.text()).isFalse();
        assertThat(lastReason()).isEqualTo("unsolicited");
        assertThat(amazon.requests(Endpoint.TOKEN)).isEmpty();
    }

    /** Whoever takes the challenge off the way to Amazon gets a code without one: we send the verifier, Amazon refuses that. */
    @Test
    void challengeStrippedOnTheWayToAmazonMakesTheLoginFail() {
        realm.withAmazon();
        realm.toAmazon(victim);

        victim.open(withoutChallenge(victim.address()));
        victim.open(answerFromAmazonsPage(victim, Person.JANE));

        assertThat(amazon.requests(Endpoint.TOKEN).get(0).form("code_verifier")).matches("[A-Za-z0-9._~-]{43,128}");
        assertThat(isSignedIn(victim)).as(victim.text()).isFalse();
        assertThat(lastReason()).isEqualTo("invalid_grant");
        assertThat(realm.users()).isEmpty();
    }

    // ---- Forged parameters

    @Test
    void forgedErrorReachesNeitherPageNorHeaderNorLog() {
        realm.withAmazon();
        for (String forged : List.of(
                "<script>alert('run')</script>",
                "server_error\r\nSet-Cookie: hacked=1\r\n\r\n<html>",
                "server_error\n2026-01-01 00:00:00,000 INFO  [forged] all is well",
                "${'evalu' + 'ated'}%s%n{0}",
                "amazonLoginBusy",
                "\u2028\u202E")) {
            victim.forgetCookies();
            URI callback = answerTo(victim, Person.JANE);
            String state = TestApplication.query(callback).get("state");
            long mark = Servers.keycloak().logMark();

            victim.open(callbackWith("state", state, "error", forged, "error_description", forged));

            assertThat(victim.text()).as(forged).contains("Amazon sent a response that cannot be used.");
            assertThat(victim.source()).as(forged).doesNotContain("alert(", "forged", "evaluated", "hacked");
            assertThat(victim.header("Set-Cookie")).as(forged).doesNotContain("hacked");
            assertThat(ourLines(mark))
                    .as(forged)
                    .hasLineCount(1)
                    .contains("Amazon's authorization call failed:", "alias=amazon")
                    .doesNotContain("alert(", "all is well", "Set-Cookie", "evaluated");
        }
        assertThat(realm.users()).isEmpty();
    }

    @Test
    void parameterOfEightKibibytesIsNeitherShownNorLogged() {
        realm.withAmazon();
        for (String parameter : List.of("error", "error_description", "state", "code", "scope", "anything")) {
            victim.forgetCookies();
            Map<String, String> parameters = TestApplication.query(answerTo(victim, Person.JANE));
            parameters.put(parameter, "A".repeat(8 * 1024));
            long mark = Servers.keycloak().logMark();

            victim.open(callbackWith(parameters));

            assertThat(victim.status()).as(parameter).isNotEqualTo(500);
            assertThat(victim.source()).as(parameter).doesNotContain("A".repeat(100));
            assertThat(ourLines(mark)).as(parameter).doesNotContain("A".repeat(100));
        }
    }

    @Test
    void forgedStateIsRefusedOnAPageWithoutIt() {
        realm.withAmazon();
        URI callback = answerTo(victim, Person.JANE);
        for (String state : List.of(
                "<script>alert('run')</script>", "a.b.c", "..", "%00", "\r\nSet-Cookie: hacked=1", "", "é.é.é")) {
            victim.open(with(callback, "state", state));

            assertThat(victim.status()).as(state).isEqualTo(400);
            assertThat(victim.source()).as(state).doesNotContain("alert('run')");
            assertThat(victim.header("Set-Cookie")).as(state).doesNotContain("hacked");
        }
        assertThat(amazon.requests(Endpoint.TOKEN)).isEmpty();
        assertThat(realm.users()).isEmpty();
    }

    @Test
    void parameterSentTwiceCountsOnceAndTheFirstTime() {
        realm.withAmazon();
        URI callback = answerTo(victim, Person.JANE);

        victim.open(URI.create(callback + "&code=forged&state=forged&scope=postal_code"));

        assertThat(isSignedIn(victim)).as(victim.text()).isTrue();
        assertThat(amazon.requests(Endpoint.TOKEN)).hasSize(1);
    }

    @Test
    void codeBesideAnErrorIsNotRedeemed() {
        realm.withAmazon();
        URI callback = answerTo(victim, Person.JANE);

        victim.open(URI.create(callback + "&error=access_denied"));

        assertThat(isSignedIn(victim)).isFalse();
        assertThat(victim.has("social-amazon")).as("back on the login page").isTrue();
        assertThat(amazon.requests(Endpoint.TOKEN)).isEmpty();
    }

    @Test
    void stateAloneIsAnErrorAndUsesTheStateUp() {
        realm.withAmazon();
        URI callback = answerTo(victim, Person.JANE);

        victim.open(callbackWith("state", TestApplication.query(callback).get("state")));
        assertThat(victim.status()).isEqualTo(400);
        victim.open(callback);

        assertThat(isSignedIn(victim)).as(victim.text()).isFalse();
        assertThat(amazon.requests(Endpoint.TOKEN)).isEmpty();
    }

    @Test
    void callbackOfAnUnknownOrDisabledProviderIsNotFound() {
        realm.withAmazon();
        URI callback = answerTo(victim, Person.JANE);

        victim.open(URI.create(callback.toString().replace("/broker/amazon/", "/broker/unknown/")));
        assertThat(victim.status()).isEqualTo(404);

        realm.changeProvider(provider -> provider.setEnabled(false));
        victim.open(callback);
        assertThat(victim.status()).isGreaterThanOrEqualTo(400);
        assertThat(isSignedIn(victim)).isFalse();
        assertThat(amazon.requests(Endpoint.TOKEN)).isEmpty();
        assertThat(realm.users()).isEmpty();
    }

    @Test
    void scopeClaimedInTheCallbackGivesNothingThatWasNotAskedFor() {
        realm.withAmazon()
                .withMapper(
                        "amazon-user-attribute-mapper",
                        Map.of("jsonField", "scope", "userAttribute", "amazonScope", "syncMode", "FORCE"));
        realm.withNoteInTokens("amazon_granted_scope", "amazon_granted_scope");
        URI callback = answerTo(victim, Person.JANE);

        victim.open(with(callback, "scope", "profile postal_code alexa:all <script>"));

        assertThat(isSignedIn(victim)).as(victim.text()).isTrue();
        assertThat(realm.application()
                        .redeem(victim.address())
                        .accessTokenClaims()
                        .path("amazon_granted_scope")
                        .asText())
                .isEqualTo("profile");
        assertThat(realm.onlyUser().getAttributes()).containsEntry("amazonScope", List.of("profile"));
    }

    // ---- Profiles

    @Test
    void markupInTheProfileRunsNowhereOnTheReviewPage() {
        realm.withAmazon();
        Person person = new Person("markup", SCRIPT, SCRIPT + "@example.com", SCRIPT);
        amazon.addPerson(person);
        URI callback = answerTo(victim, person);
        List<String> alerts = withScripts(victim);

        victim.open(callback);

        assertThat(victim.has("firstName"))
                .as("the review page: " + victim.text())
                .isTrue();
        assertThat(victim.value("email")).isEqualTo(SCRIPT + "@example.com");
        assertNothingRan(victim, alerts);
    }

    @Test
    void markupInTheProfileRunsNowhereOnThePageThatAsksToLink() {
        realm.withAmazon();
        withoutValidators();
        Person person = new Person("markup", SCRIPT, SCRIPT + "@example.com", SCRIPT);
        amazon.addPerson(person);
        realm.addUser("existing", SCRIPT + "@example.com", "password");
        URI callback = answerTo(victim, person);
        List<String> alerts = withScripts(victim);

        victim.open(callback);

        assertThat(victim.has("linkAccount")).as(victim.text()).isTrue();
        assertNothingRan(victim, alerts);
        victim.click("linkAccount");
        assertNothingRan(victim, alerts);
        assertThat(realm.links(realm.onlyUser())).isEmpty();
    }

    @Test
    void markupInTheProfileIsJsonInEveryRestAnswer() {
        realm.withAmazon(Map.of("defaultScope", "profile postal_code"))
                .withMapper(
                        "amazon-user-attribute-mapper",
                        Map.of("jsonField", "postal_code", "userAttribute", "postalCode", "syncMode", "FORCE"));
        withoutValidators();
        Person person = new Person("markup", "Ann " + SCRIPT, SCRIPT + "@example.com", SCRIPT);
        amazon.addPerson(person);

        realm.signIn(victim, person);

        assertThat(isSignedIn(victim)).as(victim.text()).isTrue();
        UserRepresentation user = realm.onlyUser();
        assertThat(user.getAttributes()).containsEntry("postalCode", List.of(SCRIPT));
        String token = realm.application().redeem(victim.address()).accessToken();
        String adminToken = realm.server().tokenManager().getAccessTokenString();
        String users = realm.url().replace("/realms/", "/admin/realms/") + "/users/" + user.getId();
        assertJson(realm.url() + "/account/?userProfileMetadata=true", token, "alert('run')");
        assertJson(realm.url() + "/account/linked-accounts", token, "alert('run')");
        assertJson(realm.url() + "/protocol/openid-connect/userinfo", token, "alert('run')");
        assertJson(users, adminToken, "alert('run')");
        assertJson(users + "/federated-identity", adminToken, "alert('run')");
    }

    @Test
    void markupInTheProvidersNameRunsNowhere() {
        IdentityProviderRepresentation provider = provider("amazon", Map.of());
        provider.setDisplayName(SCRIPT);
        realm.withProvider(provider);
        List<String> alerts = withScripts(victim);

        realm.toLoginPage(victim);
        assertNothingRan(victim, alerts);
        victim.client().getOptions().setJavaScriptEnabled(false);
        realm.toAmazon(victim).click("person-jane");
        victim.client().getOptions().setJavaScriptEnabled(true);
        victim.click("cancel");

        assertThat(victim.text()).contains("Access denied");
        assertNothingRan(victim, alerts);
    }

    @Test
    void lineBreaksInTheProfileAndInAmazonsErrorsMakeNoLogLine() {
        realm.withAmazon();
        String forged = "x\r\n2026-01-01 00:00:00,000 INFO  [forged] all is well\u001b[2J";
        amazon.on(Endpoint.PROFILE).answerOnce(Fault.set("name", forged));
        long mark = Servers.keycloak().logMark();
        realm.signIn(victim, Person.JANE);
        assertNoForgedLine(mark);

        mark = Servers.keycloak().logMark();
        amazon.on(Endpoint.PROFILE).answerOnce(Fault.set("user_id", forged));
        signInAnew(victim, Person.JANE);
        assertThat(lastReason()).isEqualTo("missing_user_id");
        assertNoForgedLine(mark);

        for (String member : List.of("error", "error_description", "request_id")) {
            mark = Servers.keycloak().logMark();
            amazon.on(Endpoint.TOKEN)
                    .answerOnce(Fault.jsonError(400, "invalid_request", "x").with(Fault.set(member, forged)));
            signInAnew(victim, Person.JANE);
            assertThat(isSignedIn(victim)).isFalse();
            assertNoForgedLine(mark);
            assertThat(ourLines(mark).lines()).as(member).hasSize(1);
        }
    }

    @Test
    void lineBreakInTheProvidersAliasCannotBeSaved() {
        try (Response response = realm.admin().identityProviders().create(provider("amazon\r\nforged", Map.of()))) {
            assertThat(response.getStatus()).isEqualTo(400);
        }
    }

    @Test
    void profileOfSomebodyElseInTheNextLoginChangesNobodysLink() {
        realm.withAmazon();
        realm.signIn(victim, Person.JANE);
        UserRepresentation jane = realm.onlyUser();
        String janesId = amazon.userId(Person.JANE, AmazonEmulator.CLIENT_ID);

        amazon.on(Endpoint.PROFILE).answerOnce(Fault.set("user_id", "amzn1.account.SOMEBODYELSE"));
        realm.signIn(attacker, Person.JANE);

        assertThat(isSignedIn(attacker)).as(attacker.text()).isFalse();
        assertThat(attacker.has("linkAccount"))
                .as("the same e-mail address proves nothing: " + attacker.text())
                .isTrue();
        assertThat(realm.onlyUser().getId()).isEqualTo(jane.getId());
        assertThat(realm.links(jane))
                .singleElement()
                .satisfies(link -> assertThat(link.getUserId()).isEqualTo(janesId));
        attacker.forgetCookies();
        realm.signIn(attacker, Person.JANE);
        assertThat(isSignedIn(attacker)).isTrue();
        assertThat(realm.onlyUser().getId()).isEqualTo(jane.getId());
    }

    // ---- Force

    @Test
    void manyCallbacksWithBadCodesAtOnceLockNothingUp() {
        realm.withAmazon();
        realm.addUser("peter", "peter@example.com", "password");
        HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(PATIENCE)
                .build();
        List<HttpRequest> callbacks =
                IntStream.range(0, 200).mapToObj(i -> badCallback(http, i)).toList();

        List<CompletableFuture<Integer>> answers = callbacks.stream()
                .map(request -> http.sendAsync(request, HttpResponse.BodyHandlers.discarding())
                        .thenApply(HttpResponse::statusCode))
                .toList();

        assertThat(passwordLogin()).as("a password login meanwhile").isEqualTo(200);
        List<Integer> statuses =
                answers.stream().map(CompletableFuture::join).distinct().toList();
        assertThat(statuses).as("the login page, with the reason").containsOnly(200);
        assertThat(passwordLogin()).isEqualTo(200);
        realm.signIn(victim, Person.JANE);
        assertThat(isSignedIn(victim)).as(victim.text()).isTrue();
        assertThat(realm.users()).hasSize(2);
    }

    private int passwordLogin() {
        return realm.application()
                .token(Map.of("grant_type", "password", "username", "peter", "password", "password"))
                .status();
    }

    /** A callback with a state of its own, as a browser has it that has gone to Amazon and come back. */
    private HttpRequest badCallback(HttpClient http, int number) {
        Map<String, String> cookies = new LinkedHashMap<>();
        URI address = realm.application().signInAddress(Map.of("kc_idp_hint", TestRealm.ALIAS));
        while (!address.toString().startsWith(amazon.authorizeUrl())) {
            HttpResponse<Void> response = http.sendAsync(get(address, cookies), HttpResponse.BodyHandlers.discarding())
                    .join();
            response.headers().allValues("Set-Cookie").forEach(cookie -> {
                String[] pair = cookie.split(";", 2)[0].split("=", 2);
                cookies.put(pair[0], pair[1]);
            });
            address = URI.create(response.headers().firstValue("Location").orElseThrow());
        }
        String state = TestApplication.query(address).get("state");
        return get(callbackWith("state", state, "code", "ANbadCode" + number), cookies);
    }

    private static HttpRequest get(URI address, Map<String, String> cookies) {
        HttpRequest.Builder request = HttpRequest.newBuilder(address).timeout(PATIENCE);
        if (!cookies.isEmpty()) {
            request.header(
                    "Cookie",
                    cookies.entrySet().stream()
                            .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                            .collect(Collectors.joining("; ")));
        }
        return request.build();
    }

    // ---- The way to Amazon and back, step by step

    /** Goes to Amazon and stops before the browser opens the address Amazon sends it back to. */
    private URI answerTo(Browser browser, Person person) {
        realm.toAmazon(browser);
        return answerFromAmazonsPage(browser, person);
    }

    private static URI answerFromAmazonsPage(Browser browser, Person person) {
        browser.client().getOptions().setRedirectEnabled(false);
        try {
            for (String button : List.of("person-" + person.key(), "allow")) {
                if (browser.status() == 200 && browser.has(button)) {
                    browser.click(button);
                }
            }
            return URI.create(browser.header("Location"));
        } finally {
            browser.client().getOptions().setRedirectEnabled(true);
        }
    }

    private void signInAnew(Browser browser, Person person) {
        browser.forgetCookies();
        realm.signIn(browser, person);
    }

    private boolean isSignedIn(Browser browser) {
        return realm.application().isSignedIn(browser.address());
    }

    private String lastReason() {
        return realm.lastEvent("IDENTITY_PROVIDER_LOGIN_ERROR")
                .orElseThrow()
                .getDetails()
                .get("reason");
    }

    private URI callbackWith(String... namesAndValues) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            parameters.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return callbackWith(parameters);
    }

    private URI callbackWith(Map<String, String> parameters) {
        return withQuery(realm.returnUrl(TestRealm.ALIAS), parameters);
    }

    private static URI with(URI address, String name, String value) {
        Map<String, String> parameters = TestApplication.query(address);
        parameters.put(name, value);
        return withQuery(address.toString().split("\\?", 2)[0], parameters);
    }

    private static URI withoutChallenge(URI address) {
        Map<String, String> parameters = TestApplication.query(address);
        parameters.keySet().removeIf(name -> name.startsWith("code_challenge"));
        return withQuery(address.toString().split("\\?", 2)[0], parameters);
    }

    private static URI withQuery(String address, Map<String, String> parameters) {
        return URI.create(parameters.entrySet().stream()
                .map(parameter ->
                        parameter.getKey() + "=" + URLEncoder.encode(parameter.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&", address + "?", "")));
    }

    // ---- The realm

    private static IdentityProviderRepresentation provider(String alias, Map<String, String> settings) {
        IdentityProviderRepresentation provider = TestRealm.amazon(settings);
        provider.setAlias(alias);
        return provider;
    }

    private void withoutValidators() {
        UPConfig profile = realm.admin().users().userProfile().getConfiguration();
        profile.getAttributes().forEach(attribute -> attribute.setValidations(new HashMap<>()));
        realm.admin().users().userProfile().update(profile);
    }

    // ---- What must not happen

    /** Turns scripts on from here; answers what they say. */
    private static List<String> withScripts(Browser browser) {
        List<String> alerts = new ArrayList<>();
        WebClient client = browser.client();
        client.getOptions().setJavaScriptEnabled(true);
        client.getOptions().setThrowExceptionOnScriptError(false);
        client.setAlertHandler((page, message) -> alerts.add(message));
        return alerts;
    }

    private static void assertNothingRan(Browser browser, List<String> alerts) {
        browser.client().waitForBackgroundJavaScript(200);
        assertThat(alerts).as("scripts of the profile that ran").isEmpty();
        assertThat(browser.source()).doesNotContain("<script>alert", "<img src=x");
        assertThat(browser.html().querySelectorAll("img[onerror]")).isEmpty();
        browser.html().executeJavaScript("alert('scripts are on')");
        assertThat(alerts).containsExactly("scripts are on");
        alerts.clear();
    }

    private static void assertJson(String address, String token, String content) {
        HttpResponse<String> response = HttpClient.newHttpClient()
                .sendAsync(
                        HttpRequest.newBuilder(URI.create(address))
                                .header("Authorization", "Bearer " + token)
                                .header("Accept", "application/json")
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .join();
        assertThat(response.statusCode()).as(address).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type").orElse(""))
                .as(address)
                .startsWith("application/json");
        assertThat(response.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
        assertThat(response.body()).as(address).contains(content);
    }

    private static String ourLines(long mark) {
        Matcher lines = Pattern.compile("(?m)^.*\\[io\\.github\\.keycloakamazon.*$")
                .matcher(Servers.keycloak().logSince(mark));
        return lines.results()
                .map(line -> line.group().stripTrailing())
                .filter(line -> line.contains(" WARN ") || line.contains(" ERROR "))
                .collect(Collectors.joining("\n"));
    }

    private static void assertNoForgedLine(long mark) {
        assertThat(Servers.keycloak().logSince(mark)).doesNotContainPattern("(?m)^2026-01-01 00:00:00,000");
        assertThat(Servers.keycloak().logSince(mark)).doesNotContain("\u001b[2J");
    }
}
