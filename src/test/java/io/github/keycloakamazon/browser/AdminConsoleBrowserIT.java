package io.github.keycloakamazon.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.github.keycloakamazon.emulator.AmazonEmulator;
import io.github.keycloakamazon.emulator.Person;
import io.github.keycloakamazon.fixture.Browser;
import io.github.keycloakamazon.fixture.Servers;
import io.github.keycloakamazon.fixture.TestRealm;
import io.github.keycloakamazon.server.KeycloakServer;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ResourceBundle;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.keycloak.representations.idm.IdentityProviderMapperRepresentation;
import org.keycloak.representations.idm.IdentityProviderRepresentation;

/** What an administrator does in Keycloak's console. */
@Tag("browser")
class AdminConsoleBrowserIT {
    private static final ResourceBundle MESSAGES =
            ResourceBundle.getBundle("theme-resources.messages.messages", Locale.ENGLISH);

    /** The settings of this project's own in the order of the page, by their messages. */
    private static final List<String> SETTINGS = List.of(
            "amazonRegion",
            "amazonOptionalScopes",
            "amazonNamePolicy",
            "amazonButtonStyle",
            "amazonAllowedAudiences",
            "amazonExchangeClients",
            "amazonExchangeNewUsers",
            "amazonCheckOnSave");

    private static final Pattern SETTINGS_PAGE = Pattern.compile(".*/identity-providers/amazon/amazon/settings.*");

    private final KeycloakServer keycloak = Servers.keycloak();
    private final TestRealm realm = TestRealm.create();
    private final BrowserContext administrator =
            Chromium.newPerson(new NewContextOptions().setViewportSize(1200, 1250));
    private final Page page = administrator.newPage();

    @AfterEach
    void close() {
        administrator.close();
        realm.close();
    }

    @Test
    void providerIsCreatedWithItsReturnUrlShownAndEverySettingExplained() {
        open("/identity-providers/amazon/add");
        assertThat(labelled("Client ID")).isVisible();

        assertThat(returnUrl()).hasValue(realm.returnUrl("amazon"));
        labelled("Alias").fill("sign-in-at-the-shop");
        assertThat(returnUrl()).hasValue(realm.returnUrl("sign-in-at-the-shop"));
        labelled("Alias").fill("amazon");
        assertEverySettingIsExplained();
        Chromium.screenshot(page, "console-add");

        labelled("Client ID").fill(AmazonEmulator.CLIENT_ID);
        labelled("Client Secret").fill("mistyped");
        choose("Button style", "light");
        button("Add").last().click();
        assertThat(page.getByText("Amazon knows the client ID but refuses the client secret."))
                .isVisible();
        Chromium.screenshot(page, "console-refused-by-amazon");
        assertThat(realm.admin().identityProviders().findAll()).isEmpty();

        labelled("Client Secret").fill(AmazonEmulator.CLIENT_SECRET);
        button("Add").last().click();

        page.waitForURL(SETTINGS_PAGE);
        assertThat(returnUrl()).hasValue(realm.returnUrl("amazon"));
        assertThat(realm.provider().toRepresentation().getConfig())
                .containsEntry("buttonStyle", "light")
                .containsEntry("region", "NA")
                .containsEntry("checkOnSave", "true");
    }

    @Test
    void everySettingKeepsTheValueThatIsSaved() {
        realm.withAmazon();
        open("/identity-providers/amazon/amazon/settings");
        assertThat(labelled("Client ID")).hasValue(AmazonEmulator.CLIENT_ID);

        choose("Amazon region", "FE");
        labelled("Scopes").fill("profile postal_code");
        labelled("Optional scopes").fill("postal_code");
        choose("First and last name", "whole-name-in-both");
        choose("Button style", "dark");
        labelled("Allowed audiences").fill("amzn1.application-oa2-client.mobile");
        save();

        page.reload();
        assertThat(dropdown("Amazon region")).hasText("FE");
        assertThat(labelled("Scopes")).hasValue("profile postal_code");
        assertThat(labelled("Optional scopes")).hasValue("postal_code");
        assertThat(dropdown("First and last name")).hasText("whole-name-in-both");
        assertThat(dropdown("Button style")).hasText("dark");
        assertThat(labelled("Allowed audiences")).hasValue("amzn1.application-oa2-client.mobile");
        Chromium.screenshot(page, "console-settings");
        assertThatTheSecretWasKept();
    }

