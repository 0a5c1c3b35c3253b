package io.github.keycloakamazon.demo;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.function.IntPredicate;

/**
 * What the person at the terminal asked for.
 *
 * @param ports where the demo listens
 * @param amazon the real Amazon, or nothing for the emulator
 */
record DemoOptions(Map<DemoPort, Integer> ports, Optional<AmazonAccess> amazon) {
    private static final int HIGHEST_PORT = 65_535;

    DemoOptions {
        ports = Collections.unmodifiableMap(new EnumMap<>(ports));
    }

    /**
     * Reads system properties and environment variables.
     *
     * @throws DemoException naming what makes no sense
     */
    static DemoOptions from(Properties properties, Map<String, String> environment) {
        Map<DemoPort, Integer> ports = new EnumMap<>(DemoPort.class);
        for (DemoPort port : DemoPort.values()) {
            ports.put(port, number(port, properties.getProperty(port.property(), "")));
        }
        DemoOptions options = new DemoOptions(ports, AmazonAccess.from(environment));
        options.requireDifferentPorts();
        return options;
    }

    int port(DemoPort port) {
        return Optional.ofNullable(ports.get(port)).orElseThrow();
    }

    String url(DemoPort port) {
        return "http://localhost:" + port(port);
    }

    /** The return URL to register with Amazon. */
    String returnUrl() {
        return url(DemoPort.KEYCLOAK) + "/realms/" + DemoRealm.NAME + "/broker/" + DemoRealm.PROVIDER + "/endpoint";
    }

    /**
     * Makes sure that everything can listen before anything starts.
     *
     * @param isFree whether nobody listens on a port
     * @throws DemoException with a line for each port that is taken: which, who wanted it, how to choose another
     */
    void requireFreePorts(IntPredicate isFree) {
        List<String> problems = used().stream()
                .filter(port -> !isFree.test(port(port)))
                .map(port -> "Port %d is taken by another program, and %s wants it. Choose another: mvn -Pdemo -D%s=%d"
                        .formatted(port(port), port.wantedBy(), port.property(), alternative(port(port), isFree)))
                .toList();
        if (!problems.isEmpty()) {
            throw new DemoException(String.join(System.lineSeparator(), problems));
        }
    }

    /** The real Amazon needs no port of this machine. */
    private Set<DemoPort> used() {
        return amazon.isPresent() ? EnumSet.complementOf(EnumSet.of(DemoPort.AMAZON)) : EnumSet.allOf(DemoPort.class);
    }

    private void requireDifferentPorts() {
        for (DemoPort one : used()) {
            for (DemoPort other : used()) {
                if (one.compareTo(other) < 0 && port(one) == port(other)) {
                    throw new DemoException("Port %d cannot serve both %s and %s: change -D%s or -D%s."
                            .formatted(port(one), one.wantedBy(), other.wantedBy(), one.property(), other.property()));
                }
            }
        }
    }

    private int alternative(int taken, IntPredicate isFree) {
        for (int port = taken + 10; port <= HIGHEST_PORT; port += 10) {
            if (!ports.containsValue(port) && isFree.test(port)) {
                return port;
            }
        }
        return Arrays.stream(DemoPort.values())
                        .mapToInt(DemoPort::standard)
                        .max()
                        .orElseThrow()
                + 1;
    }

    private static int number(DemoPort port, String text) {
        if (text.isBlank()) {
            return port.standard();
        }
        try {
            int number = Integer.parseInt(text.strip());
            if (number >= 1 && number <= HIGHEST_PORT) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Answered below, together with numbers that are no port.
        }
        throw new DemoException(
                "-D%s must be a port number from 1 to %d, not \"%s\".".formatted(port.property(), HIGHEST_PORT, text));
    }
}
