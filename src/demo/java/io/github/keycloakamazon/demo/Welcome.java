package io.github.keycloakamazon.demo;

import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the terminal shows when everything runs: where to click and as whom. */
final class Welcome {
    private static final String LINE = "=".repeat(78);
    private static final int NAMES_PER_ROW = 3;

    private Welcome() {}

    /**
     * The text for a demo with the emulator.
     *
     * @param people the names of those who can sign in
     * @param log the server's log file
     * @param terminal what the terminal can show; names it cannot are left out
     */
    static String withEmulator(DemoOptions options, List<String> people, Path log, Charset terminal) {
        List<String> names = people.stream()
                .filter(name -> terminal.newEncoder().canEncode(name))
                .toList();
        List<String> rows = new ArrayList<>();
        rows.add(row("Amazon", options.url(DemoPort.AMAZON) + "  (an emulator, not Amazon)"));
        rows.add(row("Sign in as", "any user of the emulator, without a password:"));
        for (int i = 0; i < names.size(); i += NAMES_PER_ROW) {
            rows.add(row("", String.join(", ", names.subList(i, Math.min(i + NAMES_PER_ROW, names.size())))));
        }
        return text(options, log, rows);
    }

    /** The text for a demo with the real Amazon. */
    static String withAmazon(DemoOptions options, AmazonAccess amazon, Path log) {
        return text(
                options,
                log,
                List.of(
                        row("Amazon", "the real one, region " + amazon.region() + ", client " + amazon.clientId()),
                        row("Return URL", options.returnUrl()),
                        row("", "Register it: Amazon Developer Console > Login with Amazon >"),
                        row("", "your security profile > Web Settings > Allowed Return URLs"),
                        row("Sign in as", "yourself, with your Amazon account"),
                        row("Recorded", "how Amazon's responses are built, without any value; the"),
                        row("", "demo compares them with its emulator when it stops")));
    }

    private static String text(DemoOptions options, Path log, List<String> aboutAmazon) {
        Stream<String> head = Stream.of(
                LINE,
                "  The demo is running. Open the application and sign in:",
                "",
                row("Application", options.url(DemoPort.APP)),
                "");
        Stream<String> tail = Stream.of(
                row("Admin console", options.url(DemoPort.KEYCLOAK) + "/admin  (admin / admin), realm \"demo\""),
                row("Server log", log.toString()),
                "",
                "  Ctrl-C stops everything.",
                LINE);
        return Stream.of(head, aboutAmazon.stream(), tail)
                .flatMap(lines -> lines)
                .collect(Collectors.joining(System.lineSeparator()));
    }

    private static String row(String label, String value) {
        return "  %-15s%s".formatted(label, value);
    }
}