    @Test
    void mistakesAreRefusedWithASentenceAndNothingIsSaved() {
        realm.withAmazon();
        Map<String, String> saved = realm.provider().toRepresentation().getConfig();
        open("/identity-providers/amazon/amazon/settings");

        assertRefused("Client ID", "amzn1.application.0123456789", "is the ID of a security profile");
        assertRefused("Client Secret", "a secret", "has a space or a line break in it");
        assertRefused("Optional scopes", "postal_code", "is not in the scopes");
        assertRefused("Allowed audiences", "https://example.com", "The allowed audience is a URL");

        assertThat(realm.provider().toRepresentation().getConfig()).isEqualTo(saved);
    }

    @Test
    void secretThatWasChangedAtAmazonIsCorrected() {
        realm.withAmazon(Map.of("checkOnSave", "true"));
        open("/identity-providers/amazon/amazon/settings");

        assertRefused("Client Secret", "mistyped", "Amazon knows the client ID but refuses the client secret.");
        labelled("Client Secret").fill(AmazonEmulator.CLIENT_SECRET);
        save();

        assertThatTheSecretWasKept();
    }

    /** As for a provider that was imported. The console shows the default of a new one, and saves what it shows. */
    @Test
    void checkIsOnFromTheFirstSaveInTheConsole() {
        realm.withAmazon();
        open("/identity-providers/amazon/amazon/settings");
        assertThat(labelled("Client ID")).hasValue(AmazonEmulator.CLIENT_ID);

        choose("Amazon region", "FE");
        save();

        assertThat(realm.provider().toRepresentation().getConfig())
                .containsEntry("region", "FE")
                .containsEntry("checkOnSave", "true");
    }

    @Test
    void mapperIsAddedAndShownAgain() {
        realm.withAmazon();
        open("/identity-providers/amazon/amazon/mappers");
        page.getByText("Add mapper").click();
        dropdown("Mapper type").click();

        assertThat(page.getByRole(AriaRole.OPTION).allInnerTexts())
                .contains(
                        "Amazon Profile to Group",
                        "Amazon Profile to Role",
                        "Attribute Importer",
                        "Username Template Importer");
        option("Attribute Importer").click();
        explained("amazonJsonField");
        explained("amazonUserAttribute");
        // Not before the mapper's own settings are there: then the console empties the form.
        labelled("Name").fill("postal code");
        labelled("Profile field").fill("postal_code");
        userAttribute().fill("zip");
        Chromium.screenshot(page, "console-mapper");
        button("Save").click();
        assertThat(page.getByText("Mapper created successfully.")).isVisible();

        IdentityProviderMapperRepresentation mapper =
                realm.provider().getMappers().get(0);
        assertThat(mapper.getIdentityProviderMapper()).isEqualTo("amazon-user-attribute-mapper");
        assertThat(mapper.getConfig()).containsEntry("jsonField", "postal_code").containsEntry("userAttribute", "zip");
        page.reload();
        assertThat(labelled("Profile field")).hasValue("postal_code");
        assertThat(userAttribute()).hasValue("zip");
    }

    @Test
    void exportedProviderIsImportedElsewhereAsItWas(@TempDir Path directory) {
        realm.withAmazon(Map.of("region", "EU", "buttonStyle", "dark", "namePolicy", "whole-name-in-both"));
        Path file = directory.resolve("realm.json");
        open("/realm-settings");
        export(file);

        try (TestRealm other = TestRealm.create()) {
            page.navigate(console(other, "/realm-settings"));
            page.reload();
            importProviders(file);

            IdentityProviderRepresentation original = realm.provider().toRepresentation();
            IdentityProviderRepresentation copy = other.provider().toRepresentation();
            assertThat(copy.getProviderId()).isEqualTo(original.getProviderId());
            assertThat(copy.getConfig()).isEqualTo(original.getConfig());
        }
    }

