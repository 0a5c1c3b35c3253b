package io.github.keycloakamazon.lwa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A page is the sign-in page only if a user could enter an e-mail address there and send it to Amazon. */
class SignInPageTest {
    private static final String PAGE = "https://www.amazon.com/ap/oa?client_id=x";
    private static final String FORM = "<form action=\"/ap/signin\"><input name=\"email\"></form>";

    @ParameterizedTest
    @ValueSource(
            strings = {
                FORM,
                "<FORM NAME=signIn ACTION=/ap/signin METHOD=POST><INPUT TYPE=EMAIL NAME=EMAIL></FORM>",
                "<form\n name='signIn'\n action = 'https://www.amazon.com/ap/signin'\n>\t<input\n name=\"email\"\n/></form>",
                "<form novalidate action=https://www.amazon.com/ap/signin/138-1234567-1234567><input name=email>",
                "<form action=\"https://na.account.amazon.com/ap/signin?a={b|c}&amp;d=<e>#f\"><input name=\"email\">",
                "<form action=\"//www.amazon.com/ax/claim\"><input type=\"text\" name=\"email\">",
                "<form action=\"signin\"><input name=\"email\">",
                "<form action=\"/ap/signin\"><input type=hidden name=\"email\"><input name=\"email\">",
                "<form action=\"/s\"><input name=\"k\"></form><p>1 < 2</p>" + FORM,
                "<!DOCTYPE html><?xml?><!-- > --><!--><!---><script>'<form>'</scripts></script ></>" + FORM,
                "<title><form></title><template><template></template><form></template>" + FORM,
                "<a title='>' b=\"<form>\" c=<form d>" + FORM,
                "<base href=\"/other/\">" + FORM,
                FORM + "<form action=\"/ap/sig",
            })
    void formForTheEmailAddressIsFound(String page) {
        assertThat(isSignInPage(page, PAGE)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<!-- " + FORM + " --><h1>Captcha</h1>",
                "<!-- > " + FORM,
                "<script>var t='" + FORM + "';</script><h1>challenge</h1>",
                "<script>var t='</scripts>" + FORM + "';",
                "<style>" + FORM + "</style>",
                "<noscript>" + FORM + "</noscript>Enable JavaScript",
                "<textarea>" + FORM + "</textarea>",
                "<template><template></template>" + FORM + "</template>",
                "<title>" + FORM,
                "<a title='" + FORM + "'>",
                "<!DOCTYPE " + FORM,
            })
    void formThatIsOnlyTextIsNone(String page) {
        assertThat(isSignInPage(page, PAGE)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<h1>We're sorry</h1><form action=\"/ap/signin\"><input type=\"HIDDEN\" name=\"email\" value=\"\"></form>",
                "<form action=\"/ap/signin\"><input name=\"cvf_captcha_input\"></form><form action=\"/news\"><input name=\"email\"></form>",
                "<form action=\"/ap/signin\"></form><input name=\"email\">",
                "<form action=\"/news\"><form action=\"/ap/signin\"><input name=\"email\">",
                "<form action=\"/news\" action=\"/ap/signin\"><input name=\"email\">",
                "<form action=\"/ap/signin\"><input name=\"email2\"><input value=\"email\"><a name=\"email\">",
                "<form data-action=\"/ap/signin\"><input name=\"email\">",
                "<form><input name=\"email\">",
                "<form action=\"/ap/signin\"><input name=\"email\"",
            })
    void fieldElsewhereIsNone(String page) {
        assertThat(isSignInPage(page, PAGE)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example/ap/signin",
                "//evil.example/ap/signin",
                "/\\evil.example/ap/signin",
                "https://www.amazon.com.evil.example/ap/signin",
                "https://www.amazon.com@evil.example/ap/signin",
                "https://evil.example?/www.amazon.com/ap/signin",
                "https://notamazon.com/ap/signin",
                "https://www.amazon.com:8443/ap/signin",
                "http://www.amazon.com/ap/signin",
                "javascript:/ap/signin",
                "mailto:ap/signin",
                "/ap/signin2",
                "/errors?/ap/signin",
                "/elsewhere/ap/signin",
                "",
            })
    void formThatLeadsElsewhereIsNone(String action) {
        assertThat(isSignInPage("<form action=\"" + action + "\"><input name=\"email\">", PAGE))
                .isFalse();
    }

    @Test
    void baseOfThePageCounts() {
        assertThat(isSignInPage(
                        "<base href=\"https://evil.example/\"><base href=\"https://www.amazon.com/\">" + FORM, PAGE))
                .isFalse();
    }

    /** As the emulator's, or a test host's. */
    @Test
    void pageOnAnotherHostMayLeadThereOrToAmazon() {
        String page = "http://127.0.0.1:8081/ap/oa";

        assertThat(isSignInPage(FORM, page)).isTrue();
        assertThat(isSignInPage("<form action=\"http://127.0.0.1:8081/ap/signin\"><input name=\"email\">", page))
                .isTrue();
        assertThat(isSignInPage("<form action=\"https://www.amazon.com/ap/signin\"><input name=\"email\">", page))
                .isTrue();
        assertThat(isSignInPage("<form action=\"http://127.0.0.1:8082/ap/signin\"><input name=\"email\">", page))
                .isFalse();
    }

    /** With time that grows as the square of the length, none of these would end in a minute. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "<",
                "<form",
                "<form ",
                "<form>",
                "<form action='",
                "<form action=/ap/signin>",
                "<!--",
                "<!-->",
                "<script>",
                "<script></scripts",
                "<template>",
                "</form x=",
                "= ",
            })
    void readingEndsWhateverThePageRepeats(String text) {
        String page = "<script>" + text.repeat(300_000) + "</script>" + text.repeat(300_000);

        assertThat(assertTimeoutPreemptively(Duration.ofMinutes(1), () -> isSignInPage(page, PAGE)))
                .isFalse();
    }

    private static boolean isSignInPage(String page, String address) {
        return SignInPage.isSignInPage(page.toLowerCase(Locale.ROOT), URI.create(address));
    }
}
