package io.github.keycloakamazon.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.keycloakamazon.lwa.Region;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;

class DemoRealmTest {
    private static final AmazonAccess AMAZON = new AmazonAccess("id", "quote \" and ${placeholder}", Region.EU);
    private static final JsonNode REALM = DemoRealm.create(AMAZON, "http://localhost:9082");

    @Test
    void theProviderKnowsItsClientWhateverCharactersTheSecretHas() {
        JsonNode provider = REALM.at("/identityProviders/0");

        assertThat(provider.at("/providerId").asText()).isEqualTo("amazon");
        assertThat(provider.at("/config/clientId").asText()).isEqualTo("id");
        assertThat(provider.at("/config/clientSecret").asText()).isEqualTo("quote \" and ${placeholder}");
        assertThat(provider.at("/config/region").asText()).isEqualTo("EU");
    }

    @Test
    void theApplicationMayComeBackToItsOwnAddressesOnly() {
        JsonNode app = REALM.at("/clients/0");

        assertThat(app.at("/clientId").asText()).isEqualTo("demo-app");
        assertThat(app.at("/redirectUris")).hasSize(1);
        assertThat(app.at("/redirectUris/0").asText()).isEqualTo("http://localhost:9082/callback");
        assertThat(app.at("/attributes/post.logout.redirect.uris").asText()).isEqualTo("http://localhost:9082/");
        assertThat(app.at("/attributes/pkce.code.challenge.method").asText()).isEqualTo("S256");
    }

    @Test
    void nothingIsLeftToFillIn() {
        assertThat(REALM.toString()).doesNotContain("filled in");
    }

    @Test
    void theUserProfileDeclaresWhatTheMappersWrite() throws IOException {
        String profile = REALM.at("/components/org.keycloak.userprofile.UserProfileProvider/0/config")
                .get("kc.user.profile.config")
                .get(0)
                .asText();

        assertThat(new ObjectMapper().readTree(profile).findValuesAsText("name"))
                .containsAll(REALM.at("/identityProviderMappers").findValuesAsText("userAttribute"));
    }

    @Test
    void theFileHasTheNameTheImportExpectsAndIsForItsOwner() throws IOException {
        Path file = DemoRealm.write(AMAZON, "http://localhost:9082");

        assertThat(file).hasFileName("demo-realm.json");
        assertThat(new ObjectMapper().readTree(file.toFile())).isEqualTo(REALM);
        assertThat(Files.getPosixFilePermissions(file.getParent()))
                .isEqualTo(PosixFilePermissions.fromString("rwx------"));

        DemoRealm.delete(file);
        DemoRealm.delete(file);
        assertThat(file.getParent()).doesNotExist();
    }
}
