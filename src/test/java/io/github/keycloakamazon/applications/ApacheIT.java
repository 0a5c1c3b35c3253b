package io.github.keycloakamazon.applications;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.keycloakamazon.emulator.Person;
import io.github.keycloakamazon.fixture.Browser;
import io.github.keycloakamazon.fixture.Servers;
import io.github.keycloakamazon.fixture.TestRealm;
import jakarta.ws.rs.core.Response;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.keycloak.representations.idm.ClientRepresentation;

/** Apache, with mod_auth_openidc of OpenID Connect's certified implementations, lets people in who sign in with Amazon. */
@Tag("commands")
class ApacheIT {
    private static final String CLIENT_ID = "apache";
    private static final String CLIENT_SECRET = "apache-secret";

    @TempDir
    private Path directory;

    @BeforeEach
    void forgetEarlierTests() {
        Servers.amazon().reset();
    }

    @Test
    void personSignsInWithAmazonToReadAPageOfApaches() {
        try (TestRealm realm = TestRealm.create().withAmazon();
                ApacheServer apache = new ApacheServer(directory, realm.url(), CLIENT_ID, CLIENT_SECRET);
                Browser browser = new Browser()) {
            addApache(realm, apache);

            browser.open(apache.membersPage());
            assertThat(browser.address().toString()).as(browser.text()).startsWith(realm.url());
            browser.click("social-amazon").click("person-jane").click("allow");

            assertThat(browser.address()).as(browser.text()).isEqualTo(apache.membersPage());
            assertThat(browser.text()).contains("For members");
            assertThat(browser.header(ApacheServer.READER)).isEqualTo(Person.JANE.email());
            assertThat(realm.onlyUser().getEmail()).isEqualTo(Person.JANE.email());
        }
    }

    private static void addApache(TestRealm realm, ApacheServer apache) {
        ClientRepresentation client = new ClientRepresentation();
        client.setClientId(CLIENT_ID);
        client.setSecret(CLIENT_SECRET);
        client.setRedirectUris(List.of(apache.redirectUri()));
        try (Response response = realm.admin().clients().create(client)) {
            assertThat(response.getStatus()).isEqualTo(201);
        }
    }
}
