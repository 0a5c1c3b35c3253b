package io.github.keycloakamazon.compatibility;

import io.github.keycloakamazon.server.KeycloakReleases;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A Keycloak release on a Java machine. */
record Target(String release, Java java) {
    private static final Path INSTALLED = Path.of("/usr/lib/jvm");
    private static final Pattern VERSION = Pattern.compile("JAVA_VERSION=\"(\\d+).*");

    /** An installed Java, such as 17. */
    record Java(int feature, Path home) {
        static Java ofThisProcess() {
            return new Java(Runtime.version().feature(), Path.of(System.getProperty("java.home")));
        }

        /** The newest installed one, if it is newer than this process's. */
        static Optional<Java> newest() {
            if (!Files.isDirectory(INSTALLED)) {
                return Optional.empty();
            }
            try (Stream<Path> homes = Files.list(INSTALLED)) {
                return homes.flatMap(home -> in(home).stream())
                        .max(Comparator.comparingInt(Java::feature))
                        .filter(java -> java.feature() > Runtime.version().feature());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static Optional<Java> in(Path home) {
            Path description = home.resolve("release");
            if (!Files.isRegularFile(description)) {
                return Optional.empty();
            }
            try (Stream<String> lines = Files.lines(description)) {
                return lines.map(VERSION::matcher)
                        .filter(Matcher::matches)
                        .findFirst()
                        .map(version -> new Java(Integer.parseInt(version.group(1)), home));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /**
     * The releases to test, each on this process's Java; the newest, if it is no older than the page's, also on the newest Java
     * that is installed, which older releases do not know.
     */
    static List<Target> all(CompatibilityPage page) {
        List<Target> targets = new ArrayList<>();
        for (String release : releases()) {
            targets.add(new Target(release, Java.ofThisProcess()));
            if (!page.releases().contains(release) || release.equals(page.newest())) {
                Java.newest().ifPresent(java -> targets.add(new Target(release, java)));
            }
        }
        return targets;
    }

    /** The releases to test, oldest first: all of the project's, or the one that the command line names. */
    static List<String> releases() {
        return KeycloakReleases.chosen();
    }

    @Override
    public String toString() {
        return "Keycloak " + release + " on Java " + java.feature();
    }
}
