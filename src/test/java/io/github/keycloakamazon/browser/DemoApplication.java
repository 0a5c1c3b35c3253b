package io.github.keycloakamazon.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.keycloakamazon.demo.app.SampleApp;
import io.github.keycloakamazon.demo.app.SampleAppConfig;
import io.github.keycloakamazon.fixture.TestRealm;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.keycloak.representations.idm.ClientRepresentation;

/** The demo's application in a realm of a test's own. */
final class DemoApplication {
    private static final String CLIENT_ID = "demo-app";
    private static final Path DEMO_REALM = Path.of("src/demo/resources/io/github/keycloakamazon/demo/realm.json");

    private DemoApplication() {}

    /** Starts the application, with the client and the mappers that the demo has. The realm must have an Amazon provider. */
    static SampleApp startIn(TestRealm realm) throws IOException {
        SampleApp app = SampleApp.start(new SampleAppConfig(0, URI.create(realm.url()), CLIENT_ID, TestRealm.ALIAS));
        JsonNode demo = new ObjectMapper().readTree(Files.readString(DEMO_REALM));
        ClientRepresentation client = new ObjectMapper().treeToValue(demo.at("/clients/0"), ClientRepresentation.class);
        client.setBaseUrl(app.url() + "/");
        client.setRedirectUris(List.of(app.url() + SampleAppConfig.CALLBACK_PATH));
        client.getAttributes().put("post.logout.redirect.uris", app.url() + "/");
        try (Response response = realm.admin().clients().create(client)) {
            assertThat(response.getStatus()).isEqualTo(201);
        }
        realm.withUnmanagedAttributes()
                .withMapper(
                        "amazon-user-attribute-mapper",
                        Map.of("jsonField", "postal_code", "userAttribute", "postal_code"));
        return app;
    }
}
