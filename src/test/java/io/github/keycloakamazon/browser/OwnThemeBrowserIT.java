package io.github.keycloakamazon.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import io.github.keycloakamazon.fixture.Servers;
import io.github.keycloakamazon.fixture.TestRealm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the page "The button in your login theme" says to write, in a theme that somebody wrote. */
@Tag("browser")
class OwnThemeBrowserIT {
    private static final Path PAGE = Path.of("src/site/markdown/your-own-theme.md");

    private final TestRealm realm = TestRealm.create().withAmazon(Map.of("buttonStyle", "dark"));
    private final BrowserContext person = Chromium.newPerson();
    private final Page page = person.newPage();

    @AfterEach
    void close() {
        person.close();
        realm.close();
    }

    @ParameterizedTest
    @CsvSource({"keycloak.v2, css/styles.css", "keycloak, css/login.css"})
    void threeLinesBringTheButton(String parent, String parentStyles) throws IOException {
        writeTheme(parent, documented("properties", 0).replace("css/styles.css", parentStyles));

        openLoginPage();

        assertThat(look().text()).isEqualTo("Login with Amazon");
        assertThat(look().background()).isEqualTo("rgb(38, 41, 45)");
        PlaywrightAssertions.assertThat(page.locator("#social-amazon")).hasAccessibleName("Login with Amazon");
        Chromium.screenshot(page, "own-theme-of-" + parent);
    }

    @Test
    void stylesheetSetsOtherColoursAndAnotherText() throws IOException {
        String settings = documented("properties", 0)
                .replace("css/amazon-button.css", "css/amazon-button.css css/colours.css")
                .replace("css/styles.css", "css/login.css");
        Path styles = writeTheme("keycloak", settings).resolve("resources/css");
        Files.writeString(Files.createDirectories(styles).resolve("colours.css"), documented("css", 0));

        openLoginPage();

        assertThat(look().text()).isEqualTo("Continue with Amazon");
        PlaywrightAssertions.assertThat(page.locator("#social-amazon")).hasAccessibleName("Continue with Amazon");
        assertThat(look().background()).isEqualTo("rgb(29, 53, 87)");
        assertThat(look().contrast()).isGreaterThan(4.5);
        Chromium.screenshot(page, "own-theme-colours");
    }

    @ParameterizedTest
    @ValueSource(strings = {"keycloak.v2", "keycloak"})
    void themeMayMarkTheButtonItself(String parent) throws IOException {
        writeTheme(parent, "kcLogoIdP-amazon=of-the-shop");

        openLoginPage();

        assertThat(page.locator("#social-amazon .of-the-shop").count()).isOne();
        assertThat(page.locator(".amazon-button").count()).isZero();
    }

    @Test
    void twoNumberedLinesAddToTheParentsFrom267() throws IOException {
        assumeFalse(
                Servers.keycloak().config().distribution().version().matches("26\\.[0-6]\\..*"),
                "Keycloak reads them from 26.7 on");
        writeTheme("keycloak.v2", documented("properties", 1));

        openLoginPage();

        assertThat(look().text()).isEqualTo("Login with Amazon");
        assertThat(look().background()).isEqualTo("rgb(38, 41, 45)");
        PlaywrightAssertions.assertThat(page.locator("#social-amazon")).hasAccessibleName("Login with Amazon");
        assertThat(page.locator("link[rel=stylesheet][href$='/css/styles.css']").count())
                .as("the parent's own stylesheet")
                .isOne();
    }

    /** As {@code amazon-classic} on a Keycloak without the theme {@code keycloak}. */
    @Test
    void themeWhoseParentIsGoneGivesWayToKeycloaksDefault() throws IOException {
        writeTheme("theme-of-an-older-keycloak", documented("properties", 0));
        long mark = Servers.keycloak().logMark();

        openLoginPage();

        assertThat(look().text()).isEqualTo("Amazon");
        assertThat(page.locator(".amazon-button").count()).isZero();
        PlaywrightAssertions.assertThat(page.locator("#social-amazon")).hasAccessibleName("Amazon");
        PlaywrightAssertions.assertThat(page.locator("link[href*='/login/keycloak.'][href$='/css/styles.css']"))
                .hasCount(1);
        assertThat(Servers.keycloak().logSince(mark)).contains("Failed to find LOGIN theme " + realm.name());
        Chromium.screenshot(page, "own-theme-without-parent");

        page.locator("#social-amazon").click();
        page.waitForURL(Servers.amazon().baseUrl() + "/**");
    }

    /** With the markup of {@code keycloak.v3} and of 26.8, by a theme of this test's. */
    @Test
    void sameLinesWorkUnderThemeToCome() throws IOException {
        Path parent = Servers.keycloak().themes().resolve(realm.name() + "-parent/login");
        Files.createDirectories(parent);
        Files.writeString(parent.resolve("theme.properties"), "parent=keycloak.v2\nimport=common/keycloak\n");
        Files.writeString(parent.resolve("social-providers.ftl"), """
                <#macro show social>
                    <ul id="kc-social-providers">
                        <#list social.providers as p>
                            <li>
                                <a id="social-${p.alias}" aria-label="Sign in with ${p.displayName}" href="${p.loginUrl}">
                                    <span class="${p.iconClasses!}">
                                        Sign in with ${p.displayName}
                                    </span>
                                </a>
                            </li>
                        </#list>
                    </ul>
                </#macro>
                """);
        writeTheme(realm.name() + "-parent", documented("properties", 0));

        openLoginPage();

        assertThat(look().text()).isEqualTo("Login with Amazon");
        assertThat(look().background()).isEqualTo("rgb(38, 41, 45)");
        PlaywrightAssertions.assertThat(page.locator("#social-amazon")).hasAccessibleName("Login with Amazon");
        Chromium.screenshot(page, "own-theme-of-a-theme-to-come");
    }

    /** Named as the realm, so that no two tests share one. The server reads it at once and deletes it at its end. */
    private Path writeTheme(String parent, String settings) throws IOException {
        Path theme = Files.createDirectories(
                Servers.keycloak().themes().resolve(realm.name()).resolve("login"));
        Files.writeString(
                theme.resolve("theme.properties"), "parent=" + parent + "\nimport=common/keycloak\n" + settings);
        return theme;
    }

    /** The blocks of code of one language on the page, counted from 0. */
    private static String documented(String language, int number) throws IOException {
        return Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(PAGE))
                .results()
                .map((MatchResult block) -> block.group(1))
                .skip(number)
                .findFirst()
                .orElseThrow();
    }

    private void openLoginPage() {
        var settings = realm.admin().toRepresentation();
        settings.setLoginTheme(realm.name());
        realm.admin().update(settings);
        page.navigate(realm.application().signInAddress(Map.of()).toString());
    }

    private ButtonLook look() {
        return ButtonLook.of(page.locator("#social-amazon"));
    }
}
