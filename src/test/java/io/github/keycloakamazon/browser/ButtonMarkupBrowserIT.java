package io.github.keycloakamazon.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.Contrast;
import com.microsoft.playwright.options.ForcedColors;
import io.github.keycloakamazon.browser.LoginPageMarkup.AmazonButton;
import java.net.URI;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Amazon's button in the markup of every release of Keycloak, without a Keycloak: what is painted and what screen readers say is the
 * same, and right.
 */
@Tag("browser")
@DisabledIfSystemProperty(
        named = "keycloak.version.test",
        matches = "oldest",
        disabledReason = "It needs no Keycloak, so the run on the newest is enough")
class ButtonMarkupBrowserIT {
    private static final String SERVER = "http://localhost";
    private static final List<String> STYLES = List.of("gold", "light", "dark", "official-image");

    private BrowserContext user = Chromium.newPerson();
    private Page page = user.newPage();
    private String stylesheet = LoginPageMarkup.ofTheJar("css/amazon-button.css");

    @AfterEach
    void close() {
        user.close();
    }

    /** How a user has set the browser. */
    enum Sight {
        LIGHT(4.5),
        DARK(4.5),
        FORCED_COLORS(4.5),
        FORCED_COLORS_IN_THE_DARK(4.5),
        MORE_CONTRAST(7);

        private final double leastContrast;

        Sight(double leastContrast) {
            this.leastContrast = leastContrast;
        }

        private NewContextOptions options() {
            NewContextOptions options = new NewContextOptions();
            return switch (this) {
                case LIGHT -> options.setColorScheme(ColorScheme.LIGHT);
                case DARK -> options.setColorScheme(ColorScheme.DARK);
                case FORCED_COLORS -> options.setForcedColors(ForcedColors.ACTIVE);
                case FORCED_COLORS_IN_THE_DARK ->
                    options.setForcedColors(ForcedColors.ACTIVE).setColorScheme(ColorScheme.DARK);
                case MORE_CONTRAST -> options.setContrast(Contrast.MORE);
            };
        }
    }

    static Stream<Arguments> markupsAndSights() {
        return Stream.of(LoginPageMarkup.values())
                .flatMap(markup -> Stream.of(Sight.values()).map(sight -> Arguments.of(markup, sight)));
    }

    @ParameterizedTest
    @MethodSource("markupsAndSights")
    void buttonIsReadableInEveryMarkup(LoginPageMarkup markup, Sight sight) {
        become(sight.options());
        for (int count : List.of(1, 3, 4)) {
            open(markup, "en", unnamed(count));

            assertThat(looks())
                    .hasSize(count)
                    .allSatisfy(look -> assertThat(look.text()).isEqualTo("Login with Amazon"))
                    .allSatisfy(look -> assertThat(look.contrast()).isGreaterThan(sight.leastContrast));
            assertThat(ScreenReader.linkNames(page)).hasSize(count).containsOnly("Login with Amazon");
        }
        assertThat(Axe.violations(page, "#kc-social-providers")).isEmpty();
        Chromium.screenshot(page, "markup/" + markup + "-" + sight);
    }

    @ParameterizedTest
    @CsvSource({
        "en,         Login with Amazon",
        "ar,         تسجيل الدخول باستخدام Amazon",
        "de,         Mit Amazon anmelden",
        "fa,         ورود با Amazon",
        "ja,         Amazonでサインイン",
        "pt,         Iniciar sessão com a Amazon",
        "pt-BR,      Entrar com a Amazon",
        "zh-CN,      使用 Amazon 登录",
        "zh-TW,      使用 Amazon 登入",
        // Languages within others, a tag in capitals, no language and an unknown one.
        "de-AT,      Mit Amazon anmelden",
        "pt-PT,      Iniciar sessão com a Amazon",
        "zh-Hant-HK, 使用 Amazon 登入",
        "nb-NO,      Logg inn med Amazon",
        "DE,         Mit Amazon anmelden",
        "'',         Login with Amazon",
        "tlh,        Login with Amazon",
    })
    void buttonSpeaksTheLanguageOfThePage(String language, String text) {
        for (LoginPageMarkup markup : LoginPageMarkup.values()) {
            open(markup, language, List.of(unnamed("gold")));

            assertThat(looks()).extracting(ButtonLook::text).as("%s", markup).containsExactly(text);
            assertThat(ScreenReader.linkNames(page)).as("%s", markup).containsExactly(text);
        }
    }

    @ParameterizedTest
    @EnumSource(LoginPageMarkup.class)
    void officialImageIsInEnglishAsItsTextIs(LoginPageMarkup markup) {
        for (String language : List.of("de", "ar")) {
            open(markup, language, List.of(unnamed("official-image")));

            assertThat(looks()).extracting(ButtonLook::text).containsExactly("Login with Amazon");
            assertThat(ScreenReader.linkNames(page)).containsExactly("Login with Amazon");
        }
    }

