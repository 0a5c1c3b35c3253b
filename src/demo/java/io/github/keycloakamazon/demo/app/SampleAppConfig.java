package io.github.keycloakamazon.demo.app;

import java.net.InetAddress;
import java.net.URI;

/**
 * What the application has to know.
 *
 * @param address what it listens on, this machine's own unless it runs in a container
 * @param port where it listens, 0 for a free port
 * @param issuer the realm, for example {@code http://localhost:8080/realms/demo}
 * @param clientId its id in the realm: a public client, protected by PKCE
 * @param identityProvider alias of the identity provider the direct link leads to
 */
public record SampleAppConfig(InetAddress address, int port, URI issuer, String clientId, String identityProvider) {
    /** Where Keycloak sends people back to after a login, below the application's address. */
    public static final String CALLBACK_PATH = "/callback";

    /** An application reachable from this machine only. */
    public SampleAppConfig(int port, URI issuer, String clientId, String identityProvider) {
        this(InetAddress.getLoopbackAddress(), port, issuer, clientId, identityProvider);
    }
}
