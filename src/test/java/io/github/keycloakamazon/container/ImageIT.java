package io.github.keycloakamazon.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dasniko.testcontainers.keycloak.KeycloakContainer;
import io.github.keycloakamazon.emulator.AmazonEmulator;
import io.github.keycloakamazon.emulator.Person;
import io.github.keycloakamazon.fixture.Browser;
import io.github.keycloakamazon.fixture.Shell;
import io.github.keycloakamazon.fixture.TestRealm;
import io.github.keycloakamazon.server.KeycloakDistribution;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** People sign in to a Keycloak in a container. Amazon is emulated on this machine, which the container reaches by a name. */
@Tag("docker")
class ImageIT {
    private static final String THIS_MACHINE = "host.docker.internal";
    static final String KEYCLOAK_IMAGE =
            "quay.io/keycloak/keycloak:" + KeycloakDistribution.current().version();

    private static final String IMAGE = "keycloak-amazon-test";
    private static final Path PAGE = Path.of("src/site/markdown/containers.md");
    private static final String PAGE_COMMAND = "docker run -p 127.0.0.1:8080:8080";

    private static AmazonEmulator amazon;

    @BeforeAll
    static void start() {
        amazon = AmazonEmulator.builder()
                .bindAddress("0.0.0.0")
                .anyLocalReturnUrl(true)
                .start();
    }

    @AfterAll
    static void stop() {
        amazon.close();
    }

    @Test
    void theShippedImageSignsPeopleIn() throws Exception {
        // With Keycloak's own database, because the test has no other; the image is made for PostgreSQL.
        new Shell()
                .run("docker build -q -f docker/Dockerfile -t " + IMAGE
                        + " --build-arg KC_DB=dev-file --build-arg KEYCLOAK_IMAGE=" + KEYCLOAK_IMAGE + " .");
        try (KeycloakContainer keycloak = reachingAmazon(new KeycloakContainer(IMAGE))
                .withProductionMode()
                .withOptimizedFlag()
                .withEnv("KC_HTTP_ENABLED", "true")
                .withEnv("KC_HOSTNAME_STRICT", "false")) {
            keycloak.start();

            assertPeopleSignIn(keycloak.getAuthServerUrl(), keycloak.getAdminUsername(), keycloak.getAdminPassword());
            assertThat(keycloak.execInContainer("id", "-u").getStdout().strip()).isEqualTo("1000");
            assertThat(keycloak.getLogs()).doesNotContain("Updating the configuration");
            assertThat(get(keycloak.getMgmtServerUrl() + "/health/ready")).contains("\"UP\"");
            assertThat(get(keycloak.getMgmtServerUrl() + "/metrics")).contains("keycloak_amazon_calls_seconds_count");
        }
    }

    /** As {@code containers.md} says it, but for what makes it a test: it runs aside, on a free port, and finds the emulator. */
    @Test
    void theCommandOnThePageSignsPeopleIn() throws Exception {
        String command = Files.readString(PAGE)
                .lines()
                .dropWhile(line -> !line.startsWith(PAGE_COMMAND))
                .takeWhile(line -> !line.equals("```"))
                .collect(Collectors.joining("\n"))
                .replace(
                        PAGE_COMMAND,
                        "docker run -d -p 127.0.0.1::8080 --add-host " + THIS_MACHINE + ":host-gateway"
                                + amazonVariables().entrySet().stream()
                                        .map(variable -> " -e " + variable.getKey() + "=" + variable.getValue())
                                        .collect(Collectors.joining()));
        assertThat(command).as("on the page").isNotEmpty();
        Shell shell = new Shell();
        String container =
                shell.run(command).strip().lines().reduce((first, last) -> last).orElseThrow();
        try {
            String url =
                    "http://" + shell.run("docker port " + container + " 8080").strip();
            await("an answer of Keycloak")
                    .atMost(Duration.ofMinutes(3))
                    .ignoreExceptionsInstanceOf(IOException.class)
                    .until(() -> get(url + "/realms/master").contains("\"realm\":\"master\""));

            assertPeopleSignIn(url, "admin", "admin");
        } finally {
            shell.run("docker rm -f " + container);
        }
    }

    private static KeycloakContainer reachingAmazon(KeycloakContainer keycloak) {
        return keycloak.withExtraHost(THIS_MACHINE, "host-gateway").withEnv(amazonVariables());
    }

    private static Map<String, String> amazonVariables() {
        return Map.of(
                "KC_SPI_SOCIAL_AMAZON_AUTHORIZATION_BASE_URL",
                amazon.baseUrl(),
                "KC_SPI_SOCIAL_AMAZON_API_BASE_URL",
                "http://" + THIS_MACHINE + ":" + amazon.port());
    }

    private static void assertPeopleSignIn(String keycloakUrl, String administrator, String password) {
        try (TestRealm realm = TestRealm.create(keycloakUrl, administrator, password, any -> {})
                        .withAmazon();
                Browser browser = new Browser()) {
            realm.signIn(browser, Person.JANE);

            assertThat(realm.application().isSignedIn(browser.address()))
                    .as(browser.text())
                    .isTrue();
            assertThat(realm.onlyUser().getEmail()).isEqualTo(Person.JANE.email());
        }
    }

    private static String get(String address) throws Exception {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(address)).build(), BodyHandlers.ofString())
                .body();
    }
}
