package io.github.keycloakamazon.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** What this launcher has to know of the build: Maven writes it into a file beside this class, and system properties override it. */
final class BuildProperties {
    private static final String FILE = "build.properties";

    private BuildProperties() {}

    /**
     * The value of a property.
     *
     * @throws IllegalStateException when it has none
     */
    static String required(String property) {
        String value = System.getProperty(property, ofTheBuild().getProperty(property, ""));
        // A placeholder is left when something else than Maven copied the file.
        if (value.isBlank() || value.startsWith("${")) {
            throw new IllegalStateException(property + " is not known: run this with Maven");
        }
        return value;
    }

    private static Properties ofTheBuild() {
        Properties properties = new Properties();
        try (InputStream file = BuildProperties.class.getResourceAsStream(FILE)) {
            if (file != null) {
                properties.load(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + FILE, e);
        }
        return properties;
    }
}
