package io.github.keycloakamazon.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * A program of {@code src/test/clients}: it uses a library that nobody here wrote. It prints {@code open} and a URL, reads where the
 * user's browser ended up, and prints what it found as JSON.
 *
 * @param folder of {@code target/clients}, where it runs
 * @param command how it is started
 */
record TestClient(String folder, List<String> command) {
    private static final String OPEN = "open ";

    static TestClient node(String script) {
        return new TestClient("node", List.of("node", "--require", "./hosts.cjs", script));
    }

    /** With Debian's Python, which has Debian's libraries. */
    static TestClient python(String script) {
        return new TestClient("python", List.of("/usr/bin/python3", script));
    }

    static TestClient ruby(String script) {
        return new TestClient("ruby", List.of("/usr/bin/ruby", script));
    }

    /** With its source and libraries of its own. */
    static TestClient java(String source) {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return new TestClient("java", List.of(java, "-cp", "lib/*", source));
    }

    /**
     * Runs it to its end.
     *
     * @param browser leads a user from a URL to another one
     */
    JsonNode run(Map<String, String> environment, UnaryOperator<String> browser) throws Exception {
        Path errors = Files.createTempFile("client", ".log");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(Path.of("target/clients", folder).toFile())
                .redirectError(errors.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            String found = converse(process, browser);
            assertThat(found).as("%s%n%s", command, Files.readString(errors)).startsWith("{");
            return Json.MAPPER.readTree(found);
        } finally {
            process.destroyForcibly();
            Files.delete(errors);
        }
    }

    private static String converse(Process process, UnaryOperator<String> browser) throws IOException {
        BufferedReader output = process.inputReader();
        BufferedWriter input = process.outputWriter();
        String last = "";
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.startsWith(OPEN)) {
                input.write(browser.apply(line.substring(OPEN.length())));
                input.newLine();
                input.flush();
            }
            last = line;
        }
        return last;
    }

    /** What every client is told: who it is, and how it reaches and trusts the emulator in the place of Amazon. */
    static Map<String, String> environment(AmazonEmulator amazon, TestDns dns, Path authority) {
        String proxy = "http://127.0.0.1:" + dns.port();
        String certificate = authority.resolve("ca.pem").toString();
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("EMULATOR_HTTPS_PORT", Integer.toString(amazon.apiPort()));
        environment.put("NODE_EXTRA_CA_CERTS", certificate);
        environment.put("https_proxy", proxy);
        environment.put("REQUESTS_CA_BUNDLE", certificate);
        environment.put("SSL_CERT_FILE", certificate);
        environment.put(
                "JDK_JAVA_OPTIONS",
                "-Dhttps.proxyHost=127.0.0.1 -Dhttps.proxyPort=%d -Djavax.net.ssl.trustStore=%s -Djavax.net.ssl.trustStorePassword=changeit"
                        .formatted(dns.port(), authority.resolve("ca.p12")));
        return environment;
    }
}
