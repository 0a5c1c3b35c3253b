package io.github.keycloakamazon.emulator;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * How an emulator is set up; what can change while it runs is on {@link AmazonEmulator}.
 *
 * @param port of the pages and endpoints, 0 for a free one
 * @param bindAddress the address to listen on
 * @param publicBaseUrl what {@link AmazonEmulator#baseUrl()} answers where others reach the emulator by another name
 * @param api where the API is served besides
 * @param apiPort of that listener, 0 for a free one
 * @param insteadOfAmazon the folder of the certificate authority where the HTTPS listener stands for Amazon's own hosts
 * @param clients the registered applications
 * @param people who can sign in
 * @param clock where the time comes from
 * @param lifetimes how long codes and tokens are valid
 * @param refreshTokensRotate whether a refresh answers with a new refresh token and ends the old one; Amazon's returns the same
 * @param slowDown whether a device that polls ahead of its time is told to slow down; expected of Amazon, never recorded
 * @param unknownScope what the authorize page does with a scope that the client may not ask for
 * @param errorStyle which fields a JSON error has
 * @param faults what goes wrong from the start
 */
public record EmulatorConfig(
        int port,
        String bindAddress,
        @Nullable String publicBaseUrl,
        ApiListener api,
        int apiPort,
        @Nullable Path insteadOfAmazon,
        List<EmulatedClient> clients,
        List<Person> people,
        Clock clock,
        Lifetimes lifetimes,
        boolean refreshTokensRotate,
        boolean slowDown,
        UnknownScope unknownScope,
        ErrorStyle errorStyle,
        List<ScriptedFault> faults) {

    /** The port of HTTPS, which Amazon's hosts have. */
    public static final int AMAZONS_PORT = 443;

    public EmulatorConfig {
        clients = List.copyOf(clients);
        people = List.copyOf(people);
        faults = List.copyOf(faults);
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Sets what differs from the defaults: a free port on 127.0.0.1, the default client, the sample users. */
    public static final class Builder {
        private int port;
        private String bindAddress = "127.0.0.1";
        private @Nullable String publicBaseUrl;
        private ApiListener api = ApiListener.SHARED;
        private int apiPort;
        private @Nullable Path insteadOfAmazon;
        private final List<EmulatedClient> clients = new ArrayList<>();
        private final List<Person> people = new ArrayList<>();
        private Clock clock = Clock.systemUTC();
        private Lifetimes lifetimes = Lifetimes.AMAZON;
        private String companyId = EmulatedClient.DEFAULT_COMPANY;
        private boolean anyLocalReturnUrl;
        private boolean refreshTokensRotate;
        private boolean slowDown;
        private UnknownScope unknownScope = UnknownScope.REDIRECT;
        private ErrorStyle errorStyle = ErrorStyle.DETAILED;
        private final List<ScriptedFault> faults = new ArrayList<>();

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

        /**
         * Serves everything by HTTPS under Amazon's own host names too, on the port of {@link #apiPort(int)}. Clients then need no
         * change but the DNS and the trust in {@code ca.pem}, which is written to the folder.
         */
        public Builder insteadOfAmazon(Path folder) {
            insteadOfAmazon = folder;
            api = ApiListener.HTTPS;
            return this;
        }

        /** Registers an application; the first call takes the place of the default client. */
        public Builder client(EmulatedClient client) {
            clients.add(client);
            return this;
        }

        /** Adds a user; the first call takes the place of the sample users. */
        public Builder person(Person person) {
            people.add(person);
            return this;
        }

        public Builder clock(Clock value) {
            clock = value;
            return this;
        }

        /** Changes how long codes and tokens are valid. */
        public Builder lifetimes(UnaryOperator<Lifetimes> change) {
            lifetimes = change.apply(lifetimes);
            return this;
        }

        public Builder accessTokenLifetime(Duration value) {
            return lifetimes(all -> all.withAccessToken(value));
        }

        /** The developer company of the default client; clients registered here name their own. */
        public Builder companyId(String value) {
            companyId = value;
            return this;
        }

        /** Whether the default client may return to any http URL on localhost or 127.0.0.1. */
        public Builder anyLocalReturnUrl(boolean value) {
            anyLocalReturnUrl = value;
            return this;
        }

        public Builder refreshTokensRotate(boolean value) {
            refreshTokensRotate = value;
            return this;
        }

        public Builder slowDown(boolean value) {
            slowDown = value;
            return this;
        }

        public Builder unknownScope(UnknownScope value) {
            unknownScope = value;
            return this;
        }

        public Builder errorStyle(ErrorStyle value) {
            errorStyle = value;
            return this;
        }

        /** Something that goes wrong from the start. */
        public Builder fault(ScriptedFault fault) {
            faults.add(fault);
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
                    insteadOfAmazon,
                    clients.isEmpty() ? List.of(defaultClient) : clients,
                    people.isEmpty() ? Person.samples() : people,
                    clock,
                    lifetimes,
                    refreshTokensRotate,
                    slowDown,
                    unknownScope,
                    errorStyle,
                    faults);
        }

        boolean hasClients() {
            return !clients.isEmpty();
        }

        /** Builds and starts. */
        public AmazonEmulator start() {
            return AmazonEmulator.start(build());
        }
    }
}
