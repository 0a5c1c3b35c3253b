package io.github.keycloakamazon.emulator;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The configuration from arguments, environment variables and the file that they name, in this order. */
final class Options {
    private static final int DEFAULT_PORT = 8081;

    private final Map<Option, String> values = new EnumMap<>(Option.class);

    /**
     * @param environment an empty variable counts as absent
     * @throws IllegalArgumentException where an argument is no option
     */
    Options(List<String> arguments, Map<String, String> environment) {
        for (Option option : Option.values()) {
            put(option, environment.getOrDefault(option.variable(), ""));
        }
        for (String argument : arguments) {
            Option option = Option.in(argument)
                    .orElseThrow(() -> new IllegalArgumentException("Unknown option: " + argument + " (see --help)"));
            put(option, argument.substring(option.argument().length() + 1));
        }
    }

    /** @throws IllegalArgumentException where a value cannot be meant, with a sentence for the user */
    EmulatorConfig config() {
        EmulatorConfig.Builder config = EmulatorConfig.builder().port(DEFAULT_PORT);
        find(Option.CONFIG).ifPresent(file -> ConfigFile.read(Path.of(file)).apply(config));
        find(Option.PORT).ifPresent(value -> config.port(port(Option.PORT, value)));
        find(Option.BIND).ifPresent(config::bindAddress);
        find(Option.PUBLIC_URL).ifPresent(config::publicBaseUrl);
        listeners(config);
        find(Option.ERROR_STYLE)
                .ifPresent(value -> config.errorStyle(oneOf(Option.ERROR_STYLE, value, ErrorStyle.values())));
        find(Option.UNKNOWN_SCOPE)
                .ifPresent(value -> config.unknownScope(oneOf(Option.UNKNOWN_SCOPE, value, UnknownScope.values())));
        if (!config.hasClients() || namesClient()) {
            config.client(client());
        }
        return config.build();
    }

    private void listeners(EmulatorConfig.Builder config) {
        boolean https = find(Option.HTTPS_PORT).isPresent()
                || find(Option.INSTEAD_OF_AMAZON).isPresent();
        if (https && find(Option.API_PORT).isPresent()) {
            throw new IllegalArgumentException("The API has one listener of its own: --api-port or HTTPS");
        }
        find(Option.API_PORT).ifPresent(value -> config.api(ApiListener.HTTP).apiPort(port(Option.API_PORT, value)));
        find(Option.INSTEAD_OF_AMAZON)
                .ifPresent(folder -> config.insteadOfAmazon(Path.of(folder)).apiPort(EmulatorConfig.AMAZONS_PORT));
        find(Option.HTTPS_PORT)
                .ifPresent(value -> config.api(ApiListener.HTTPS).apiPort(port(Option.HTTPS_PORT, value)));
    }

    private boolean namesClient() {
        return find(Option.CLIENT_ID).isPresent()
                || find(Option.CLIENT_SECRET).isPresent()
                || find(Option.RETURN_URLS).isPresent();
    }

    private EmulatedClient client() {
        EmulatedClient client = EmulatedClient.of(
                find(Option.CLIENT_ID).orElse(AmazonEmulator.CLIENT_ID),
                find(Option.CLIENT_SECRET).orElse(AmazonEmulator.CLIENT_SECRET));
        Optional<String> returnUrls = find(Option.RETURN_URLS);
        if (returnUrls.isEmpty()) {
            return client.withAnyLocalReturnUrl(true);
        }
        for (String returnUrl : returnUrls.get().split("[,\\s]+", -1)) {
            client = client.withReturnUrl(returnUrl);
        }
        return client;
    }

    private Optional<String> find(Option option) {
        return Optional.ofNullable(values.get(option));
    }

    private void put(Option option, String value) {
        if (!value.isBlank()) {
            values.put(option, value.trim());
        }
    }

    private static int port(Option option, String value) {
        String problem = option.argument() + " is a port number, not: " + value;
        try {
            int port = Integer.parseInt(value);
            if (port >= 0 && port <= 65535) {
                return port;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(problem, e);
        }
        throw new IllegalArgumentException(problem);
    }

    private static <E extends Enum<E>> E oneOf(Option option, String value, E[] choices) {
        return Arrays.stream(choices)
                .filter(choice -> choice.name().equalsIgnoreCase(value))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(option.argument() + " is "
                        + Arrays.stream(choices)
                                .map(choice -> choice.name().toLowerCase(Locale.ROOT))
                                .collect(Collectors.joining(" or "))
                        + ", not: " + value));
    }
}
