package io.github.keycloakamazon.demo;

import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the terminal shows when everything runs: where to click and as whom. */
final class Welcome {
    private static final String LINE = "=".repeat(78);

    private Welcome() {}

    /**
     * The text for a demo with the emulator.
     *
     * @param people the names of those who can sign in
     * @param log the server's log file
     * @param terminal what the terminal can show; names it cannot are left out
     */
    static String withEmulator(DemoOptions options, List<String> people, Path log, Charset terminal) {
        String names = people.stream()
                .filter(name -> terminal.newEncoder().canEncode(name))
                .collect(Collectors.joining(", "));
        return text(
                options,
                log,
                row("Amazon", options.url(DemoPort.AMAZON) + "  (an emulator, not Amazon)"),
                row("Sign in as", "anybody the emulator offers, without a password:"),
                row("", names));
    }

    /** The text for a demo with the real Amazon. */
    static String withAmazon(DemoOptions options, AmazonAccess amazon, Path log) {
        return text(
                options,
                log,
                row("Amazon", "the real one, region " + amazon.region() + ", client " + amazon.clientId()),
                row("Return URL", options.returnUrl()),
                row("", "Register it: Amazon Developer Console > Login with Amazon >"),
                row("", "your security profile > Web Settings > Allowed Return URLs"),
                row("Sign in as", "yourself, with your Amazon account"));
    }

    private static String text(DemoOptions options, Path log, String... aboutAmazon) {
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
        return Stream.of(head, Stream.of(aboutAmazon), tail)
                .flatMap(lines -> lines)
                .collect(Collectors.joining(System.lineSeparator()));
    }

    private static String row(String label, String value) {
        return "  %-15s%s".formatted(label, value);
    }
}