    // ---- The settings' form

    private void assertEverySettingIsExplained() {
        assertThat(shownLabels())
                .containsSubsequence(SETTINGS.stream()
                        .map(setting -> MESSAGES.getString(setting + ".label"))
                        .toList());
        SETTINGS.forEach(this::explained);
    }

    private void explained(String message) {
        Locator label = page.locator("[class*=form__group-label]")
                .filter(new Locator.FilterOptions()
                        .setHas(page.getByText(
                                MESSAGES.getString(message + ".label"), new Page.GetByTextOptions().setExact(true))));
        label.locator("[data-testid^=help-label]").first().click();
        Locator help = page.getByRole(AriaRole.DIALOG).getByText(MESSAGES.getString(message + ".help"));
        assertThat(help).isVisible();
        page.keyboard().press("Escape");
        assertThat(help).not().isVisible();
    }

    private void assertRefused(String label, String mistake, String sentence) {
        labelled(label).fill(mistake);
        button("Save").first().click();
        assertThat(page.getByText(sentence)).isVisible();
        Chromium.screenshot(page, "console-refused-" + label.replace(' ', '-'));
        page.reload();
        assertThat(labelled(label)).not().hasValue(mistake);
    }

    private void save() {
        button("Save").first().click();
        assertThat(page.getByText("Provider successfully updated")).isVisible();
    }

    private void assertThatTheSecretWasKept() {
        try (Browser person = new Browser()) {
            realm.signIn(person, Person.JANE);
        }
        assertThat(realm.users()).hasSize(1);
    }

    private Locator returnUrl() {
        return page.getByLabel("Copyable input").first();
    }

    /** A field by its label, which has a star where the field must be filled in. */
    private Locator labelled(String label) {
        return page.getByLabel(Pattern.compile("^" + label + "\\s*\\*?$")).first();
    }

    /** Keycloak's field for the name of an attribute has no label of its own. */
    private Locator userAttribute() {
        return page.getByPlaceholder("Type a key");
    }

    private Locator dropdown(String label) {
        return button(label);
    }

    private void choose(String label, String value) {
        dropdown(label).click();
        option(value).click();
    }

    private Locator option(String value) {
        return page.getByRole(
                AriaRole.OPTION, new Page.GetByRoleOptions().setName(value).setExact(true));
    }

    /** The switch itself is drawn beside a check box that nobody sees. */
    private Locator button(String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    private List<String> shownLabels() {
        return page.locator("[class*=form__label-text]").allInnerTexts().stream()
                .map(String::strip)
                .toList();
    }

    // ---- The console around it

    private void open(String path) {
        page.navigate(console(realm, path));
        page.locator("#username").fill(keycloak.config().adminUsername());
        page.locator("#password").fill(keycloak.config().adminPassword());
        page.locator("#kc-login").click();
    }

    private String console(TestRealm shown, String path) {
        return keycloak.adminUrl() + "/master/console/#/" + shown.name() + path;
    }

    private void export(Path file) {
        action("Partial export");
        Download download = page.waitForDownload(() -> page.getByRole(AriaRole.DIALOG)
                .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Export"))
                .click());
        download.saveAs(file);
    }

    private void importProviders(Path file) {
        action("Partial import");
        Locator dialog = page.getByRole(AriaRole.DIALOG);
        dialog.locator("input[type=file]").setInputFiles(file);
        page.getByTestId("identityProviders-checkbox").check();
        dialog.getByRole(
                        AriaRole.BUTTON,
                        new Locator.GetByRoleOptions().setName("Import").setExact(true))
                .click();
        assertThat(page.getByText("One record added").or(page.getByText("1 record added")))
                .isVisible();
    }

    private void action(String name) {
        button("Action").click();
        page.getByRole(AriaRole.MENUITEM, new Page.GetByRoleOptions().setName(name))
                .click();
    }
}
