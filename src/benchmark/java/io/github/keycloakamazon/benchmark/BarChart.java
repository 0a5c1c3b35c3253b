package io.github.keycloakamazon.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A bar chart as SVG: a group of bars for each category, and in it one bar for each series.
 *
 * @param series for each name one value per category
 * @param logarithmic whether each grid line stands for ten times the value of the one below; the axis then begins at 1
 */
record BarChart(
        String title, String unit, List<String> categories, Map<String, List<Double>> series, boolean logarithmic) {
    private static final int WIDTH = 800;
    private static final int LEFT = 80;
    private static final int TOP = 50;
    private static final int RIGHT = 780;
    private static final int BOTTOM = 330;
    private static final int LEGEND = 380;
    private static final int LEGEND_COLUMNS = 2;
    private static final int LEGEND_LINE = 24;
    private static final int GRID_LINES = 5;

    /** Told apart by people who do not see all colors too: Okabe and Ito's. */
    private static final List<String> COLORS =
            List.of("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00");

    String toSvg() {
        List<String> lines = new ArrayList<>();
        lines.add(format(
                "<svg xmlns='http://www.w3.org/2000/svg' width='%1$d' height='%2$d' viewBox='0 0 %1$d %2$d' font-family='sans-serif' font-size='14'>",
                WIDTH, legend(series.size() - 1) + LEGEND_LINE));
        lines.add("<rect width='100%' height='100%' fill='#fff'/>");
        lines.add(text(WIDTH / 2.0, 25, "middle", "font-size='18' font-weight='bold'", title));
        addGrid(lines);
        addBars(lines);
        addLegend(lines);
        lines.add("</svg>");
        return String.join("\n", lines) + "\n";
    }

    private void addGrid(List<String> lines) {
        lines.add(text(8, TOP - 14.0, "start", "", unit));
        int last = logarithmic ? (int) Math.round(Math.log10(top())) : GRID_LINES;
        for (int line = 0; line <= last; line++) {
            double value = logarithmic ? Math.pow(10, line) : top() * line / GRID_LINES;
            lines.add(format("<path d='M%d %.1fH%d' stroke='#ddd'/>", LEFT, y(value), RIGHT));
            lines.add(text(LEFT - 8.0, y(value) + 5, "end", "", number(value)));
        }
    }

    private void addBars(List<String> lines) {
        double group = (RIGHT - LEFT) / (double) categories.size();
        double bar = group * 0.8 / series.size();
        for (int category = 0; category < categories.size(); category++) {
            double left = LEFT + group * category;
            lines.add(text(left + group / 2, BOTTOM + 20.0, "middle", "", categories.get(category)));
            int position = 0;
            for (List<Double> values : series.values()) {
                double value = values.get(category);
                double x = left + group * 0.1 + bar * position;
                lines.add(format(
                        "<rect x='%.1f' y='%.1f' width='%.1f' height='%.1f' fill='%s'/>",
                        x, y(value), bar * 0.95, BOTTOM - y(value), color(position)));
                lines.add(text(x + bar / 2, y(value) - 5, "middle", "", label(value)));
                position++;
            }
        }
    }

    private void addLegend(List<String> lines) {
        double column = (RIGHT - LEFT) / (double) LEGEND_COLUMNS;
        int position = 0;
        for (String name : series.keySet()) {
            double left = LEFT + column * (position % LEGEND_COLUMNS);
            int y = legend(position);
            lines.add(
                    format("<rect x='%.1f' y='%d' width='12' height='12' fill='%s'/>", left, y - 11, color(position)));
            lines.add(text(left + 18, y, "start", "", name));
            position++;
        }
    }

    private static int legend(int position) {
        return LEGEND + LEGEND_LINE * (position / LEGEND_COLUMNS);
    }

    private double y(double value) {
        double share = logarithmic ? Math.log10(Math.max(1, value)) / Math.log10(top()) : value / top();
        return BOTTOM - (BOTTOM - TOP) * share;
    }

    /** The end of the axis: the highest value, rounded up so that the grid lines stand at plain numbers, or to a power of ten. */
    private double top() {
        double highest = series.values().stream()
                .flatMap(List::stream)
                .mapToDouble(Double::doubleValue)
                .max()
                .orElse(0);
        if (logarithmic) {
            return Math.pow(10, Math.max(1, Math.ceil(Math.log10(Math.max(1, highest)))));
        }
        if (highest <= 0) {
            return 1;
        }
        double step = Math.pow(10, Math.floor(Math.log10(highest)));
        return Math.ceil(highest / step * 2) * step / 2;
    }

    private static String color(int position) {
        return COLORS.get(position % COLORS.size());
    }

    private static String number(double value) {
        return value == Math.rint(value) ? format("%.0f", value) : format("%.2f", value);
    }

    /** The value of a bar, with three digits or so. */
    private static String label(double value) {
        return format(value < 100 && value != Math.rint(value) ? "%.1f" : "%.0f", value);
    }

    private static String text(double x, double y, String anchor, String more, String content) {
        return format("<text x='%.1f' y='%.1f' text-anchor='%s' %s>%s</text>", x, y, anchor, more, escaped(content));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }

    private static String format(String format, Object... arguments) {
        return String.format(Locale.ROOT, format, arguments);
    }
}
