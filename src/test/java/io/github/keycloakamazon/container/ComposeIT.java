package io.github.keycloakamazon.container;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.keycloakamazon.fixture.Browser;
import io.github.keycloakamazon.fixture.Shell;
import io.github.keycloakamazon.server.FreePorts;
import java.net.URI;
import java.util.Iterator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The demo in containers, on ports of the test's own. */
@Tag("docker")
class ComposeIT {
    // Compose is a plug-in of Docker's, or the program that it was before.
    private static final String COMPOSE =
            "$(docker compose version >/dev/null 2>&1 && echo docker compose || echo docker-compose)"
                    + " -p keycloak-amazon-test -f docker/compose.yaml ";

    private final Iterator<Integer> ports = FreePorts.find(3).iterator();
    private final String keycloak = "http://localhost:" + ports.next();
    private final String application = "http://localhost:" + ports.next();
    private final Shell shell = new Shell()
            .with("KEYCLOAK_IMAGE", ImageIT.KEYCLOAK_IMAGE)
            .with("KEYCLOAK_PORT", port(keycloak))
            .with("APP_PORT", port(application))
            .with("EMULATOR_PORT", ports.next().toString());

    @AfterEach
    void stop() {
        shell.run(COMPOSE + "down");
    }

    @Test
    void aPersonSignsInToTheApplication() {
        start();

        try (Browser browser = new Browser()) {
            browser.open(URI.create(application + "/login")).click("social-amazon");
            browser.click("person-jane").click("allow");

            assertThat(browser.address()).hasToString(application + "/");
            assertThat(browser.text()).contains("Hello, Jane Doe", "84062-9253");
        }
    }

    @Test
    void whoHasAClientOfTheRealAmazonIsSentThere() {
        shell.with("AMAZON_CLIENT_ID", "amzn1.application-oa2-client.real")
                .with("AMAZON_CLIENT_SECRET", "secret")
                .with("AMAZON_REGION", "EU");
        start();

        try (Browser browser = new Browser()) {
            browser.client().getOptions().setRedirectEnabled(false);
            URI address = URI.create(application + "/login?idp=amazon");
            while (address.getHost().equals("localhost")) {
                browser.open(address);
                assertThat(browser.status()).as(browser.text()).isBetween(300, 399);
                address = address.resolve(browser.header("Location"));
            }

            assertThat(address)
                    .hasScheme("https")
                    .hasHost("eu.account.amazon.com")
                    .hasParameter("client_id", "amzn1.application-oa2-client.real")
                    .hasParameter("redirect_uri", keycloak + "/realms/demo/broker/amazon/endpoint");
        }
    }

    @Test
    void theClusterToStartFromIsComplete() {
        shell.with("POSTGRES_PASSWORD", "one").with("KEYCLOAK_ADMIN_PASSWORD", "another");

        assertThat(shell.run(COMPOSE.replace("docker/compose.yaml", "docker/cluster/compose.yaml") + "config"))
                .contains("jdbc:postgresql://database/keycloak", "KC_PROXY_HEADERS", "nginx.conf");
    }

    @Test
    void prometheusAndGrafanaJoinTheDemo() {
        assertThat(shell.run(
                        COMPOSE.replace("docker/compose.yaml", "docker/compose.yaml -f docker/monitoring/compose.yaml")
                                + "config"))
                .contains("prom/prometheus", "grafana/grafana", "KC_METRICS_ENABLED")
                .contains(
                        "docker/monitoring/alerts.yaml",
                        "docker/monitoring/prometheus.yaml",
                        "docker/monitoring/grafana/dashboard.json");
    }

    private void start() {
        shell.run(COMPOSE + "up -d --build");
        shell.run("curl -fsS -o /dev/null --retry 180 --retry-delay 1 --retry-max-time 180 --retry-all-errors "
                + keycloak + "/realms/demo || { " + COMPOSE + "logs; false; }");
    }

    private static String port(String address) {
        return Integer.toString(URI.create(address).getPort());
    }
}
