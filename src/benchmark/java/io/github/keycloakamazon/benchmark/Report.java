package io.github.keycloakamazon.benchmark;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.VectorGraphicsEncoder.VectorGraphicsFormat;

/** What one benchmark found, as JSON, as a table in Markdown and as a chart, in {@code target/benchmark}. */
final class Report {
    private static final Path DIRECTORY = Path.of("target", "benchmark");

    /** Nobody sees the second decimal of a pixel, and it doubles the size of a chart. */
    private static final Pattern TOO_PRECISE = Pattern.compile("(\\d+\\.\\d)\\d+");

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
        draw(file, bars(title, unit, categories, series));
    }

    /** The same with a logarithmic axis, for values of different orders of magnitude. */
    void logarithmicChart(
            String file, String title, String unit, List<String> categories, Map<String, List<Double>> series)
            throws IOException {
        CategoryChart chart = bars(title, unit, categories, series);
        chart.getStyler().setYAxisLogarithmic(true).setYAxisMin(1.0);
        draw(file, chart);
    }

    private static CategoryChart bars(
            String title, String unit, List<String> categories, Map<String, List<Double>> series) {
        CategoryChart chart = new CategoryChartBuilder()
                .width(800)
                .height(400)
                .title(title)
                .yAxisTitle(unit)
                .build();
        series.forEach((contender, values) -> chart.addSeries(contender, categories, values));
        chart.getStyler().setChartBackgroundColor(Color.WHITE);
        return chart;
    }

    private static void draw(String file, CategoryChart chart) throws IOException {
        Files.createDirectories(DIRECTORY);
        Path svg = DIRECTORY.resolve(file);
        VectorGraphicsEncoder.saveVectorGraphic(chart, svg.toString(), VectorGraphicsFormat.SVG);
        Files.writeString(svg, TOO_PRECISE.matcher(Files.readString(svg)).replaceAll("$1"));
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
