package io.github.keycloakamazon.configuration;

import jakarta.ws.rs.core.Response;
import java.util.Map;
import org.keycloak.admin.client.Keycloak;
import org.keycloak.admin.client.resource.IdentityProvidersResource;
import org.keycloak.representations.idm.IdentityProviderMapperRepresentation;
import org.keycloak.representations.idm.IdentityProviderRepresentation;

/** The example of the documentation, which quotes what stands between the two marks. */
final class AdminClientExample {
    private AdminClientExample() {}

    // example begins
    static void addAmazon(Keycloak keycloak, String realm, String clientId, String clientSecret) {
        IdentityProvidersResource providers = keycloak.realm(realm).identityProviders();

        IdentityProviderRepresentation amazon = new IdentityProviderRepresentation();
        amazon.setAlias("amazon");
        amazon.setProviderId("amazon");
        amazon.setConfig(Map.of(
                "clientId", clientId,
                "clientSecret", clientSecret,
                "region", "EU",
                "defaultScope", "profile",
                "syncMode", "IMPORT"));
        expectCreated(providers.create(amazon));

        IdentityProviderMapperRepresentation username = new IdentityProviderMapperRepresentation();
        username.setName("Username");
        username.setIdentityProviderAlias("amazon");
        username.setIdentityProviderMapper("amazon-username-template-mapper");
        username.setConfig(Map.of("syncMode", "INHERIT", "template", "amazon-${CLAIM.user_id}", "target", "LOCAL"));
        expectCreated(providers.get("amazon").addMapper(username));
    }

    private static void expectCreated(Response answer) {
        try (answer) {
            if (answer.getStatus() != 201) {
                throw new IllegalStateException(answer.getStatus() + ": " + answer.readEntity(String.class));
            }
        }
    }
    // example ends
}
