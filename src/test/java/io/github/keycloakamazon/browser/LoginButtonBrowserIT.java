package io.github.keycloakamazon.browser;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.Contrast;
import com.microsoft.playwright.options.ForcedColors;
import io.github.keycloakamazon.fixture.TestRealm;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.representations.idm.IdentityProviderRepresentation;
import org.keycloak.representations.idm.RealmRepresentation;

/** How Amazon's button looks and what it is called, in Keycloak's own login themes and in this project's. */
@Tag("browser")
class LoginButtonBrowserIT {
    /** Which buttons have moved, other than by a text in them changing its font, since the page began to load, without anybody having done anything. */
    private static final String SHIFTS = """
            () => new Promise(done => {
              const moved = [];
              new PerformanceObserver(list => list.getEntries().forEach(shift => shift.sources
                .filter(source => source.node?.matches?.('#kc-social-providers :is(li, a)'))
                .forEach(source => moved.push(source.node.outerHTML))))
                .observe({ type: 'layout-shift', buffered: true });
              requestAnimationFrame(() => setTimeout(() => done(moved), 300));
            })""";

    private final TestRealm realm = TestRealm.create(settings -> {
        settings.setInternationalizationEnabled(true);
        settings.setSupportedLocales(
                Set.of("en", "de", "fr", "es", "it", "ja", "pt", "pt-BR", "zh-CN", "zh-TW", "pl", "ar"));
        settings.setDefaultLocale("en");
    });
    private BrowserContext person = Chromium.newPerson();
    private final Page page = person.newPage();
    private Page shown = page;

    @AfterEach
    void close() {
        person.close();
        realm.close();
    }

    // ---- Keycloak's own themes

    @ParameterizedTest
    @CsvSource({
        "keycloak.v2, amazon",
        "keycloak.v2, sign-in-at-the-shop",
        "keycloak,    amazon",
        "keycloak,    sign-in-at-the-shop"
    })
    void buttonIsReadableInTheFontOfKeycloaksOwnThemes(String theme, String alias) {
        realm.withProvider(amazon(alias, Map.of("buttonStyle", "dark")));
        open(theme, "en");

        ButtonLook look = ButtonLook.of(button(alias));

        assertThat(look.text()).isEqualTo("Amazon");
        assertThat(look.font()).isEqualTo(fontOfThePage()).doesNotContain("Awesome");
        assertThat(look.contrast()).isGreaterThan(4.5);
        assertThat(shown.locator(".amazon-button").count()).as("marks").isZero();
        Chromium.screenshot(shown, "default-" + theme + "-alone");
    }

    @ParameterizedTest
    @ValueSource(strings = {"keycloak.v2", "keycloak"})
    void buttonIsOneAmongItsNeighboursInKeycloaksOwnThemes(String theme) {
        realm.withProvider(generic("company"))
                .withProvider(amazon("amazon", Map.of()))
                .withProvider(generic("school"));
        open(theme, "en");
        assertLikeItsNeighbour();
        assertInOneLineWithItsNeighbour();
        Chromium.screenshot(shown, "default-" + theme + "-among");

        realm.withProvider(generic("library")).withProvider(generic("town"));
        open(theme, "en");
        assertLikeItsNeighbour();
        Chromium.screenshot(shown, "default-" + theme + "-grid");
    }

    @Test
    void changeOfThemeIsFollowedAtOnce() {
        realm.withAmazon();

        open("amazon", "en");
        assertThat(ButtonLook.of(button("amazon")).text()).isEqualTo("Login with Amazon");
        open("keycloak.v2", "en");
        assertThat(ButtonLook.of(button("amazon")).text()).isEqualTo("Amazon");
        open("amazon-classic", "en");
        assertThat(ButtonLook.of(button("amazon")).text()).isEqualTo("Login with Amazon");
    }

    // ---- This project's themes

    @ParameterizedTest
    @ValueSource(strings = {"amazon", "amazon-classic"})
    void everyProviderHasItsOwnStyleWhateverItsAlias(String theme) {
        realm.withProvider(amazon("one", Map.of()))
                .withProvider(amazon("two", Map.of("buttonStyle", "light")))
                .withProvider(amazon("three", Map.of("buttonStyle", "dark")));
        open(theme, "en");

        List<ButtonLook> looks = List.of(look("one"), look("two"), look("three"));

        assertThat(looks).extracting(ButtonLook::text).containsOnly("Login with Amazon");
        assertThat(looks)
                .extracting(ButtonLook::background)
                .containsExactly("rgb(246, 201, 79)", "rgb(255, 255, 255)", "rgb(38, 41, 45)");
        assertThat(looks).extracting(ButtonLook::font).containsOnly(fontOfThePage());
        assertThat(looks).allSatisfy(look -> assertThat(look.contrast()).isGreaterThan(4.5));
        assertThat(shown.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Login with Amazon"))
                        .count())
                .as("buttons of that name for screen readers and voice control")
                .isEqualTo(3);
        assertThat(Axe.violations(shown, "#kc-social-providers")).isEmpty();
        Chromium.screenshot(shown, theme + "-styles");
    }

