package io.github.keycloakamazon.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.github.keycloakamazon.emulator.AmazonEmulator;
import io.github.keycloakamazon.emulator.Endpoint;
import io.github.keycloakamazon.emulator.Fault;
import io.github.keycloakamazon.emulator.NetworkFault;
import io.github.keycloakamazon.emulator.Person;
import io.github.keycloakamazon.fixture.Servers;
import io.github.keycloakamazon.fixture.TestRealm;
import java.util.Locale;
import java.util.Map;
import java.util.ResourceBundle;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.keycloak.representations.idm.ClientRepresentation;

/** The ways people go, in a browser with JavaScript and styles, through this project's theme. */
@Tag("browser")
class JourneyBrowserIT {
    /** Where Keycloak shows the providers, and messages. */
    private static final String PROVIDERS = "#kc-social-providers";

    private static final ResourceBundle MESSAGES =
            ResourceBundle.getBundle("theme-resources.messages.messages", Locale.ENGLISH);

    /** Whether Keycloak lets the provider answer the callback, which it does from 26.5 on. */
    private static final boolean OWN_ENDPOINT = Pattern.matches(
            "26\\.([5-9]|\\d\\d)\\..*",
            Servers.keycloak().config().distribution().version());

    private final AmazonEmulator amazon = Servers.amazon();
    private final TestRealm realm = TestRealm.create(settings -> {
                settings.setDisplayName("Example");
                settings.setLoginTheme("amazon");
                settings.setInternationalizationEnabled(true);
                settings.setSupportedLocales(
                        Set.of("en", "de", "fr", "es", "it", "ja", "pt", "pt-BR", "zh-CN", "zh-TW"));
                settings.setDefaultLocale("en");
                ClientRepresentation application = settings.getClients().get(0);
                application.setBaseUrl(application.getRedirectUris().get(0));
            })
            .withAmazon();
    private final BrowserContext person = Chromium.newPerson();
    private final Page page = person.newPage();

    @BeforeEach
    void forgetEarlierTests() {
        amazon.reset();
    }

    @AfterEach
    void close() {
        amazon.reset();
        person.close();
        realm.close();
    }

    @Test
    void firstLoginAsksForConsentAndTheSecondDoesNot() {
        openLoginPage("en");
        assertThat(Axe.violations(page, PROVIDERS)).isEmpty();
        Chromium.screenshot(page, "journey-login");
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Login with Amazon"))
                .click();
        page.locator("#person-jane").click();
        Chromium.screenshot(page, "journey-consent");
        page.locator("#allow").click();
        assertThat(page.locator("#back")).isVisible();

        person.clearCookies();
        openLoginPage("en");
        page.locator("#social-amazon").click();
        page.locator("#person-jane").click();

        assertThat(page.locator("#back")).isVisible();
        assertThat(realm.users()).hasSize(1);
    }

    @Test
    void cancellingLeadsBackToTheButtonWithAMessage() {
        openLoginPage("en");
        page.locator("#social-amazon").click();
        page.locator("#person-jane").click();
        page.locator("#cancel").click();

        assertThat(page.getByText("Access denied when authenticating with Amazon"))
                .isVisible();
        assertThat(page.locator("#social-amazon")).hasAccessibleName("Login with Amazon");
        assertThat(Axe.violations(page, PROVIDERS)).isEmpty();
        Chromium.screenshot(page, "journey-cancelled");
    }

    @ParameterizedTest
    @CsvSource({
        "en,    Amazon cannot be reached at the moment.",
        "de,    Amazon ist gerade nicht erreichbar.",
        "fr,    Amazon est injoignable en ce moment.",
        "es,    En este momento no se puede conectar con Amazon.",
        "it,    Amazon non è raggiungibile in questo momento.",
        "ja,    現在Amazonに接続できません。",
        "pt,    Não é possível contactar a Amazon neste momento.",
        "pt-BR, Não é possível acessar a Amazon no momento.",
        "zh-CN, 目前无法连接 Amazon。",
        "zh-TW, 目前無法連線至 Amazon。"
    })
    void whenTheProfileCannotBeHadThePersonIsToldInTheirLanguage(String language, String message) {
        amazon.on(Endpoint.PROFILE).always(Fault.reset());

        signInAs(Person.JANE, language);

        assertThat(page.getByText(message)).isVisible();
        Chromium.screenshot(page, "journey-amazon-down-" + language);
    }

