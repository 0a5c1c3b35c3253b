package io.github.keycloakamazon.server;

import java.util.List;

/**
 * The releases of Keycloak that this project is tested on.
 *
 * @param all version numbers, oldest first
 */
public record KeycloakReleases(List<String> all) {
    /** The build's property that lists them, separated by commas. */
    public static final String PROPERTY = "keycloak.releases";

    /** Stands for the first release of the list. */
    private static final String OLDEST = "oldest";

    /** Stands for the last release of the list. */
    private static final String NEWEST = "newest";

    public KeycloakReleases {
        if (all.isEmpty()) {
            throw new IllegalArgumentException("No release of Keycloak is listed");
        }
        all = List.copyOf(all);
    }

    /**
     * The releases that the POM lists.
     *
     * @throws IllegalStateException when Maven did not build this
     */
    public static KeycloakReleases tested() {
        return new KeycloakReleases(
                List.of(BuildProperties.required(PROPERTY).strip().split("\\s*,\\s*")));
    }

    /**
     * The releases that a test of all releases runs on: those that the POM lists, or the one that the command line names.
     *
     * @throws IllegalStateException when Maven did not build this
     */
    public static List<String> chosen() {
        return tested().allUnlessNamed(BuildProperties.required(KeycloakDistribution.VERSION_PROPERTY));
    }

    /**
     * A newer release, of which the Maven repositories have only some parts.
     *
     * @throws IllegalStateException when Maven did not build this
     */
    public static String inParts() {
        return BuildProperties.required("keycloak.release.in-parts");
    }

    public String oldest() {
        return all.get(0);
    }

    public String newest() {
        return all.get(all.size() - 1);
    }

    /** The version number that is meant by {@code oldest}, {@code newest} or a version number, listed or not. */
    public String version(String name) {
        return switch (name) {
            case OLDEST -> oldest();
            case NEWEST -> newest();
            default -> name;
        };
    }

    /** All, unless {@code name} is a version number. */
    List<String> allUnlessNamed(String name) {
        return version(name).equals(name) ? List.of(name) : all;
    }
}
