package io.github.keycloakamazon.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import io.github.keycloakamazon.demo.app.SampleApp;
import io.github.keycloakamazon.emulator.AmazonEmulator;
import io.github.keycloakamazon.emulator.Endpoint;
import io.github.keycloakamazon.emulator.Fault;
import io.github.keycloakamazon.fixture.Servers;
import io.github.keycloakamazon.fixture.Shell;
import io.github.keycloakamazon.fixture.TestRealm;
import io.github.keycloakamazon.server.KeycloakServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.keycloak.representations.idm.IdentityProviderRepresentation;
import org.keycloak.representations.idm.RealmRepresentation;

/** Takes the pictures of the documentation, in a realm as a reader has one: {@code .ci/pictures} copies them to the pages. */
@Tag("browser")
@DisabledIfSystemProperty(
        named = "keycloak.version.test",
        matches = "oldest",
        disabledReason = "The pages show the newest Keycloak")
class PicturesBrowserIT {
    private static final String CHECK =
            "kcadm.sh get amazon-check/amazon -r demo |\n  jq -r '.findings[] | \"\\(.result) \\(.subject): \\(.message)\"'";

    /** What the login page has in its middle. */
    private static final String CARD = ".pf-v5-c-login__main";

    private static final String TERMINAL = """
            <!doctype html><title>Terminal</title>
            <style>
              body { margin: 0; padding: 16px; background: #0d1117; color: #e6edf3 }
              pre { margin: 0; font: 14px/1.5 'DejaVu Sans Mono', monospace; white-space: pre-wrap }
            </style><pre></pre>""";

    private final KeycloakServer keycloak = Servers.keycloak();
    private final AmazonEmulator amazon = Servers.amazon();
    private final TestRealm realm = TestRealm.imported(keycloak, demo())
            .withAmazon(Map.of("defaultScope", "profile postal_code", "optionalScopes", "postal_code"));
    private BrowserContext user = newUser(new NewContextOptions());
    private Page page = user.newPage();

    @BeforeEach
    void forgetEarlierTests() {
        amazon.reset();
    }

    @AfterEach
    void close() {
        amazon.reset();
        user.close();
        realm.close();
    }

    @Test
    void loginPageBesideOtherProviders() {
        withGoogleAndGitHub();

        openLoginPage();
        Picture.of(page, page.locator(CARD)).save("login");

        user.close();
        user = newUser(new NewContextOptions().setColorScheme(ColorScheme.DARK));
        page = user.newPage();
        openLoginPage();
        Picture.of(page, page.locator(CARD)).save("login-dark");
    }

    @Test
    void stylesOfTheButton() {
        realm.changeProvider(provider -> provider.getConfig().put("buttonStyle", "gold"))
                .withProvider(amazon("amazon-dark", "dark"))
                .withProvider(amazon("amazon-light", "light"));

        openLoginPage();

        Picture.of(page, page.locator("#kc-social-providers ul")).save("amazon-styles");
    }

    @Test
    void messageWhileAmazonIsDown() {
        amazon.on(Endpoint.TOKEN).always(Fault.status(503));

        openLoginPage();
        page.locator("#social-amazon").click();
        page.locator("#person-jane").click();
        page.locator("#allow").click();

        assertThat(page.getByText("Amazon has a problem at the moment.")).isVisible();
        assertThat(page.locator("#social-amazon")).isVisible();
        Picture.of(page, page.locator(CARD)).save("amazon-down");
    }

