package io.github.keycloakamazon.migration;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.keycloakamazon.emulator.AmazonEmulator;
import io.github.keycloakamazon.fixture.Shell;
import io.github.keycloakamazon.fixture.TestRealm;
import io.github.keycloakamazon.server.KeycloakServer;
import jakarta.ws.rs.core.Response;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.keycloak.representations.idm.FederatedIdentityRepresentation;
import org.keycloak.representations.idm.IdentityProviderRepresentation;
import org.keycloak.representations.idm.PartialImportRepresentation;
import org.keycloak.representations.idm.UserRepresentation;

/** A realm whose users sign in with Amazon through Keycloak's generic provider {@code oauth2}, before it moves. */
public final class GenericRealm {
    private GenericRealm() {}

    /** How an administrator sets the generic provider up for Amazon. */
    public static IdentityProviderRepresentation provider(AmazonEmulator amazon) {
        Map<String, String> config = new LinkedHashMap<>();
        config.put("clientId", AmazonEmulator.CLIENT_ID);
        config.put("clientSecret", AmazonEmulator.CLIENT_SECRET);
        config.put("clientAuthMethod", "client_secret_post");
        config.put("authorizationUrl", amazon.authorizeUrl());
        config.put("tokenUrl", amazon.tokenUrl());
        config.put("userInfoUrl", amazon.profileUrl());
        config.put("defaultScope", "profile");
        config.put("pkceEnabled", "true");
        config.put("pkceMethod", "S256");
        config.put("userIDClaim", "user_id");
        config.put("userNameClaim", "user_id");
        config.put("emailClaim", "email");
        config.put("fullNameClaim", "name");
        config.put("syncMode", "IMPORT");
        IdentityProviderRepresentation provider = new IdentityProviderRepresentation();
        provider.setAlias(TestRealm.ALIAS);
        provider.setProviderId("oauth2");
        provider.setDisplayName("Amazon account");
        provider.setEnabled(true);
        provider.setStoreToken(true);
        provider.setAddReadTokenRoleOnCreate(true);
        provider.setConfig(config);
        return provider;
    }

    /** Adds users who are linked to the provider. */
    public static void addLinkedUsers(TestRealm realm, int count) {
        PartialImportRepresentation users = new PartialImportRepresentation();
        users.setUsers(
                IntStream.range(0, count).mapToObj(GenericRealm::linkedUser).toList());
        importInto(realm, users);
    }

    private static UserRepresentation linkedUser(int number) {
        FederatedIdentityRepresentation link = new FederatedIdentityRepresentation();
        link.setIdentityProvider(TestRealm.ALIAS);
        link.setUserId("amzn1.account.LINKED" + number);
        link.setUserName("user" + number);
        UserRepresentation user = new UserRepresentation();
        user.setUsername("user" + number);
        user.setEnabled(true);
        user.setFederatedIdentities(List.of(link));
        return user;
    }

    /** Imports what may also be wrong, as older releases and other tools leave it. */
    public static void importInto(TestRealm realm, PartialImportRepresentation content) {
        content.setIfResourceExists("OVERWRITE");
        try (Response response = realm.admin().partialImport(content)) {
            assertThat(response.getStatus())
                    .as(() -> response.readEntity(String.class))
                    .isEqualTo(200);
        }
    }

    /** A shell in which {@code docker/configuration/migrate.sh} finds what it needs, and writes its files into a directory. */
    public static Shell shell(KeycloakServer keycloak, TestRealm realm, Path files) {
        return new Shell()
                .with("KEYCLOAK", keycloak.url())
                .with("REALM", realm.name())
                .with("ALIAS", TestRealm.ALIAS)
                .with("REGION", "NA")
                .with("ADMIN_USER", keycloak.config().adminUsername())
                .with("KC_CLI_PASSWORD", keycloak.config().adminPassword())
                .with("AMAZON_CLIENT_SECRET", AmazonEmulator.CLIENT_SECRET)
                .with("BACKUP", files.resolve("backup.json").toString())
                .with("LINKS", files.resolve("links.csv").toString());
    }
}
