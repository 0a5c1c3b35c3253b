package io.github.keycloakamazon.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.github.keycloakamazon.emulator.AmazonEmulator;
import io.github.keycloakamazon.emulator.NetworkFault;
import io.github.keycloakamazon.fixture.Servers;
import io.github.keycloakamazon.fixture.TestRealm;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The ways people go, in a browser with JavaScript and styles, through this project's theme. */
class JourneyBrowserIT {
    /** Where Keycloak shows the providers, and messages. */
    private static final String PROVIDERS = "#kc-social-providers";

    private final AmazonEmulator amazon = Servers.amazon();
    private final TestRealm realm = TestRealm.create(settings -> {
                settings.setLoginTheme("amazon");
                settings.setInternationalizationEnabled(true);
                settings.setSupportedLocales(
                        Set.of("en", "de", "fr", "es", "it", "ja", "pt", "pt-BR", "zh-CN", "zh-TW"));
                settings.setDefaultLocale("en");
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
        "es,    No se puede contactar con Amazon en este momento.",
        "it,    Amazon al momento non è raggiungibile.",
        "ja,    現在Amazonに接続できません。",
        "pt,    Não é possível contactar a Amazon no momento.",
        "pt-BR, Não é possível contactar a Amazon no momento.",
        "zh-CN, 目前无法连接 Amazon。",
        "zh-TW, 目前無法連線到 Amazon。"
    })
    void whenAmazonIsDownThePersonIsToldInTheirLanguage(String language, String message) {
        openLoginPage(language);
        page.locator("#social-amazon").click();
        page.locator("#person-jane").click();
        amazon.network(NetworkFault.refuse());

        page.locator("#allow").click();

        assertThat(page.getByText(message)).isVisible();
        Chromium.screenshot(page, "journey-amazon-down-" + language);
    }

    @Test
    void reviewAtTheFirstLoginIsFilledWithWhatAmazonKnows() {
        openLoginPage("en");
        page.locator("#social-amazon").click();
        page.locator("#person-one-word").click();
        page.locator("#allow").click();

        assertThat(page.locator("#firstName")).hasValue("Madonna");
        assertThat(page.locator("#email")).hasValue("madonna@example.com");
        Chromium.screenshot(page, "journey-review");
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

    private void openLoginPage(String language) {
        page.navigate(realm.application()
                .signInAddress(Map.of("ui_locales", language))
                .toString());
    }
}