    static Stream<Arguments> markupsAndNames() {
        return Stream.of(LoginPageMarkup.values())
                .flatMap(markup -> Stream.of(
                                "Shop & Co account",
                                "Amazon",
                                "<b>Amazon</b> \"business\" \\ braces {0}",
                                "أمازون",
                                "The account that you have with the shop of the company that you work for",
                                "Donaudampfschifffahrtsgesellschaftskapitänskonto")
                        .map(name -> Arguments.of(markup, name)));
    }

    @ParameterizedTest
    @MethodSource("markupsAndNames")
    void nameThatAnAdministratorChoseIsKeptAsKeycloakWritesIt(LoginPageMarkup markup, String name) {
        for (int count : List.of(1, 4)) {
            open(markup, "de", named(count, name));

            String text = markup.textOf("de", name, count);
            assertThat(looks()).hasSize(count).extracting(ButtonLook::text).containsOnly(text);
            assertThat(ScreenReader.linkNames(page)).hasSize(count).containsOnly(text);
        }
    }

    @ParameterizedTest
    @EnumSource(LoginPageMarkup.class)
    void longTextStaysWithinTheButtonOnTheSmallestScreen(LoginPageMarkup markup) {
        become(new NewContextOptions().setViewportSize(320, 600));
        for (String language : List.of("el", "hu", "ar")) {
            for (int count : List.of(1, 4)) {
                open(markup, language, unnamed(count));

                assertThat(page.locator("#kc-social-providers a").all())
                        .as("%s buttons in %s", count, language)
                        .allSatisfy(button -> assertThat((Boolean) button.evaluate(
                                        "b => b.scrollWidth <= b.clientWidth && b.scrollHeight <= b.clientHeight"))
                                .isTrue());
            }
            Chromium.screenshot(page, "markup/" + markup + "-small-" + language);
        }
    }

    @ParameterizedTest
    @EnumSource(LoginPageMarkup.class)
    void textIsThereWithoutJavaScript(LoginPageMarkup markup) {
        become(new NewContextOptions().setJavaScriptEnabled(false));
        open(markup, "de", List.of(unnamed("gold")));

        assertThat(looks()).extracting(ButtonLook::text).containsExactly("Mit Amazon anmelden");
        assertThat(ScreenReader.linkNames(page)).hasSize(1).allMatch(name -> name.contains("Amazon"));
    }

    @ParameterizedTest
    @EnumSource(value = LoginPageMarkup.class, mode = EnumSource.Mode.EXCLUDE, names = "KEYCLOAK_V2_26_0")
    void withoutTheStylesheetKeycloaksTextIsSeenAndHeard(LoginPageMarkup markup) {
        stylesheet = "";
        open(markup, "de", List.of(unnamed("gold")));

        String text = markup.textOf("de", "Amazon", 1);
        assertThat(looks()).extracting(ButtonLook::text).containsExactly(text);
        assertThat(ScreenReader.linkNames(page)).containsExactly(text);
    }

    private void become(NewContextOptions options) {
        user.close();
        user = Chromium.newPerson(options);
        page = user.newPage();
    }

    private void open(LoginPageMarkup markup, String language, List<AmazonButton> buttons) {
        String content = markup.page(language, buttons);
        page.unroute(SERVER + "/**");
        page.route(SERVER + "/**", route -> answer(route, content));
        page.navigate(SERVER + "/login");
    }

    private void answer(Route route, String content) {
        switch (URI.create(route.request().url()).getPath()) {
            case "/login" -> answer(route, "text/html", content);
            case "/css/login.css" -> answer(route, "text/css", LoginPageMarkup.resource("login.css"));
            case "/css/amazon-button.css" -> answer(route, "text/css", stylesheet);
            case "/js/amazon-button.js" ->
                answer(route, "text/javascript", LoginPageMarkup.ofTheJar("js/amazon-button.js"));
            default -> route.fulfill(new Route.FulfillOptions().setStatus(404));
        }
    }

    private static void answer(Route route, String type, String content) {
        route.fulfill(new Route.FulfillOptions().setContentType(type).setBody(content));
    }

    private List<ButtonLook> looks() {
        return page.locator("#kc-social-providers a").all().stream()
                .map(ButtonLook::of)
                .toList();
    }

    /** Buttons of providers without a display name, in all styles. */
    private static List<AmazonButton> unnamed(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new AmazonButton("amazon-" + i, classes(i) + " amazon-button-text", "Amazon"))
                .toList();
    }

    private static AmazonButton unnamed(String style) {
        return new AmazonButton("amazon", "amazon-button amazon-button-" + style + " amazon-button-text", "Amazon");
    }

    private static List<AmazonButton> named(int count, String name) {
        return IntStream.range(0, count)
                .mapToObj(i -> new AmazonButton("amazon-" + i, classes(i), name))
                .toList();
    }

    private static String classes(int number) {
        return "amazon-button amazon-button-" + STYLES.get(number % STYLES.size());
    }
}
