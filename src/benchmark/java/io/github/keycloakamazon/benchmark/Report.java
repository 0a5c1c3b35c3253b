package io.github.keycloakamazon.benchmark;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What one benchmark found, as JSON, as a table in Markdown and as a chart, in {@code target/benchmark}. */
final class Report {
    private static final Path DIRECTORY = Path.of("target", "benchmark");

    private final String name;
    private final Map<String, Object> json = new LinkedHashMap<>();
    private final List<String> markdown = new ArrayList<>();

    Report(String name) {
        this.name = name;
        json.put("processors", Runtime.getRuntime().availableProcessors());
        json.put("java", System.getProperty("java.vm.version"));
    }

    /** Keeps values that tables only sum up. */
    void keep(String key, Object values) {
        json.put(key, values);
    }

    void table(String title, List<String> header, List<List<String>> rows) {
        markdown.add("### " + title + "\n");
        markdown.add(line(header));
        markdown.add(line(header.stream().map(any -> "---").toList()));
        rows.forEach(row -> markdown.add(line(row)));
        markdown.add("");
        json.put(title, Map.of("header", header, "rows", rows));
    }

    private static String line(List<String> cells) {
        return "| " + String.join(" | ", cells) + " |";
    }

    /**
     * Draws bars.
     *
     * @param series for each contender one value per category
     */
    void chart(String file, String title, String unit, List<String> categories, Map<String, List<Double>> series)
            throws IOException {
        draw(file, new BarChart(title, unit, categories, series, false));
    }

    /** The same with a logarithmic axis, for values of different orders of magnitude. */
    void logarithmicChart(
            String file, String title, String unit, List<String> categories, Map<String, List<Double>> series)
            throws IOException {
        draw(file, new BarChart(title, unit, categories, series, true));
    }

    private static void draw(String file, BarChart chart) throws IOException {
        Files.createDirectories(DIRECTORY);
        Files.writeString(DIRECTORY.resolve(file), chart.toSvg());
    }

    void write() throws IOException {
        Files.createDirectories(DIRECTORY);
        Files.writeString(DIRECTORY.resolve(name + ".md"), String.join("\n", markdown) + "\n");
        Files.writeString(
                DIRECTORY.resolve(name + ".json"),
                new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n");
        System.out.println(String.join("\n", markdown));
    }
}
