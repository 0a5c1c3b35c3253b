package io.github.keycloakamazon.emulator;

import static io.github.keycloakamazon.emulator.TestBrowser.goodRequest;
import static io.github.keycloakamazon.emulator.TestBrowser.goodRequestWith;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.htmlunit.WebClient;
import org.htmlunit.html.DomElement;
import org.htmlunit.html.HtmlCheckBoxInput;
import org.htmlunit.html.HtmlEmailInput;
import org.htmlunit.html.HtmlPage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The pages as a browser without scripts sees them. */
class PagesTest {
    private static final String BANNER = "Amazon emulator - not Amazon. For tests and demos.";

    private final AmazonEmulator amazon = AmazonEmulator.start();
    private final TestBrowser http = new TestBrowser(amazon);
    private final WebClient browser = new WebClient();

    @BeforeEach
    void switchScriptsOff() {
        browser.getOptions().setJavaScriptEnabled(false);
        browser.getOptions().setCssEnabled(false);
        browser.getOptions().setThrowExceptionOnFailingStatusCode(false);
        browser.getOptions().setPrintContentOnFailingStatusCode(false);
        // The return URL is a page of the emulator's own, which is not there: enough to see what came back.
        amazon.allowReturnUrl(AmazonEmulator.CLIENT_ID, returnUrl());
    }

    @AfterEach
    void stop() {
        browser.close();
        amazon.close();
    }

    @Test
    void aPersonSignsInAndAllows() throws IOException {
        HtmlPage signIn = open(request("profile"));
        HtmlPage consent = click(signIn, "person-jane");
        HtmlPage callback = click(consent, "allow");

        assertThat(consent.asNormalizedText()).contains("Jane Doe", "jane.doe@example.com", "Example application");
        assertThat(callback.getUrl().getQuery()).contains("code=", "scope=profile", "state=state-1");
    }

    @Test
    void aPersonCancels() throws IOException {
        HtmlPage callback = click(click(open(request("profile")), "person-jane"), "cancel");

        assertThat(callback.getUrl().getQuery()).contains("error=access_denied").doesNotContain("code=");
    }

    @Test
    void theSecondLoginAsksForNothing() throws IOException {
        click(click(open(request("profile")), "person-jane"), "allow");

        assertThat(open(request("profile")).getUrl().getQuery()).contains("code=");
    }

    @Test
    void anotherAccountCanBeUsed() throws IOException {
        HtmlPage consent = click(open(request("profile")), "person-jane");
        HtmlPage signIn = click(consent, "another-account");
        HtmlPage other = click(signIn, "person-japanese");

        assertThat(other.asNormalizedText()).contains("山田太郎").doesNotContain("Jane");
    }

    @Test
    void signingOutAsksForTheAccountAgainButNotForConsent() throws IOException {
        click(click(open(request("profile")), "person-jane"), "allow");

        HtmlPage signedOut = browser.getPage(amazon.baseUrl() + "/ap/signout");
        HtmlPage signIn = open(request("profile"));

        assertThat(signedOut.asNormalizedText()).contains("Signed out");
        assertThat(click(signIn, "person-jane").getUrl().getQuery()).contains("code=");
    }

    @Test
    void theEmailAddressSignsInToo() throws IOException {
        HtmlPage signIn = open(request("profile"));
        ((HtmlEmailInput) element(signIn, "email")).setValue("JANE.DOE@example.com ");

        assertThat(click(signIn, "continue").getElementById("allow")).isNotNull();
    }

    @Test
    void anUnknownEmailAddressIsExplainedAtTheField() throws IOException {
        HtmlPage signIn = open(request("profile"));
        ((HtmlEmailInput) element(signIn, "email")).setValue("nobody@example.com");

        HtmlPage again = click(signIn, "continue");

        assertThat(element(again, "email").getAttribute("aria-describedby")).isEqualTo("email-error");
        assertThat(element(again, "email").getAttribute("value")).isEqualTo("nobody@example.com");
        assertThat(element(again, "email-error").getAttribute("role")).isEqualTo("alert");
    }

    @Test
    void aVoluntaryScopeCanBeUnticked() throws IOException {
        Map<String, String> request = request("profile postal_code");
        request.put("scope_data", "{\"postal_code\":{\"essential\":false}}");
        HtmlPage consent = click(open(request), "person-jane");
        List<DomElement> boxes = consent.getElementsByName("scope");

        assertThat(boxes)
                .singleElement()
                .extracting(box -> box.getAttribute("value"))
                .isEqualTo("postal_code");
        ((HtmlCheckBoxInput) boxes.get(0)).setChecked(false);

        assertThat(click(consent, "allow").getUrl().getQuery()).contains("scope=profile&");
    }

