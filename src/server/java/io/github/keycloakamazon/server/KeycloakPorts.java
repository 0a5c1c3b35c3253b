package io.github.keycloakamazon.server;

import java.util.List;

/** The ports of one server. */
record KeycloakPorts(int http, int management) {
    /** The port the configuration asks for, or a free one where it asks for none; one for health and metrics in any case. */
    static KeycloakPorts choose(KeycloakConfig config) {
        requireFree(config.httpPort());
        List<Integer> free = FreePorts.find(2);
        return new KeycloakPorts(config.httpPort() == 0 ? free.get(0) : config.httpPort(), free.get(1));
    }

    String url(KeycloakConfig config) {
        return "http://localhost:" + http + config.options().getOrDefault("http-relative-path", "");
    }

    /** Whether another process listens where a server that has just ended wanted to. */
    boolean wereTaken() {
        return !FreePorts.isFree(http) || !FreePorts.isFree(management);
    }

    private static void requireFree(int port) {
        if (port != 0 && !FreePorts.isFree(port)) {
            throw new KeycloakStartException("Port " + port + " for Keycloak is taken by another process");
        }
    }
}
