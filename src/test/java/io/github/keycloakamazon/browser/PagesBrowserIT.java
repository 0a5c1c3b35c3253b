package io.github.keycloakamazon.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import io.github.keycloakamazon.demo.app.SampleApp;
import io.github.keycloakamazon.emulator.AmazonEmulator;
import io.github.keycloakamazon.fixture.Servers;
import io.github.keycloakamazon.fixture.TestRealm;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The pages of the emulator and of the demo's application: readable by everybody, on the smallest screen and in the dark. */
@Tag("browser")
class PagesBrowserIT {
    private final AmazonEmulator amazon = Servers.amazon();
    private final TestRealm realm = TestRealm.create(settings -> settings.setLoginTheme("amazon"))
            .withAmazon(Map.of("defaultScope", "profile postal_code", "optionalScopes", "postal_code"));
    private final SampleApp app = DemoApplication.startIn(realm);

    PagesBrowserIT() throws IOException {}

    private enum Screen {
        USUAL,
        SMALL,
        DARK;

        NewContextOptions options() {
            return switch (this) {
                case USUAL -> new NewContextOptions();
                case SMALL -> new NewContextOptions().setViewportSize(320, 700);
                case DARK -> new NewContextOptions().setColorScheme(ColorScheme.DARK);
            };
        }
    }

    @BeforeEach
    void forgetEarlierTests() {
        amazon.reset();
    }

    @AfterEach
    void close() {
        app.close();
        realm.close();
    }

    @ParameterizedTest
    @EnumSource
    void peopleSignInAndOutAgain(Screen screen) {
        try (BrowserContext person = Chromium.newPerson(screen.options())) {
            Page page = person.newPage();
            page.navigate(app.url());
            assertForEverybody(page, screen, "demo-welcome");
            page.getByText("Straight to Amazon").first().click();
            assertForEverybody(page, screen, "emulator-sign-in");
            assertPlainlyNotAmazon(page);
            page.locator("#email").fill("nobody@example.com");
            page.locator("#continue").click();
            assertThat(page.locator("#email-error")).isVisible();
            assertForEverybody(page, screen, "emulator-unknown-email");
            page.locator("#person-jane").click();
            assertForEverybody(page, screen, "emulator-consent");
            assertPlainlyNotAmazon(page);
            page.locator("#allow").click();
            assertThat(page.locator("h1")).hasText("Hello, Jane Doe");
            assertThat(page.getByText("through the identity provider \"amazon\""))
                    .isVisible();
            assertForEverybody(page, screen, "demo-person");
            page.getByText("Sign out").click();
            assertThat(page.getByText("Straight to Amazon").first()).isVisible();
        }
    }

    @ParameterizedTest
    @EnumSource
    void whoeverLosesTheWayIsTold(Screen screen) {
        try (BrowserContext person = Chromium.newPerson(screen.options())) {
            Page page = person.newPage();
            page.navigate(app.url() + "/callback?state=forged&code=forged");
            assertForEverybody(page, screen, "demo-error");
            page.navigate(amazon.baseUrl());
            assertForEverybody(page, screen, "emulator-start");
            page.navigate(amazon.baseUrl() + "/ap/oa?client_id=" + "unknown".repeat(10) + "&response_type=code");
            assertThat(page.locator("#problem")).isHidden();
            page.getByText("Show Details").click();
            assertThat(page.locator("#problem")).isVisible();
            assertForEverybody(page, screen, "emulator-error");
            page.navigate(amazon.baseUrl() + "/us/code");
            assertForEverybody(page, screen, "emulator-user-code");
            page.locator("#user-code").fill("UNKNOWN");
            page.locator("#continue").click();
            assertThat(page.locator("#code-error")).isVisible();
            assertForEverybody(page, screen, "emulator-user-code-error");
            page.navigate(amazon.baseUrl() + "/ap/signout");
            assertForEverybody(page, screen, "emulator-signed-out");
        }
    }

    private static void assertForEverybody(Page page, Screen screen, String name) {
        Chromium.screenshot(page, name + "-" + screen.name().toLowerCase(Locale.ROOT));
        assertThat(Axe.violations(page, "html")).as(name).isEmpty();
        assertThat((Boolean) page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"))
                .as("%s without scrolling sideways", name)
                .isTrue();
    }

    private static void assertPlainlyNotAmazon(Page page) {
        assertThat(page.locator("header")).containsText("not Amazon");
        assertThat(page.locator("header")).isInViewport();
    }
}
