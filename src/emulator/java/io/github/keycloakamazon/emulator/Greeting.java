package io.github.keycloakamazon.emulator;

import java.nio.file.Path;
import java.util.StringJoiner;
import java.util.stream.Collectors;

/** What the program says of itself. No secret is printed but the sample's, which opens nothing but an emulator. */
final class Greeting {
    private static final String TITLE = "Amazon emulator - not Amazon. For tests and demos.";

    private Greeting() {}

    /** After the start. */
    static String of(AmazonEmulator emulator, EmulatorConfig config) {
        StringJoiner lines = new StringJoiner(System.lineSeparator());
        lines.add(TITLE);
        lines.add("");
        lines.add("Pages     " + emulator.authorizeUrl());
        lines.add("API       " + emulator.apiBaseUrl());
        Path folder = config.insteadOfAmazon();
        if (folder != null) {
            lines.add("Hosts     " + String.join(", ", AmazonHosts.ALL));
            lines.add("Trust     "
                    + folder.resolve(CertificateAuthority.CERTIFICATE).toAbsolutePath());
        }
        emulator.clients().forEach(client -> lines.add("Client    " + describe(client)));
        lines.add("Users     " + emulator.people().stream().map(Person::label).collect(Collectors.joining(", ")));
        lines.add("Control   " + emulator.controlUrl() + "openapi.json");
        lines.add("Help      http://localhost:" + emulator.port() + "/ or --help");
        lines.add("");
        lines.add("Ctrl-C ends it.");
        return lines.toString();
    }

    /** For {@code --help}. */
    static String help() {
        StringJoiner lines = new StringJoiner(System.lineSeparator());
        lines.add(TITLE);
        lines.add("");
        lines.add("Usage: java -jar <this file> [--port=8081] [--config=file.json] ...");
        for (Option option : Option.values()) {
            lines.add("");
            lines.add("  " + option.argument() + "=...   or " + option.variable());
            lines.add("      " + option.meaning());
            lines.add("      default: " + option.standard());
        }
        return lines.toString();
    }

    private static String describe(EmulatedClient client) {
        String secret = client.isPublic()
                ? " (public)"
                : client.secret().equals(AmazonEmulator.CLIENT_SECRET) ? " secret " + client.secret() : "";
        return client.clientId() + secret;
    }
}
