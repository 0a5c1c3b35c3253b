package io.github.keycloakamazon.browser;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import io.github.keycloakamazon.server.KeycloakDistribution;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The browser of a run, which starts when first asked for and ends with the process. */
final class Chromium {
    private static final Path SCREENSHOTS = KeycloakDistribution.current()
            .buildDirectory()
            .resolve("screenshots")
            .resolve(KeycloakDistribution.current().version());

    private static final int TIMEOUT_MILLIS = 20_000;

    private Chromium() {}

    /** Shared by the whole run, on purpose. */
    private static final class Running {
        private static final Playwright PLAYWRIGHT = Playwright.create(
                // The browser is the machine's.
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        private static final Browser BROWSER = PLAYWRIGHT
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(Path.of(System.getProperty("chromium", "/usr/bin/chromium")))
                        .setArgs(List.of(
                                "--no-sandbox",
                                "--disable-gpu",
                                "--disable-quic",
                                "--disable-background-networking",
                                "--disable-component-update",
                                "--disable-sync")));
    }

    /** A new person's window, 900 by 1000, with cookies of its own. */
    static BrowserContext newPerson() {
        return newPerson(new NewContextOptions());
    }

    /** A new person's window, with more said about the person. Nothing is loaded from anywhere but this machine. */
    static BrowserContext newPerson(NewContextOptions options) {
        if (options.viewportSize == null) {
            options.setViewportSize(900, 1000);
        }
        BrowserContext context = Running.BROWSER.newContext(options);
        context.setDefaultTimeout(TIMEOUT_MILLIS);
        PlaywrightAssertions.setDefaultAssertionTimeout(TIMEOUT_MILLIS);
        context.route(url -> !isLocal(url), route -> route.abort());
        return context;
    }

    private static boolean isLocal(String url) {
        return !url.startsWith("http") || url.matches("https?://(localhost|127\\.0\\.0\\.1)([:/].*)?");
    }

    /** Keeps a picture of the whole page, for whoever looks after the build. */
    static void screenshot(Page page, String name) {
        page.waitForLoadState();
        page.screenshot(new Page.ScreenshotOptions()
                .setPath(SCREENSHOTS.resolve(name + ".png"))
                .setFullPage(true));
    }
}
