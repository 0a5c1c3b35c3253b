package io.github.keycloakamazon.browser;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the page "The button in your login theme" tells people to write, in a theme that somebody wrote. */
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
        writeTheme(parent, documented("properties").replace("css/styles.css", parentStyles));

        openLoginPage();

        assertThat(look().text()).isEqualTo("Login with Amazon");
        assertThat(look().background()).isEqualTo("rgb(38, 41, 45)");
        PlaywrightAssertions.assertThat(page.locator("#social-amazon")).hasAccessibleName("Login with Amazon");
        Chromium.screenshot(page, "own-theme-of-" + parent);
    }

    @Test
    void stylesheetSetsOtherColours() throws IOException {
        String settings = documented("properties")
                .replace("css/amazon-button.css", "css/amazon-button.css css/colours.css")
                .replace("css/styles.css", "css/login.css");
        Path styles = writeTheme("keycloak", settings).resolve("resources/css");
        Files.writeString(Files.createDirectories(styles).resolve("colours.css"), documented("css"));

        openLoginPage();

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

    /** Named as the realm, so that no two tests share one. The server reads it at once and deletes it at its end. */
    private Path writeTheme(String parent, String settings) throws IOException {
        Path theme = Files.createDirectories(
                Servers.keycloak().themes().resolve(realm.name()).resolve("login"));
        Files.writeString(
                theme.resolve("theme.properties"), "parent=" + parent + "\nimport=common/keycloak\n" + settings);
        return theme;
    }

    private static String documented(String language) throws IOException {
        return Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(PAGE))
                .results()
                .map((MatchResult block) -> block.group(1))
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
