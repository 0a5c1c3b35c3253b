package io.github.keycloakamazon.emulator;

import java.net.URI;

/** Where the emulator is found, by browsers, by servers and by tests. */
final class Urls {
    private final EmulatorConfig config;
    private final Listeners listeners;

    Urls(EmulatorConfig config, Listeners listeners) {
        this.config = config;
        this.listeners = listeners;
    }

    /** For browsers, without a slash at the end. */
    String base() {
        String publicly = config.publicBaseUrl();
        if (publicly != null) {
            return publicly;
        }
        return config.insteadOfAmazon() == null ? local() : amazon("www.amazon.com");
    }

    /** For servers, without a slash at the end. */
    String api() {
        int port = listeners.api().portInUse();
        return switch (config.api()) {
            case SHARED -> base();
            case HTTP -> "http://" + publicHost() + ":" + port;
            case HTTPS ->
                config.insteadOfAmazon() == null ? "https://" + publicHost() + ":" + port : amazon("api.amazon.com");
        };
    }

    /** Where a user enters the code of a device. */
    String verification() {
        boolean amazons = config.insteadOfAmazon() != null && config.publicBaseUrl() == null;
        return (amazons ? amazon("amazon.com") : base()) + DeviceHandler.PATH;
    }

    /** From this machine, without a slash at the end. */
    String local() {
        return "http://localhost:" + listeners.pagesPort();
    }

    private String amazon(String host) {
        int port = listeners.api().portInUse();
        return "https://" + host + (port == EmulatorConfig.AMAZONS_PORT ? "" : ":" + port);
    }

    private String publicHost() {
        String publicly = config.publicBaseUrl();
        return publicly == null ? "localhost" : URI.create(publicly).getHost();
    }
}
