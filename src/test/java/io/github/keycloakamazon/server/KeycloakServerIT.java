package io.github.keycloakamazon.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** One start of the real server serves all tests; the last ones stop it. */
@TestMethodOrder(OrderAnnotation.class)
class KeycloakServerIT {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    private static Path directory;

    private static Set<ProcessHandle> ofOthers;
    private static KeycloakServer keycloak;

    @BeforeAll
    static void start() throws IOException {
        ofOthers = ProcessHandle.current().descendants().collect(Collectors.toSet());
        Path realm =
                Files.writeString(directory.resolve("test-realm.json"), "{\"realm\": \"test\", \"enabled\": true}");
        keycloak = KeycloakServer.start(KeycloakConfig.of(KeycloakDistribution.current())
                .name("launcher")
                .admin("boss", "secret")
                .importRealm(realm));
    }

    @AfterAll
    static void stop() {
        keycloak.close();
    }

    @Test
    @Order(1)
    void answersUnderItsAddressWithTheImportedRealm() throws Exception {
        assertThat(get(keycloak.realmUrl("test")).statusCode()).isEqualTo(200);
        assertThat(get(keycloak.realmUrl("test") + "/.well-known/openid-configuration")
                        .body())
                .contains("\"issuer\":\"" + keycloak.realmUrl("test") + "\"");
    }

    @Test
    @Order(1)
    void hasTheAdministrator() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(keycloak.realmUrl("master") + "/protocol/openid-connect/token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "grant_type=password&client_id=admin-cli&username=boss&password=secret"))
                .build();

        assertThat(HTTP.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
    }

    @Test
    @Order(1)
    void theProcessIsJavaAndItsLogIsRead() {
        assertThat(ProcessHandle.of(keycloak.pid()).orElseThrow().info().command())
                .hasValueSatisfying(command -> assertThat(command).endsWith("java"));
        assertThat(keycloak.logSince(0)).contains("Listening on: http://");
        assertThat(keycloak.logSince(keycloak.logMark())).isEmpty();
    }

    @Test
    @Order(2)
    void stoppingLeavesNoProcessAndKeepsTheLog() {
        long pid = keycloak.pid();

        keycloak.stop();
        keycloak.stop();

        assertThat(keycloak.isRunning()).isFalse();
        assertThat(ProcessHandle.of(pid)).isEmpty();
        assertThat(ProcessHandle.current().descendants())
                .filteredOn(ProcessHandle::isAlive)
                .isSubsetOf(ofOthers);
        assertThat(keycloak.log()).isNotEmptyFile();
    }

    private static HttpResponse<String> get(String url) throws IOException, InterruptedException {
        return HTTP.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString());
    }
}