    @Test
    void linkedAccounts() {
        withGoogleAndGitHub();
        page.navigate(realm.url() + "/account/account-security/linked-accounts");
        page.locator("#social-amazon").click();
        page.locator("#person-jane").click();
        page.locator("#allow").click();
        assertThat(page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Unlink account")))
                .isVisible();

        page.setViewportSize(900, 900);
        Picture.of(page, page.locator("main")).save("linked-accounts");
    }

    @Test
    void settingsInTheAdminConsole() {
        realm.changeProvider(provider -> provider.getConfig()
                .putAll(Map.of(
                        "allowedAudiences", "amzn1.application-oa2-client.mobile-app",
                        "exchangeClients", "mobile-backend")));
        page.setViewportSize(1280, 1700);
        page.navigate(keycloak.adminUrl() + "/master/console/#/demo/identity-providers/amazon/amazon/settings");
        page.locator("#username").fill(keycloak.config().adminUsername());
        page.locator("#password").fill(keycloak.config().adminPassword());
        page.locator("#kc-login").click();
        assertThat(page.getByLabel("Client ID").first()).hasValue(AmazonEmulator.CLIENT_ID);

        Picture.of(page, page.locator("form").first()).save("console");
    }

    @Test
    void checkThatRefusesAWrongSecret(@TempDir Path home) {
        realm.changeProvider(provider -> provider.getConfig().put("clientSecret", "mistyped"));
        String printed = Shell.loggedIn(keycloak, home).run(CHECK);

        page.setViewportSize(760, 400);
        page.setContent(TERMINAL);
        page.locator("pre")
                .evaluate("(terminal, text) => terminal.textContent = text", "$ " + CHECK + "\n" + printed.strip());

        assertThat(page.locator("pre")).containsText("wrong clientSecret");
        page.setViewportSize(760, (int) page.locator("body").boundingBox().height);
        Picture.of(page).save("check");
    }

    @Test
    void wayOfALogin() throws IOException {
        page.setViewportSize(720, 660);
        List<Picture> steps = new ArrayList<>();
        try (SampleApp app = DemoApplication.startIn(realm)) {
            page.navigate(app.url());
            showAndClick(
                    steps,
                    page.getByText("Sign in", new Page.GetByTextOptions().setExact(true))
                            .first());
            showAndClick(steps, page.locator("#social-amazon"));
            showAndClick(steps, page.locator("#person-jane"));
            Picture.of(page).save("consent");
            showAndClick(steps, page.locator("#allow"));
            assertThat(page.locator("h1")).hasText("Hello, Jane Doe");
            steps.add(Picture.of(page));
        }
        steps.get(steps.size() - 1).save("demo");
        Picture.saveAnimation("demo", steps, 1_500);
    }

    /** A picture of the page, one with a ring around what is clicked, and the click. */
    private void showAndClick(List<Picture> steps, Locator target) {
        assertThat(target).isVisible();
        steps.add(Picture.of(page));
        target.evaluate("e => { e.style.outline = '3px solid #d1242f'; e.style.outlineOffset = '3px' }");
        steps.add(Picture.of(page));
        target.evaluate("e => { e.style.outline = ''; e.style.outlineOffset = '' }");
        target.click();
    }

    private void openLoginPage() {
        page.navigate(realm.application().signInAddress().toString());
        assertThat(page.locator("#social-amazon")).isVisible();
    }

    private void withGoogleAndGitHub() {
        for (String name : List.of("google", "github")) {
            IdentityProviderRepresentation provider = TestRealm.amazon(Map.of());
            provider.setAlias(name);
            provider.setProviderId(name);
            realm.withProvider(provider);
        }
    }

    private static IdentityProviderRepresentation amazon(String alias, String style) {
        IdentityProviderRepresentation provider = TestRealm.amazon(Map.of("buttonStyle", style));
        provider.setAlias(alias);
        return provider;
    }

    private static RealmRepresentation demo() {
        RealmRepresentation realm = new RealmRepresentation();
        realm.setRealm("demo");
        realm.setDisplayName("Demo");
        realm.setEnabled(true);
        realm.setLoginTheme("amazon");
        realm.setRegistrationAllowed(true);
        realm.setResetPasswordAllowed(true);
        return realm;
    }

    private static BrowserContext newUser(NewContextOptions options) {
        return Chromium.newPerson(options.setViewportSize(600, 760).setDeviceScaleFactor(2));
    }
}
