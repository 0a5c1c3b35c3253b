package io.github.keycloakamazon.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Measured values of one kind, and what is said of them. */
final class Figures {
    private final List<Double> values = new ArrayList<>();

    void add(double value) {
        values.add(value);
    }

    List<Double> values() {
        return List.copyOf(values);
    }

    int count() {
        return values.size();
    }

    double median() {
        return quantile(0.5);
    }

    /**
     * The value that this share of all values does not exceed (nearest rank); not a number when there is none.
     *
     * @param share between 0 and 1
     */
    double quantile(double share) {
        if (values.isEmpty()) {
            return Double.NaN;
        }
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.get((int) Math.max(0, Math.ceil(share * sorted.size()) - 1));
    }

    /** These divided by others, pair by pair: what was measured one after the other is compared, so that a slow minute is nobody's. */
    Figures per(Figures others) {
        Figures ratios = new Figures();
        for (int i = 0; i < Math.min(values.size(), others.values.size()); i++) {
            ratios.add(values.get(i) / others.values.get(i));
        }
        return ratios;
    }

    /** The median, and the middle half in brackets. */
    String summary(int decimals) {
        return number(median(), decimals) + " (" + number(quantile(0.25), decimals) + "–"
                + number(quantile(0.75), decimals) + ")";
    }

    static String number(double value, int decimals) {
        return Double.isNaN(value) ? "–" : String.format(Locale.ROOT, "%." + decimals + "f", value);
    }
}
