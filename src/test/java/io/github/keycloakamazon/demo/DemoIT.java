package io.github.keycloakamazon.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.keycloakamazon.server.FreePorts;
import io.github.keycloakamazon.server.KeycloakDistribution;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.Map;
import java.util.Properties;
import org.htmlunit.WebClient;
import org.htmlunit.html.HtmlButton;
import org.htmlunit.html.HtmlPage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a person does with the demo, in a browser without scripts. */
class DemoIT {
    private static DemoOptions options;
    private static DemoStack demo;

    @BeforeAll
    static void start() {
        Iterator<Integer> ports = FreePorts.find(DemoPort.values().length).iterator();
        Properties properties = new Properties();
        for (DemoPort port : DemoPort.values()) {
            properties.setProperty(port.property(), ports.next().toString());
        }
        options = DemoOptions.from(properties, Map.of());
        demo = new DemoStack(
                options,
                KeycloakDistribution.current(),
                new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
        demo.start();
    }

    @AfterAll
    static void stop() {
        demo.close();
    }

    @Test
    void signsInOverKeycloaksLoginPageAndOutAgain() throws Exception {
        try (WebClient browser = browser()) {
            HtmlPage welcome = browser.getPage(options.url(DemoPort.APP));
            HtmlPage login = welcome.getAnchorByText("Sign in").click();
            assertThat(login.getWebResponse().getContentAsString()).contains("/login/amazon/css/");
            HtmlPage accounts = login.getHtmlElementById("social-amazon").click();
            HtmlPage person = allow(accounts.getHtmlElementById("person-jane").click());

            assertThat(person.getBaseURI()).isEqualTo(options.url(DemoPort.APP) + "/");
            assertThat(person.asNormalizedText())
                    .contains("Hello, Jane Doe")
                    .contains("through the identity provider \"amazon\"")
                    .contains("jane.doe@example.com (not verified)")
                    .contains("84062-9253");

            HtmlPage goodbye =
                    person.<HtmlButton>getFirstByXPath("//form/button").click();
            assertThat(goodbye.asNormalizedText()).contains("It has no users of its own");
        }
    }

    @Test
    void theDirectLinkSkipsKeycloaksLoginPage() throws Exception {
        try (WebClient browser = browser()) {
            HtmlPage welcome = browser.getPage(options.url(DemoPort.APP));
            HtmlPage accounts = welcome.getAnchorByText("Straight to Amazon").click();

            assertThat(accounts.getBaseURI()).startsWith(options.url(DemoPort.AMAZON));
            HtmlPage person =
                    allow(accounts.getHtmlElementById("person-british").click());
            assertThat(person.asNormalizedText()).contains("Hello, Olivia Smith-Jones", "SW1A 1AA");
        }
    }

    private static HtmlPage allow(HtmlPage consent) throws Exception {
        return consent.getHtmlElementById("allow").click();
    }

    private static WebClient browser() {
        WebClient browser = new WebClient();
        browser.getOptions().setJavaScriptEnabled(false);
        browser.getOptions().setCssEnabled(false);
        return browser;
    }
}
