package io.github.keycloakamazon.emulator;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How an emulator is set up; what can change while it runs is on {@link AmazonEmulator}.
 *
 * @param port of the pages and endpoints, 0 for a free one
 * @param bindAddress the address to listen on
 * @param publicBaseUrl what {@link AmazonEmulator#baseUrl()} answers where others reach the emulator by another name
 * @param api where the API is served besides
 * @param apiPort of that listener, 0 for a free one
 * @param clients the registered applications
 * @param people who can sign in
 * @param clock where the time comes from
 * @param accessTokenLifetime 3600 seconds at Amazon
 * @param refreshTokensRotate whether a refresh answers with a new refresh token and ends the old one; Amazon's returns the same
 * @param invalidScopeOnOwnPage whether an unknown scope ends on a page of the emulator, not in a redirect; Amazon does either
 * @param errorDetails whether errors carry {@code request_id} and {@code error_index}, as Amazon's do since about 2021
 */
public record EmulatorConfig(
        int port,
        String bindAddress,
        @Nullable String publicBaseUrl,
        ApiListener api,
        int apiPort,
        List<EmulatedClient> clients,
        List<Person> people,
        Clock clock,
        Duration accessTokenLifetime,
        boolean refreshTokensRotate,
        boolean invalidScopeOnOwnPage,
        boolean errorDetails) {

    public EmulatorConfig {
        clients = List.copyOf(clients);
        people = List.copyOf(people);
        if (accessTokenLifetime.toSeconds() < 1) {
            throw new IllegalArgumentException("An access token lives a second or more, not " + accessTokenLifetime);
        }
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Sets what differs from the defaults: a free port on 127.0.0.1, the default client, the sample people. */
    public static final class Builder {
        private int port;
        private String bindAddress = "127.0.0.1";
        private @Nullable String publicBaseUrl;
        private ApiListener api = ApiListener.SHARED;
        private int apiPort;
        private final List<EmulatedClient> clients = new ArrayList<>();
        private final List<Person> people = new ArrayList<>();
        private Clock clock = Clock.systemUTC();
        private Duration accessTokenLifetime = Duration.ofHours(1);
        private String companyId = EmulatedClient.DEFAULT_COMPANY;
        private boolean anyLocalReturnUrl;
        private boolean refreshTokensRotate;
        private boolean invalidScopeOnOwnPage;
        private boolean errorDetails = true;

        private Builder() {}

        public Builder port(int value) {
            port = value;
            return this;
        }

        public Builder bindAddress(String value) {
            bindAddress = value;
            return this;
        }

        /** Without a slash at the end, such as {@code http://amazon.test:8081}. */
        public Builder publicBaseUrl(String value) {
            publicBaseUrl = value.endsWith("/") ? value.substring(0, value.length() - 1) : value;
            return this;
        }

        public Builder api(ApiListener value) {
            api = value;
            return this;
        }

        public Builder apiPort(int value) {
            apiPort = value;
            return this;
        }

        /** Registers an application; the first call takes the place of the default client. */
        public Builder client(EmulatedClient client) {
            clients.add(client);
            return this;
        }

        /** Adds somebody; the first call takes the place of the sample people. */
        public Builder person(Person person) {
            people.add(person);
            return this;
        }

        public Builder clock(Clock value) {
            clock = value;
            return this;
        }

        public Builder accessTokenLifetime(Duration value) {
            accessTokenLifetime = value;
            return this;
        }

        /** The developer company of the default client; clients registered here name their own. */
        public Builder companyId(String value) {
            companyId = value;
            return this;
        }

        /** Whether the default client may return to any http address on localhost or 127.0.0.1. */
        public Builder anyLocalReturnUrl(boolean value) {
            anyLocalReturnUrl = value;
            return this;
        }

        public Builder refreshTokensRotate(boolean value) {
            refreshTokensRotate = value;
            return this;
        }

        public Builder invalidScopeOnOwnPage(boolean value) {
            invalidScopeOnOwnPage = value;
            return this;
        }

        public Builder errorDetails(boolean value) {
            errorDetails = value;
            return this;
        }

        public EmulatorConfig build() {
            EmulatedClient defaultClient =
                    AmazonEmulator.DEFAULT_CLIENT.withCompany(companyId).withAnyLocalReturnUrl(anyLocalReturnUrl);
            return new EmulatorConfig(
                    port,
                    bindAddress,
                    publicBaseUrl,
                    api,
                    apiPort,
                    clients.isEmpty() ? List.of(defaultClient) : clients,
                    people.isEmpty() ? Person.samples() : people,
                    clock,
                    accessTokenLifetime,
                    refreshTokensRotate,
                    invalidScopeOnOwnPage,
                    errorDetails);
        }

        /** Builds and starts. */
        public AmazonEmulator start() {
            return AmazonEmulator.start(build());
        }
    }
}
