package io.github.keycloakamazon.demo.app;

import java.net.URI;

/**
 * What the application has to know.
 *
 * @param port where it listens, 0 for a free port
 * @param issuer the realm, for example {@code http://localhost:8080/realms/demo}
 * @param clientId its id in the realm: a public client, protected by PKCE
 * @param identityProvider alias of the identity provider the direct link leads to
 */
public record SampleAppConfig(int port, URI issuer, String clientId, String identityProvider) {
    /** Where Keycloak sends people back to after a login, below the application's address. */
    public static final String CALLBACK_PATH = "/callback";
}
