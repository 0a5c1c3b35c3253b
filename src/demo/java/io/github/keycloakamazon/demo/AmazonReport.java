package io.github.keycloakamazon.demo;

import io.github.keycloakamazon.demo.recorder.Comparison;
import io.github.keycloakamazon.demo.recorder.ComparisonPage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What the demo says of the real Amazon's responses when it stops. */
final class AmazonReport {
    static final Path FILE = Path.of("target", "amazon-responses.md");

    private static final String ISSUES = "https://github.com/keycloakamazon/keycloak-amazon-identity-provider/issues";

    private AmazonReport() {}

    /**
     * Writes the comparison to a file, if Amazon responded at all.
     *
     * @return what to print
     */
    static List<String> write(Comparison comparison, Path file) {
        if (comparison.isEmpty()) {
            return List.of();
        }
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(file, ComparisonPage.of(comparison));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + file, e);
        }
        return List.of(
                "How Amazon's responses were built, without any value: " + file.toAbsolutePath(),
                comparison.count() == 0
                        ? "The emulator responds in the same way."
                        : "The emulator differs in %d points. Please attach the file to an issue: %s"
                                .formatted(comparison.count(), ISSUES));
    }
}
