package io.github.keycloakamazon.server;

/** Keycloak did not start. The message says why and ends with the last lines of its log. */
public final class KeycloakStartException extends RuntimeException {
    KeycloakStartException(String message) {
        super(message);
    }
}
