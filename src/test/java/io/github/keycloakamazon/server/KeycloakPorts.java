package io.github.keycloakamazon.server;

import java.util.List;

/** The ports of one server. */
record KeycloakPorts(int http, int management) {
    /** What the configuration asks for, with free ports where it asks for none in particular. */
    static KeycloakPorts choose(KeycloakConfig config) {
        requireFree(config.httpPort(), "Keycloak");
        requireFree(config.managementPort(), "Keycloak's management interface");
        List<Integer> free = FreePorts.find(2);
        return new KeycloakPorts(
                config.httpPort() == 0 ? free.get(0) : config.httpPort(),
                config.managementPort() == 0 ? free.get(1) : config.managementPort());
    }

    String url(KeycloakConfig config) {
        return "http://localhost:" + http + config.options().getOrDefault("http-relative-path", "");
    }

    /** Whether another process listens where a server that has just ended wanted to. */
    boolean wereTaken() {
        return !FreePorts.isFree(http) || !FreePorts.isFree(management);
    }

    private static void requireFree(int port, String wantedBy) {
        if (port != 0 && !FreePorts.isFree(port)) {
            throw new KeycloakStartException("Port " + port + " for " + wantedBy + " is taken by another process");
        }
    }
}
