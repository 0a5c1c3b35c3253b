package io.github.keycloakamazon.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.github.keycloakamazon.emulator.AmazonEmulator;
import io.github.keycloakamazon.fixture.Servers;
import io.github.keycloakamazon.fixture.TestRealm;
import io.github.keycloakamazon.server.KeycloakServer;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an administrator does in Keycloak's console. */
class AdminConsoleBrowserIT {
    /** In the order of the page. */
    private static final List<String> LABELS = List.of(
            "Amazon region",
            "Optional scopes",
            "First and last name",
            "Button style",
            "Allowed audiences",
            "Use PKCE",
            "PKCE method");

    private final KeycloakServer keycloak = Servers.keycloak();
    private final TestRealm realm = TestRealm.create();
    private final BrowserContext administrator = Chromium.newPerson();
    private final Page page = administrator.newPage();

    @AfterEach
    void close() {
        administrator.close();
        realm.close();
    }

    @Test
    void providerIsCreatedWithEverySettingLabelledAndExplained() {
        open("/identity-providers/amazon/add");
        assertThat(field("clientId")).isVisible();

        assertThat(shownLabels()).containsSubsequence(LABELS);
        help("Button style");
        assertThat(page.getByText("How the button looks in the login themes")).isVisible();
        page.keyboard().press("Escape");
        Chromium.screenshot(page, "console-add");

        field("clientId").fill(AmazonEmulator.CLIENT_ID);
        field("clientSecret").fill(AmazonEmulator.CLIENT_SECRET);
        choose("buttonStyle", "light");
        button("Add").click();

        page.waitForURL(Pattern.compile(".*/identity-providers/amazon/amazon/settings.*"));
        assertThat(realm.provider().toRepresentation().getConfig())
                .containsEntry("buttonStyle", "light")
                .containsEntry("region", "NA")
                .containsEntry("pkceEnabled", "true");
    }

    @Test
    void settingsKeepTheirValuesAndMistakesAreRefusedWithASentence() {
        realm.withAmazon();
        open("/identity-providers/amazon/amazon/settings");
        assertThat(field("clientId")).hasValue(AmazonEmulator.CLIENT_ID);
        assertThat(shownLabels()).containsSubsequence(LABELS);

        choose("region", "EU");
        choose("buttonStyle", "dark");
        button("Save").first().click();
        assertThat(page.getByText("Provider successfully updated")).isVisible();
        page.reload();
        assertThat(dropdown("region")).containsText("EU");
        assertThat(dropdown("buttonStyle")).containsText("dark");
        Chromium.screenshot(page, "console-settings");

        field("optionalScopes").fill("postal_code");
        button("Save").first().click();
        assertThat(page.getByText("is not among the scopes asked for")).isVisible();
        Chromium.screenshot(page, "console-refused");
        assertThat(realm.provider().toRepresentation().getConfig().getOrDefault("optionalScopes", ""))
                .isEmpty();
    }

    private void open(String path) {
        page.navigate(keycloak.adminUrl() + "/master/console/#/" + realm.name() + path);
        page.locator("#username").fill(keycloak.config().adminUsername());
        page.locator("#password").fill(keycloak.config().adminPassword());
        page.locator("#kc-login").click();
    }

    /** By the name Keycloak's form gives it: some fields of the provider's own are nested, with a dot. */
    private Locator field(String setting) {
        return page.locator("[name=\"config." + setting + "\"], [id=\"config." + setting + "\"]")
                .first();
    }

    private Locator dropdown(String setting) {
        return page.locator("[id=\"config." + setting + "\"], [data-testid=\"config." + setting + "\"]")
                .first();
    }

    private void choose(String setting, String value) {
        dropdown(setting).click();
        page.getByRole(
                        AriaRole.OPTION,
                        new Page.GetByRoleOptions().setName(value).setExact(true))
                .click();
    }

    private Locator button(String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    private void help(String label) {
        page.locator("[class*=form__group]", new Page.LocatorOptions().setHasText(label))
                .last()
                .locator("button[aria-label*=elp], [class*=form__group-label-help], [class*=form__label-help] button")
                .first()
                .click();
    }

    private List<String> shownLabels() {
        assertThat(page.getByText("PKCE method").first()).isVisible();
        return page.locator("[class*=form__label-text]").allInnerTexts().stream()
                .map(String::strip)
                .toList();
    }
}
