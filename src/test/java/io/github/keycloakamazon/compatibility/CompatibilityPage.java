package io.github.keycloakamazon.compatibility;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A table of what works on which Keycloak: a row for each capability, a column for each release. The committed one tells users, and
 * the tests what to expect.
 *
 * @param releases the columns, oldest first
 */
record CompatibilityPage(List<String> releases, Map<Capability, Map<String, String>> cells) {
    private static final Path COMMITTED = Path.of("src", "site", "markdown", "compatibility.md");
    private static final String HEADER = "| Keycloak ";

    /** A table of these releases with nothing in it. */
    static CompatibilityPage empty(List<String> releases) {
        Map<Capability, Map<String, String>> cells = new EnumMap<>(Capability.class);
        for (Capability capability : Capability.values()) {
            cells.put(capability, new LinkedHashMap<>());
        }
        return new CompatibilityPage(List.copyOf(releases), cells);
    }

    /** The page in the documentation. */
    static CompatibilityPage committed() {
        try {
            return parse(Files.readAllLines(COMMITTED));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the compatibility page", e);
        }
    }

    static CompatibilityPage parse(List<String> lines) {
        List<String> header = lines.stream()
                .filter(line -> line.startsWith(HEADER))
                .findFirst()
                .map(CompatibilityPage::cellsOf)
                .orElseThrow(() -> new IllegalArgumentException("No table that begins with \"" + HEADER + "\""));
        CompatibilityPage page = empty(header.subList(1, header.size()));
        for (Capability capability : Capability.values()) {
            List<String> row = lines.stream()
                    .filter(line -> line.startsWith("| " + capability.label() + " |"))
                    .findFirst()
                    .map(CompatibilityPage::cellsOf)
                    .orElseThrow(() -> new IllegalArgumentException("No row \"" + capability.label() + "\""));
            for (String release : page.releases) {
                page.put(capability, release, row.get(1 + page.releases.indexOf(release)));
            }
        }
        return page;
    }

    private static List<String> cellsOf(String line) {
        return Stream.of(line.split("\\|", -1))
                .map(String::strip)
                .filter(cell -> !cell.isEmpty())
                .toList();
    }

    String newest() {
        return releases.get(releases.size() - 1);
    }

    void put(Capability capability, String release, String outcome) {
        row(capability).put(release, outcome);
    }

    /** What is known of a release; a release that is too new for the table is expected to be like the newest in it. */
    String get(Capability capability, String release) {
        return row(capability).getOrDefault(releases.contains(release) ? release : newest(), "not tested");
    }

    private Map<String, String> row(Capability capability) {
        return cells.getOrDefault(capability, Map.of());
    }

    /** The table in Markdown. */
    String toMarkdown() {
        String header =
                HEADER + "| " + String.join(" | ", releases) + " |\n|---|" + "---|".repeat(releases.size()) + "\n";
        return Stream.of(Capability.values())
                .map(capability -> releases.stream()
                        .map(release -> get(capability, release))
                        .collect(Collectors.joining(" | ", "| " + capability.label() + " | ", " |\n")))
                .collect(Collectors.joining("", header, ""));
    }

    /** The README's short form: releases with the same outcomes in one row, and only what a user who signs in notices. */
    String summary() {
        Map<String, String> releasesByOutcome = new LinkedHashMap<>();
        for (String release : releases) {
            releasesByOutcome.merge(outcomes(release), release, (earlier, later) -> earlier + ", " + later);
        }
        return releasesByOutcome.entrySet().stream()
                .map(row -> "| " + row.getValue() + " | " + row.getKey() + " |\n")
                .collect(Collectors.joining());
    }

    private String outcomes(String release) {
        List<String> essentials = Stream.of(Capability.values())
                .filter(Capability::isEssential)
                .map(capability -> get(capability, release))
                .distinct()
                .toList();
        String page = get(Capability.AMAZON_DOWN, release);
        return String.join(", ", essentials) + " | "
                + (get(Capability.MESSAGE, release).equals("yes")
                        ? page + ", with a message about Amazon"
                        : page + " of Keycloak");
    }
}