    @ParameterizedTest
    @CsvSource({
        "en,    Login with Amazon",
        "de,    Mit Amazon anmelden",
        "fr,    Se connecter avec Amazon",
        "es,    Iniciar sesión con Amazon",
        "it,    Accedi con Amazon",
        "ja,    Amazonでサインイン",
        "pt,    Iniciar sessão com a Amazon",
        "pt-BR, Entrar com a Amazon",
        "zh-CN, 使用 Amazon 登录",
        "zh-TW, 使用 Amazon 登入",
        "pl,    Zaloguj się przez Amazon",
        "ar,    تسجيل الدخول باستخدام Amazon"
    })
    void buttonSpeaksThePersonsLanguage(String language, String text) {
        realm.withAmazon();

        for (String theme : List.of("amazon", "amazon-classic")) {
            open(theme, language);

            PlaywrightAssertions.assertThat(button("amazon")).hasAccessibleName(text);
            assertThat(look("amazon").text()).as(theme).isEqualTo(text);
        }
        Chromium.screenshot(shown, "amazon-classic-" + language);
    }

    @Test
    void buttonHasATextInEveryLanguageThatKeycloakOffers() {
        Set<String> languages = languagesOf("amazon");
        realm.withAmazon();
        RealmRepresentation settings = realm.admin().toRepresentation();
        settings.setSupportedLocales(languages);
        realm.admin().update(settings);

        Map<String, String> texts = new TreeMap<>();
        for (String language : languages) {
            open("amazon", language);
            assertThat((String) shown.evaluate("() => document.documentElement.lang"))
                    .as("the language of the page")
                    .isNotEqualTo(language.equals("en") ? "" : "en");
            PlaywrightAssertions.assertThat(button("amazon"))
                    .hasAccessibleName(look("amazon").text());
            texts.put(language, look("amazon").text());
        }

        assertThat(texts).hasSizeGreaterThan(25).containsEntry("en", "Login with Amazon");
        texts.remove("en");
        assertThat(texts)
                .allSatisfy((language, text) ->
                        assertThat(text).as(language).contains("Amazon").isNotEqualTo("Login with Amazon"));
        assertThat(texts.values()).as("languages that share a text").doesNotHaveDuplicates();
    }

    private Set<String> languagesOf(String theme) {
        return realm.server().serverInfo().getInfo().getThemes().get("login").stream()
                .filter(ofServer -> theme.equals(ofServer.getName()))
                .flatMap(ofServer -> Arrays.stream(ofServer.getLocales()))
                .collect(toSet());
    }

    @ParameterizedTest
    @ValueSource(strings = {"amazon", "amazon-classic"})
    void buttonSaysTheNameAnAdministratorChose(String theme) {
        IdentityProviderRepresentation provider = amazon("amazon", Map.of());
        provider.setDisplayName("Shop & Co account");
        realm.withProvider(provider);

        open(theme, "de");

        PlaywrightAssertions.assertThat(button("amazon")).hasAccessibleName("Shop & Co account");
        Chromium.screenshot(shown, theme + "-named");
    }

    @ParameterizedTest
    @ValueSource(strings = {"amazon", "amazon-classic"})
    void otherProvidersLookAsInTheParentTheme(String theme) {
        realm.withProvider(generic("company")).withAmazon();
        open(theme, "en");
        ButtonLook ours = look("company");

        open("amazon".equals(theme) ? "keycloak.v2" : "keycloak", "en");

        assertThat(look("company").background()).isEqualTo(ours.background());
        assertThat(look("company").height()).isEqualTo(ours.height());
    }

    // ---- People who see in other ways

    @Test
    void darkModeAndForcedColoursKeepTheTextReadable() {
        realm.withAmazon()
                .withProvider(amazon("light", Map.of("buttonStyle", "light")))
                .withProvider(amazon("dark", Map.of("buttonStyle", "dark")));

        open("amazon", "en", new NewContextOptions().setColorScheme(ColorScheme.DARK));
        assertThat(List.of(look("amazon"), look("light"), look("dark")))
                .allSatisfy(look -> assertThat(look.contrast()).isGreaterThan(4.5));
        Chromium.screenshot(shown, "amazon-dark-mode");

        open("amazon", "en", new NewContextOptions().setForcedColors(ForcedColors.ACTIVE));
        assertThat(List.of(look("amazon"), look("light"), look("dark")))
                .allSatisfy(look -> assertThat(look.contrast()).isGreaterThan(4.5))
                .extracting(ButtonLook::background)
                .as("the person's own colour, whatever the style")
                .containsOnly(look("amazon").background());
        Chromium.screenshot(shown, "amazon-forced-colours");
    }

