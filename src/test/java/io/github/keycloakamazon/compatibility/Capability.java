package io.github.keycloakamazon.compatibility;

/** A row of the compatibility page. */
enum Capability {
    FIRST_LOGIN("Signing in for the first time"),
    SECOND_LOGIN("Signing in again, without consent"),
    NEW_REALM("No form at the first login in a new realm"),
    MAPPER("Postal code as an attribute"),
    SETTINGS("Settings checked when saved"),
    CHECK_ON_SAVE("Client ID and secret checked with Amazon when saved"),
    STORED_TOKEN("Stored token renewed when read"),
    EXCHANGE("Amazon token of a mobile app exchanged"),
    FOREIGN_TOKEN("Token of another company's app refused"),
    OWN_EXCHANGE("… without Keycloak's preview features"),
    SETUP_CHECK("Setup checked by `amazon-check`"),
    CALLS_COUNTED("Calls to Amazon in the metrics"),
    AMAZON_DOWN("Amazon is down: the user sees"),
    MESSAGE("… with a message about Amazon"),
    REASON("… and the event tells why");

    private final String label;

    Capability(String label) {
        this.label = label;
    }

    /** Whether nobody would use a release where this is not so; the others help administrators. */
    boolean isEssential() {
        return compareTo(FOREIGN_TOKEN) <= 0;
    }

    /** What the page calls it. */
    String label() {
        return label;
    }
}
