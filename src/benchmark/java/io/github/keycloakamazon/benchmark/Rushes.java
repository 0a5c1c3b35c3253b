package io.github.keycloakamazon.benchmark;

import java.util.List;

/** What several rushes to the same server came to. */
final class Rushes {
    /** The headings of {@link #cells}. */
    static final List<String> COLUMNS = List.of(
            "logins a second",
            "against generic",
            "waiting, ms (p50 / p95)",
            "cores Keycloak used",
            "asked to try again",
            "failed");

    private final Figures loginsPerSecond = new Figures();
    private final Figures waiting = new Figures();
    private final Figures cores = new Figures();
    private int refused;
    private int failed;

    /**
     * Adds one.
     *
     * @param cpuNanos processor time that it took Keycloak, on all nodes
     */
    void add(Rush rush, long cpuNanos) {
        loginsPerSecond.add(rush.loginsPerSecond());
        rush.waiting().values().forEach(waiting::add);
        cores.add(cpuNanos / 1e9 / rush.seconds());
        refused += rush.refused();
        failed += rush.failed();
    }

    double loginsPerSecond() {
        return loginsPerSecond.median();
    }

    /** {@return a row's cells}, compared with the rushes that took turns with these */
    List<String> cells(Rushes generic) {
        return List.of(
                loginsPerSecond.summary(0),
                loginsPerSecond.per(generic.loginsPerSecond).summary(2),
                Figures.number(waiting.median(), 0) + " / " + Figures.number(waiting.quantile(0.95), 0),
                Figures.number(cores.median(), 2),
                Integer.toString(refused),
                Integer.toString(failed));
    }
}