    @ParameterizedTest
    @ValueSource(strings = {"amazon", "amazon-classic"})
    void longestTextFitsOnTheSmallestScreen(String theme) {
        realm.withAmazon().withProvider(amazon("official", Map.of("buttonStyle", "official-image")));

        // 320 pixels are also what is left of 640 at a zoom of 200 %.
        open(theme, "es", new NewContextOptions().setViewportSize(320, 800));

        for (String alias : List.of("amazon", "official")) {
            assertThat((Boolean) button(alias).evaluate("b => b.scrollWidth <= b.clientWidth"))
                    .as("text within the button")
                    .isTrue();
            assertThat(look(alias).box().get(0)).isNotNegative();
            assertThat(look(alias).box().get(0) + look(alias).width()).isLessThanOrEqualTo(320);
        }
        Chromium.screenshot(shown, theme + "-320");
    }

    @ParameterizedTest
    @ValueSource(strings = {"amazon", "amazon-classic"})
    void keyboardFocusIsToBeSeenAndMovesNothing(String theme) {
        realm.withAmazon();
        open(theme, "en");
        List<Double> before = look("amazon").box();

        button("amazon").focus();
        shown.keyboard().press("Shift+Tab");
        shown.keyboard().press("Tab");

        PlaywrightAssertions.assertThat(button("amazon")).isFocused();
        PlaywrightAssertions.assertThat(button("amazon")).hasCSS("outline-style", "solid");
        PlaywrightAssertions.assertThat(button("amazon")).hasCSS("outline-width", "2px");
        assertThat(look("amazon").box()).isEqualTo(before);
        Chromium.screenshot(shown, theme + "-focus");
    }

    @ParameterizedTest
    @ValueSource(strings = {"amazon", "amazon-classic"})
    void textOfDoubleSizeFits(String theme) {
        realm.withAmazon().withProvider(amazon("official", Map.of("buttonStyle", "official-image")));
        open(theme, "es", new NewContextOptions().setViewportSize(640, 900));

        shown.addStyleTag(new Page.AddStyleTagOptions().setContent(":root { font-size: 200% !important }"));

        for (String alias : List.of("amazon", "official")) {
            assertThat((Boolean) button(alias)
                            .evaluate("b => b.scrollWidth <= b.clientWidth && b.scrollHeight <= b.clientHeight"))
                    .as("text within the button")
                    .isTrue();
        }
        assertThat(look("official").fontSize())
                .as("twice that of Amazon's picture")
                .isEqualTo("26px");
        Chromium.screenshot(shown, theme + "-double-text");
    }

    @ParameterizedTest
    @ValueSource(strings = {"amazon", "amazon-classic"})
    void pageThatReadsFromTheRightHasTheSameButton(String theme) {
        realm.withAmazon().withProvider(amazon("official", Map.of("buttonStyle", "official-image")));
        open(theme, "en");
        ButtonLook fromTheLeft = look("amazon");

        open(theme, "ar");

        assertThat(shown.evaluate("() => getComputedStyle(document.documentElement).direction"))
                .isEqualTo("rtl");
        assertThat(look("amazon").text()).isEqualTo("تسجيل الدخول باستخدام Amazon");
        assertThat(look("official").text()).isEqualTo("Login with Amazon");
        assertThat(look("amazon").width()).isEqualTo(fromTheLeft.width());
        assertThat(look("amazon").height()).isEqualTo(fromTheLeft.height());
        Chromium.screenshot(shown, theme + "-from-the-right");
    }

    @Test
    void moreContrastIsGivenToWhoeverAsksForIt() {
        realm.withAmazon()
                .withProvider(amazon("light", Map.of("buttonStyle", "light")))
                .withProvider(amazon("dark", Map.of("buttonStyle", "dark")));

        open("amazon", "en", new NewContextOptions().setContrast(Contrast.MORE));

        assertThat(List.of(look("amazon"), look("light"), look("dark")))
                .as("level AAA")
                .allSatisfy(look -> assertThat(look.contrast()).isGreaterThan(7));
        Chromium.screenshot(shown, "amazon-more-contrast");
    }

    @ParameterizedTest
    @ValueSource(strings = {"amazon", "amazon-classic"})
    void nothingMovesWhileThePageLoads(String theme) {
        realm.withAmazon().withProvider(amazon("official", Map.of("buttonStyle", "official-image")));
        person.route("https://images-na.ssl-images-amazon.com/**", LoginButtonBrowserIT::standIn);

        open(theme, "en");

        assertThat((List<?>) shown.evaluate(SHIFTS)).isEmpty();
    }

