package io.github.keycloakamazon.demo;

import io.github.keycloakamazon.lwa.Region;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * An application registered with the real Amazon.
 *
 * @param clientId of the security profile
 * @param clientSecret of the security profile
 * @param region where the people to sign in have their accounts
 */
record AmazonAccess(String clientId, String clientSecret, Region region) {
    static final String CLIENT_ID_VARIABLE = "AMAZON_CLIENT_ID";
    static final String CLIENT_SECRET_VARIABLE = "AMAZON_CLIENT_SECRET";
    static final String REGION_VARIABLE = "AMAZON_REGION";

    /**
     * What the environment says; nothing when it names no client.
     *
     * @throws DemoException when it says half of it, or a region there is not
     */
    static Optional<AmazonAccess> from(Map<String, String> environment) {
        String clientId = value(environment, CLIENT_ID_VARIABLE);
        String clientSecret = value(environment, CLIENT_SECRET_VARIABLE);
        if (clientId.isEmpty() && clientSecret.isEmpty()) {
            return Optional.empty();
        }
        if (clientId.isEmpty() || clientSecret.isEmpty()) {
            throw new DemoException("%s is set but %s is not: set both for the real Amazon, none for the emulator."
                    .formatted(
                            clientId.isEmpty() ? CLIENT_SECRET_VARIABLE : CLIENT_ID_VARIABLE,
                            clientId.isEmpty() ? CLIENT_ID_VARIABLE : CLIENT_SECRET_VARIABLE));
        }
        return Optional.of(new AmazonAccess(clientId, clientSecret, region(value(environment, REGION_VARIABLE))));
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "AmazonAccess[clientId=" + clientId + ", region=" + region + "]";
    }

    private static Region region(String name) {
        if (name.isEmpty()) {
            return Region.NA;
        }
        return Arrays.stream(Region.values())
                .filter(region -> region.name().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> new DemoException("%s must be one of %s, not \"%s\"."
                        .formatted(
                                REGION_VARIABLE,
                                Arrays.stream(Region.values()).map(Region::name).collect(Collectors.joining(", ")),
                                name)));
    }

    private static String value(Map<String, String> environment, String variable) {
        return environment.getOrDefault(variable, "").strip();
    }
}
