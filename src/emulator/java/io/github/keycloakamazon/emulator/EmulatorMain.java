package io.github.keycloakamazon.emulator;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The emulator as a program: {@code java -cp … io.github.keycloakamazon.emulator.EmulatorMain [--port=8081] …}.
 *
 * <p>Every option is also an environment variable, for containers; an argument wins over it.
 *
 * <table>
 * <caption>Options</caption>
 * <tr><th>argument</th><th>variable</th><th>meaning</th><th>default</th></tr>
 * <tr><td>{@code --port}</td><td>{@code EMULATOR_PORT}</td><td>where to listen</td><td>8081</td></tr>
 * <tr><td>{@code --bind}</td><td>{@code EMULATOR_BIND}</td><td>address to listen on; 0.0.0.0 in a container</td>
 * <td>127.0.0.1</td></tr>
 * <tr><td>{@code --public-url}</td><td>{@code EMULATOR_PUBLIC_URL}</td><td>how browsers reach it</td>
 * <td>http://localhost:port</td></tr>
 * <tr><td>{@code --https-port}</td><td>{@code EMULATOR_HTTPS_PORT}</td><td>serves the API by HTTPS there too; the certificate is at
 * {@code /emulator/certificate.pem}</td><td>no HTTPS</td></tr>
 * <tr><td>{@code --client-id}</td><td>{@code EMULATOR_CLIENT_ID}</td><td>of the one client</td>
 * <td>{@link AmazonEmulator#CLIENT_ID}</td></tr>
 * <tr><td>{@code --client-secret}</td><td>{@code EMULATOR_CLIENT_SECRET}</td><td>its secret</td>
 * <td>{@link AmazonEmulator#CLIENT_SECRET}</td></tr>
 * <tr><td>{@code --return-urls}</td><td>{@code EMULATOR_RETURN_URLS}</td><td>its allowed return URLs, separated by commas or
 * spaces</td><td>every http address on localhost and 127.0.0.1</td></tr>
 * </table>
 */
public final class EmulatorMain {
    private static final List<String> OPTIONS =
            List.of("port", "bind", "public-url", "https-port", "client-id", "client-secret", "return-urls");

    private EmulatorMain() {}

    public static void main(String[] args) throws InterruptedException {
        try {
            run(configure(List.of(args), System.getenv()), System.out);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.err.println("Options: --" + String.join("=…, --", OPTIONS) + "=…");
            System.exit(2);
        } catch (IllegalStateException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    private static void run(EmulatorConfig config, PrintStream out) throws InterruptedException {
        try (AmazonEmulator emulator = AmazonEmulator.start(config)) {
            Runtime.getRuntime().addShutdownHook(new Thread(emulator::close));
            out.println("Amazon emulator (not Amazon) at " + emulator.baseUrl() + ", API at " + emulator.apiBaseUrl());
            emulator.join();
        }
    }

    static EmulatorConfig configure(List<String> args, Map<String, String> environment) {
        Options options = new Options(args, environment);
        EmulatorConfig.Builder config = EmulatorConfig.builder()
                .port(options.port("port", "8081"))
                .bindAddress(options.get("bind", "127.0.0.1"))
                .client(client(options));
        String publicUrl = options.find("public-url");
        if (publicUrl != null) {
            config.publicBaseUrl(publicUrl);
        }
        if (options.find("https-port") != null) {
            config.api(ApiListener.HTTPS).apiPort(options.port("https-port", ""));
        }
        return config.build();
    }

    private static EmulatedClient client(Options options) {
        EmulatedClient client = EmulatedClient.of(
                options.get("client-id", AmazonEmulator.CLIENT_ID),
                options.get("client-secret", AmazonEmulator.CLIENT_SECRET));
        String returnUrls = options.find("return-urls");
        if (returnUrls == null) {
            return client.withAnyLocalReturnUrl(true);
        }
        for (String returnUrl : returnUrls.trim().split("[,\\s]+", -1)) {
            client = client.withReturnUrl(returnUrl);
        }
        return client;
    }

    /** Arguments before environment variables; an empty one counts as absent. */
    private static final class Options {
        private final List<String> args;
        private final Map<String, String> environment;

        Options(List<String> args, Map<String, String> environment) {
            this.args = new ArrayList<>(args);
            this.environment = environment;
            for (String arg : args) {
                if (OPTIONS.stream().noneMatch(option -> arg.startsWith("--" + option + "="))) {
                    throw new IllegalArgumentException("Unknown option: " + arg);
                }
            }
        }

        String get(String option, String fallback) {
            String value = find(option);
            return value == null ? fallback : value;
        }

        int port(String option, String fallback) {
            String value = get(option, fallback);
            try {
                int port = Integer.parseInt(value);
                if (port >= 0 && port <= 65535) {
                    return port;
                }
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("--" + option + " is a port number, not: " + value, e);
            }
            throw new IllegalArgumentException("--" + option + " is a port number, not: " + value);
        }

        @Nullable
        String find(String option) {
            String prefix = "--" + option + "=";
            for (String arg : args) {
                if (arg.startsWith(prefix)) {
                    return present(arg.substring(prefix.length()));
                }
            }
            return present(environment.get(
                    "EMULATOR_" + option.toUpperCase(Locale.ROOT).replace('-', '_')));
        }

        private static @Nullable String present(@Nullable String value) {
            return value == null || value.isBlank() ? null : value.trim();
        }
    }
}
