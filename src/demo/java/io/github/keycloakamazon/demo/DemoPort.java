package io.github.keycloakamazon.demo;

/** The ports the demo listens on. */
enum DemoPort {
    KEYCLOAK("Keycloak", "demo.keycloak.port", 8080),
    AMAZON("the emulated Amazon", "demo.amazon.port", 8081),
    APP("the sample application", "demo.app.port", 8082);

    private final String wantedBy;
    private final String property;
    private final int standard;

    DemoPort(String wantedBy, String property, int standard) {
        this.wantedBy = wantedBy;
        this.property = property;
        this.standard = standard;
    }

    /** Who listens there, in words. */
    String wantedBy() {
        return wantedBy;
    }

    /** The system property that chooses another. */
    String property() {
        return property;
    }

    int standard() {
        return standard;
    }
}