    // ---- Amazon's own picture

    @ParameterizedTest
    @ValueSource(strings = {"amazon", "amazon-classic"})
    void officialImageComesFromAmazonAndLeavesTheTextWhereItDoesNotLoad(String theme) {
        realm.withAmazon(Map.of("buttonStyle", "official-image"));
        open(theme, "de");

        assertThat(look("amazon").text()).isEqualTo("Login with Amazon");
        assertThat(look("amazon").contrast()).isGreaterThan(4.5);
        PlaywrightAssertions.assertThat(button("amazon")).hasAccessibleName("Login with Amazon");
        List<Double> withoutPicture = look("amazon").box();
        Chromium.screenshot(shown, theme + "-official-image-missing");

        person.route("https://images-na.ssl-images-amazon.com/**", LoginButtonBrowserIT::standIn);
        shown.waitForResponse(
                "https://images-na.ssl-images-amazon.com/images/G/01/lwa/btnLWA_gold_156x32.png",
                () -> open(theme, "de"));

        assertThat(look("amazon").box()).as("place without layout shift").isEqualTo(withoutPicture);
        Chromium.screenshot(shown, theme + "-official-image-stand-in");
    }

    @Test
    void nothingIsAskedOfAmazonUnlessTheOfficialImageIsChosen() {
        realm.withAmazon().withProvider(amazon("dark", Map.of("buttonStyle", "dark")));
        List<String> requests = new ArrayList<>();
        page.onRequest(request -> requests.add(request.url()));

        open("amazon", "en");

        assertThat(look("dark").text()).isEqualTo("Login with Amazon");
        assertThat(requests).isNotEmpty().allMatch(url -> url.startsWith("http://localhost:"));
    }

    private static void standIn(Route route) {
        route.fulfill(new Route.FulfillOptions()
                .setContentType("image/svg+xml")
                .setBodyBytes(
                        "<svg xmlns='http://www.w3.org/2000/svg' width='156' height='32'><rect width='156' height='32'/></svg>"
                                .getBytes(StandardCharsets.UTF_8)));
    }

    private void assertLikeItsNeighbour() {
        ButtonLook amazon = look("amazon");
        ButtonLook neighbour = look("company");
        assertThat(amazon.font()).isEqualTo(neighbour.font());
        assertThat(amazon.fontSize()).isEqualTo(neighbour.fontSize());
        assertThat(amazon.background()).isEqualTo(neighbour.background());
        assertThat(amazon.height()).isCloseTo(neighbour.height(), within(0.5));
        assertThat(amazon.text()).isEqualTo("Amazon");
    }

    /** In a column, with the same edges, as in most themes; in a row in {@code keycloak.v2} of 26.0, which shows links. */
    private void assertInOneLineWithItsNeighbour() {
        List<Double> amazon = look("amazon").box();
        List<Double> neighbour = look("company").box();
        boolean column = amazon.get(0).equals(neighbour.get(0)) && amazon.get(2).equals(neighbour.get(2));
        boolean row = amazon.get(1).equals(neighbour.get(1));
        assertThat(column || row).as("%s beside %s", amazon, neighbour).isTrue();
    }

    private String fontOfThePage() {
        return (String) shown.evaluate("() => getComputedStyle(document.body).fontFamily");
    }

    private ButtonLook look(String alias) {
        return ButtonLook.of(button(alias));
    }

    private Locator button(String alias) {
        return shown.locator("#social-" + alias);
    }

    private void open(String theme, String language) {
        var settings = realm.admin().toRepresentation();
        settings.setLoginTheme(theme);
        realm.admin().update(settings);
        shown.navigate(realm.application()
                .signInAddress(Map.of("ui_locales", language))
                .toString());
    }

    private void open(String theme, String language, NewContextOptions options) {
        person.close();
        person = Chromium.newPerson(options);
        shown = person.newPage();
        open(theme, language);
    }

    private static IdentityProviderRepresentation amazon(String alias, Map<String, String> settings) {
        IdentityProviderRepresentation provider = TestRealm.amazon(settings);
        provider.setAlias(alias);
        return provider;
    }

    /** A provider of Keycloak's own, without a logo, as Amazon is. */
    private static IdentityProviderRepresentation generic(String alias) {
        IdentityProviderRepresentation provider = new IdentityProviderRepresentation();
        provider.setAlias(alias);
        provider.setProviderId("oidc");
        provider.setEnabled(true);
        provider.setConfig(Map.of(
                "clientId", "client",
                "clientSecret", "secret",
                "authorizationUrl", "http://localhost/authorize",
                "tokenUrl", "http://localhost/token"));
        return provider;
    }
}