    /** The token call, which is Keycloak's own before 26.5, and so are the message and the page then. */
    @ParameterizedTest
    @MethodSource("failures")
    void whenAmazonFailsThePersonIsToldWhatToDo(Failure failure) {
        failure.begin().accept(amazon);

        signInAs(Person.JANE, "en");

        if (OWN_ENDPOINT) {
            assertThat(page.getByText(MESSAGES.getString(failure.message()))).isVisible();
            assertThat(page.locator("#social-amazon")).isVisible();
            assertThat(page.locator("#username")).isVisible();
        } else {
            assertThat(page.getByText("Unexpected error when authenticating with identity provider"))
                    .isVisible();
            assertThat(page.locator("#backToApplication")).isVisible();
        }
        assertThatNothingIsGivenAway();
        assertThat(Axe.violations(page, "#kc-content-wrapper, .pf-v5-c-login__main"))
                .isEmpty();
        Chromium.screenshot(page, "journey-failed-" + failure.name());
    }

    @Test
    void afterAFailureTheSecondTryWorks() {
        assumeTrue(OWN_ENDPOINT, "Before 26.5 Keycloak's error page is the end of the way");
        amazon.on(Endpoint.TOKEN).answerOnce(Fault.status(503));
        signInAs(Person.JANE, "en");

        page.locator("#social-amazon").click();

        assertThat(page.locator("#back")).isVisible();
    }

    private static Stream<Failure> failures() {
        return Stream.of(
                new Failure("unreachable", "amazonLoginUnreachable", amazon -> amazon.network(NetworkFault.refuse())),
                new Failure(
                        "slow",
                        "amazonLoginSlow",
                        amazon -> amazon.on(Endpoint.TOKEN).always(Fault.hang())),
                new Failure(
                        "unavailable",
                        "amazonLoginUnavailable",
                        amazon -> amazon.on(Endpoint.TOKEN).always(Fault.status(503))),
                new Failure(
                        "set-up",
                        "amazonLoginSetup",
                        amazon -> amazon.on(Endpoint.TOKEN)
                                .always(Fault.jsonError(401, "invalid_client", "Client authentication failed"))));
    }

    private record Failure(String name, String message, Consumer<AmazonEmulator> begin) {
        @Override
        public String toString() {
            return name;
        }
    }

    @Test
    void reviewAtTheFirstLoginIsFilledWithWhatAmazonKnows() {
        signInAs(Person.ONE_WORD, "en");

        assertThat(page.locator("#firstName")).hasValue("Madonna");
        assertThat(page.locator("#email")).hasValue("madonna@example.com");
        Chromium.screenshot(page, "journey-review");
    }

    @Test
    void whoeverHasNoEmailAddressAtAmazonIsAskedForOne() {
        signInAs(Person.NO_EMAIL, "en");
        assertThat(page.locator("#firstName")).hasValue("Noah");
        assertThat(page.locator("#lastName")).hasValue("Phone");
        assertThat(page.locator("#email")).hasValue("");
        Chromium.screenshot(page, "journey-review-without-email");

        page.locator("#email").fill("noah@example.com");
        page.locator("[type=submit]").click();

        assertThat(page.locator("#back")).isVisible();
        assertThat(realm.onlyUser().getEmail()).isEqualTo("noah@example.com");
    }

    @Test
    void accountConsoleShowsTheLink() {
        page.navigate(realm.url() + "/account/account-security/linked-accounts");
        page.locator("#social-amazon").click();
        page.locator("#person-jane").click();
        page.locator("#allow").click();

        assertThat(page.getByRole(
                        AriaRole.HEADING,
                        new Page.GetByRoleOptions().setName("Linked accounts").setExact(true)))
                .isVisible();
        assertThat(page.getByText("Amazon", new Page.GetByTextOptions().setExact(true))
                        .first())
                .isVisible();
        assertThat(page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Unlink account")))
                .isVisible();
        Chromium.screenshot(page, "journey-linked-accounts");
    }

    private void signInAs(Person who, String language) {
        openLoginPage(language);
        page.locator("#social-amazon").click();
        page.locator("#person-" + who.key()).click();
        page.locator("#allow").click();
    }

    private void assertThatNothingIsGivenAway() {
        assertThat(page.content())
                .doesNotContain(AmazonEmulator.CLIENT_SECRET)
                .doesNotContain("invalid_client")
                .doesNotContain("Exception")
                .doesNotContain(amazon.apiBaseUrl());
    }

    private void openLoginPage(String language) {
        page.navigate(realm.application()
                .signInAddress(Map.of("ui_locales", language))
                .toString());
    }
}
