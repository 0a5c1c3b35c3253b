package io.github.keycloakamazon.browser;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.text.MessageFormat;
import java.util.List;
import java.util.Map;

/**
 * The markup of Amazon's button in the login themes of Keycloak's releases, on pages of this project's own, so that a change of
 * Keycloak's is tested where that release cannot be run.
 */
enum LoginPageMarkup {
    /** The older theme, in all releases. */
    KEYCLOAK("keycloak", false),
    /** 26.0 writes no text beside a marked button. */
    KEYCLOAK_V2_26_0("keycloak.v2-26.0", false),
    /** 26.1 writes the text within the mark. */
    KEYCLOAK_V2_26_1("keycloak.v2-26.1", false),
    /** 26.2 to 26.7. */
    KEYCLOAK_V2_26_2("keycloak.v2-26.2", false),
    /** 26.8 writes "Sign in with" before the name where there are up to three providers. */
    KEYCLOAK_V2_26_8("keycloak.v2-26.8", true),
    /** The theme to come, with the classes of PatternFly 6. */
    KEYCLOAK_V3("keycloak.v3", true);

    /** From how many providers on the buttons stand in two columns. */
    private static final int GRID = 4;

    /** What Keycloak writes from 26.8 on, in some languages. English stands in for the others. */
    private static final Map<String, String> SIGN_IN_WITH = Map.of(
            "de", "Mit {0} anmelden",
            "ja", "{0}でサインイン",
            "ar", "تسجيل الدخول باستخدام {0}");

    private final String name;
    private final boolean saysSignInWith;

    LoginPageMarkup(String name, boolean saysSignInWith) {
        this.name = name;
        this.saysSignInWith = saysSignInWith;
    }

    /**
     * The button of one provider.
     *
     * @param classes of the mark, as the provider names them
     * @param name for display
     */
    record AmazonButton(String alias, String classes, String name) {}

    /** The page in a language, which is Keycloak's {@code lang} attribute. */
    String page(String language, List<AmazonButton> providers) {
        return resource("login.html")
                .replace("{language}", language)
                .replace("{direction}", language.matches("(ar|fa)\\b.*") ? "rtl" : "ltr")
                .replace("{list}", providers.size() < GRID ? "" : "grid")
                .replace(
                        "{buttons}",
                        providers.stream()
                                .map(provider -> button(language, provider, providers.size()))
                                .collect(joining()));
    }

    private String button(String language, AmazonButton provider, int providers) {
        return resource(name + ".html")
                .replace("{alias}", provider.alias())
                .replace("{classes}", provider.classes())
                .replace("{name}", escaped(provider.name()))
                .replace("{signInWithName}", escaped(textOf(language, provider.name(), providers)));
    }

    /** What Keycloak writes itself. */
    String textOf(String language, String displayName, int providers) {
        return saysSignInWith && providers < GRID
                ? MessageFormat.format(SIGN_IN_WITH.getOrDefault(language, "Sign in with {0}"), displayName)
                : displayName;
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
    }

    /** A file that stands beside these pages. */
    static String resource(String name) {
        return read("login-pages/" + name);
    }

    /** A file that the JAR brings to every theme. */
    static String ofTheJar(String name) {
        return read("/theme-resources/resources/" + name);
    }

    private static String read(String name) {
        try (InputStream in = LoginPageMarkup.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
