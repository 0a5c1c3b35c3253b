package io.github.keycloakamazon.emulator;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The options of the program; each is an environment variable too. */
enum Option {
    PORT("8081", "where pages, API and control listen"),
    BIND("127.0.0.1", "the IP address to listen on; 0.0.0.0 in a container"),
    PUBLIC_URL("http://localhost:<port>", "how browsers reach it"),
    CONFIG("no file", "a JSON file with clients, users, lifetimes, styles and faults; options win over it"),
    API_PORT("the port", "serves the API by HTTP there too, so that its network can fail alone"),
    HTTPS_PORT("no HTTPS", "serves everything by HTTPS there too; the certificate is at /emulator/certificate.pem"),
    INSTEAD_OF_AMAZON(
            "off",
            "a folder: serves everything by HTTPS under Amazon's own host names, on port 443 or --https-port, with certificates"
                    + " of an authority whose ca.pem is written there"),
    CLIENT_ID("a sample", "the id of one client"),
    CLIENT_SECRET("a sample", "its secret"),
    RETURN_URLS("every http URL on localhost", "its allowed return URLs, separated by commas or spaces"),
    ERROR_STYLE("detailed", "plain or detailed: whether errors have request_id and error_index"),
    UNKNOWN_SCOPE("redirect", "redirect or page: where an unknown scope ends");

    private static final String VARIABLE_START = "EMULATOR_";

    private final String standard;
    private final String meaning;

    Option(String standard, String meaning) {
        this.standard = standard;
        this.meaning = meaning;
    }

    /** What it is without the option, for the help. */
    String standard() {
        return standard;
    }

    String meaning() {
        return meaning;
    }

    /** Such as {@code --public-url}. */
    String argument() {
        return "--" + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Such as {@code EMULATOR_PUBLIC_URL}. */
    String variable() {
        return VARIABLE_START + name();
    }

    /** The option that an argument such as {@code --port=8081} sets. */
    static Optional<Option> in(String argument) {
        return Stream.of(values())
                .filter(option -> argument.startsWith(option.argument() + "="))
                .findFirst();
    }
}