    @Test
    void aVoluntaryScopeIsTickedAtFirst() throws IOException {
        Map<String, String> request = request("profile postal_code");
        request.put("scope_data", "{\"postal_code\":{\"essential\":false}}");

        HtmlPage callback = click(click(open(request), "person-jane"), "allow");

        assertThat(callback.getUrl().getQuery()).contains("scope=profile+postal_code&");
    }

    @Test
    void everyPageSaysThatItIsNotAmazon() {
        http.signIn(Person.JANE, goodRequest());
        for (String path : List.of("/", "/nowhere", "/ap/oa", "/ap/signout")) {
            assertThat(http.get(path).body()).as(path).contains("<header>" + BANNER + "</header>");
        }
        assertThat(http.authorize(goodRequest()).body()).contains(BANNER);
        assertThat(http.signIn(Person.JANE, goodRequest()).body()).contains(BANNER);
    }

    @Test
    void pagesHaveLanguageTitleAndLandmarks() throws IOException {
        HtmlPage signIn = open(request("profile"));
        HtmlPage consent = click(signIn, "person-jane");

        for (HtmlPage page : List.of(signIn, consent)) {
            assertThat(page.getDocumentElement().getAttribute("lang")).isEqualTo("en");
            assertThat(page.getTitleText()).endsWith("Amazon emulator");
            assertThat(page.getElementsByTagName("main")).hasSize(1);
            assertThat(page.getElementsByTagName("header")).hasSize(1);
            assertThat(page.getElementsByTagName("h1")).hasSize(1);
        }
        assertThat(signIn.getElementsByTagName("label"))
                .singleElement()
                .extracting(label -> label.getAttribute("for"))
                .isEqualTo("email");
    }

    @Test
    void nothingOfARequestOrAPersonBecomesMarkup() {
        String nasty = "<img src=x onerror=alert(1)>\"'&";
        amazon.addPerson(new Person("nasty", nasty, nasty, nasty));
        amazon.addClient(EmulatedClient.of(AmazonEmulator.CLIENT_ID, "secret")
                .withName(nasty)
                .withReturnUrl(TestBrowser.CALLBACK)
                .withScope(nasty.replace(" ", "")));
        Map<String, String> request = goodRequestWith("state", nasty);
        request.put("scope", "profile postal_code " + nasty.replace(" ", ""));
        Person person = new Person("nasty", nasty, nasty, nasty);

        String signIn = http.authorize(request).body();
        String unknown = http.post("/ap/signin?" + TestBrowser.encode(request), "email=%22%3E%3Cimg%20src=x%3E")
                .body();
        String consent = http.signIn(person, request).body();
        String error = Pages.error(nasty, "client_id=" + nasty).body();

        assertThat(List.of(signIn, unknown, consent, error))
                .allSatisfy(page -> assertThat(page).doesNotContain("<img").contains("&lt;img"));
    }

    @Test
    void pagesAllowNoScriptsAndNoFraming() {
        HttpResponse<String> page = http.authorize(goodRequest());

        assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
                .contains("default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'")
                .doesNotContain("unsafe")
                .doesNotContain("form-action");
        assertThat(page.headers().firstValue("Cache-Control")).hasValue("no-store");
        assertThat(page.headers().firstValue("Referrer-Policy")).hasValue("no-referrer");
        assertThat(page.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
        assertThat(page.body()).doesNotContain("style=\"").doesNotContain("<script");
    }

    @Test
    void theStylesheetIsThereForBothColourSchemes() {
        HttpResponse<String> css = http.get("/emulator/style.css");

        assertThat(css.headers().firstValue("Content-Type")).hasValue("text/css;charset=UTF-8");
        assertThat(css.body()).contains("prefers-color-scheme: dark", ":focus-visible");
        assertThat(http.authorize(goodRequest()).body()).contains("href=\"/emulator/style.css\"");
    }

    @Test
    void theSessionCookieIsKeptFromScriptsAndOtherSites() {
        assertThat(http.signIn(Person.JANE, goodRequest())
                        .headers()
                        .firstValue("Set-Cookie")
                        .orElse(""))
                .contains("HttpOnly", "SameSite=Lax", "Path=/ap");
    }

    private HtmlPage open(Map<String, String> parameters) throws IOException {
        return browser.getPage(amazon.authorizeUrl() + "?" + TestBrowser.encode(parameters));
    }

    private Map<String, String> request(String scope) {
        Map<String, String> request = goodRequestWith("redirect_uri", returnUrl());
        request.put("scope", scope);
        return request;
    }

    private String returnUrl() {
        return amazon.baseUrl() + "/callback";
    }

    private static HtmlPage click(HtmlPage page, String id) throws IOException {
        return element(page, id).click();
    }

    private static DomElement element(HtmlPage page, String id) {
        DomElement element = page.getElementById(id);
        assertThat(element).as("#" + id + " in " + page.getTitleText()).isNotNull();
        return element;
    }
}
