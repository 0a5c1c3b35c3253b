package io.github.keycloakamazon.emulator;

import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Login with Amazon on a socket of this machine, for tests and demos.
 *
 * <pre>{@code
 * try (AmazonEmulator amazon = AmazonEmulator.start()) {
 *     amazon.allowReturnUrl(AmazonEmulator.CLIENT_ID, "https://app.test/callback");
 *     // point the client under test at amazon.authorizeUrl(), amazon.tokenUrl() and amazon.profileUrl()
 *     amazon.on(Endpoint.TOKEN).answerOnce(Fault.html(503));
 *     assertThat(amazon.awaitRequest(Endpoint.TOKEN, Duration.ofSeconds(5)).form("grant_type")).isEqualTo("authorization_code");
 * }
 * }</pre>
 *
 * <p>All methods may be called from any thread.
 */
public final class AmazonEmulator implements AutoCloseable {
    /** The id of the default client. */
    public static final String CLIENT_ID = "amzn1.application-oa2-client.0123456789abcdef0123456789abcdef";
    /** The secret of the default client. It opens nothing but an emulator. */
    public static final String CLIENT_SECRET =
            "amzn1.oa2-cs.v1.00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
    /** The client of an emulator that is told of no other; it returns to the demo's Keycloak. */
    public static final EmulatedClient DEFAULT_CLIENT = EmulatedClient.of(CLIENT_ID, CLIENT_SECRET)
            .withReturnUrl("http://localhost:8080/realms/demo/broker/amazon/endpoint");

    private final EmulatorConfig config;
    private final AdjustableClock clock;
    private final Accounts accounts;
    private final RequestLog log = new RequestLog();
    private final Map<Endpoint, EndpointScript> scripts = new EnumMap<>(Endpoint.class);
    private final Listeners listeners;
    private final Urls urls;
    private final Wire wire;

    private AmazonEmulator(EmulatorConfig config) {
        this.config = config;
        clock = new AdjustableClock(config.clock());
        accounts = new Accounts(config, clock);
        for (Endpoint endpoint : Endpoint.values()) {
            scripts.put(endpoint, new EndpointScript());
        }
        config.faults().forEach(this::script);
        listeners = new Listeners(config);
        urls = new Urls(config, listeners);
        wire = new Wire(listeners.scheduler());
    }

    /** Starts on a free port of 127.0.0.1, with the default client and the sample users. */
    public static AmazonEmulator start() {
        return builder().start();
    }

    /**
     * Starts as configured.
     *
     * @throws IllegalStateException where a port cannot be opened, or the certificate authority cannot be read or written
     */
    public static AmazonEmulator start(EmulatorConfig config) {
        AmazonEmulator emulator = new AmazonEmulator(config);
        emulator.listeners.start(emulator.handler());
        return emulator;
    }

    /** What differs from the defaults, then {@code start()}. */
    public static EmulatorConfig.Builder builder() {
        return EmulatorConfig.builder();
    }

    /** Where the browser finds the emulator, such as {@code http://localhost:8081}, without a slash at the end. */
    public String baseUrl() {
        return urls.base();
    }

    /** Where servers find the API, such as {@code https://localhost:8443}; {@link #baseUrl()} unless it has its own listener. */
    public String apiBaseUrl() {
        return urls.api();
    }

    /** Such as {@code http://localhost:8081/ap/oa}. */
    public String authorizeUrl() {
        return baseUrl() + Endpoint.AUTHORIZE.path();
    }

    /** Such as {@code http://localhost:8081/auth/o2/token}. */
    public String tokenUrl() {
        return apiBaseUrl() + Endpoint.TOKEN.path();
    }

    /** Such as {@code http://localhost:8081/user/profile}. */
    public String profileUrl() {
        return apiBaseUrl() + Endpoint.PROFILE.path();
    }

    /** Such as {@code http://localhost:8081/auth/o2/tokeninfo}. */
    public String tokenInfoUrl() {
        return apiBaseUrl() + Endpoint.TOKENINFO.path();
    }

    /** Such as {@code http://localhost:8081/auth/o2/create/codepair}. */
    public String codePairUrl() {
        return apiBaseUrl() + Endpoint.CODEPAIR.path();
    }

    /** Such as {@code http://localhost:8081/ap/user/profile}. */
    public String legacyProfileUrl() {
        return baseUrl() + Endpoint.LEGACY_PROFILE.path();
    }

    /** Where a user enters the code of a device, such as {@code http://localhost:8081/us/code}. */
    public String verificationUrl() {
        return urls.verification();
    }

    /** Where the emulator is controlled from, on this machine, such as {@code http://localhost:8081/emulator/}. */
    public String controlUrl() {
        return urls.local() + ControlApi.PATH;
    }

    public int port() {
        return listeners.pagesPort();
    }

    public int apiPort() {
        return listeners.api().portInUse();
    }

    /** What a client of the HTTPS listener has to trust: its certificate, or that of its authority. */
    public String certificatePem() {
        return listeners
                .certificates()
                .orElseThrow(() -> new IllegalStateException("There is a certificate with ApiListener.HTTPS only"))
                .pem();
    }

    /** The emulator's time; advance it to let codes and tokens expire. */
    public AdjustableClock clock() {
        return clock;
    }

    /** Allows one more return URL, compared exactly. */
    public void allowReturnUrl(String clientId, String returnUrl) {
        accounts.registry().change(clientId, client -> client.withReturnUrl(returnUrl));
    }

    /** Registers an application, or changes the one with the same id. */
    public void addClient(EmulatedClient client) {
        accounts.registry().put(client);
    }

    /** Removes an application, and everything that was granted to it. */
    public boolean removeClient(String clientId) {
        return accounts.removeClient(clientId);
    }

    /** The registered applications. */
    public List<EmulatedClient> clients() {
        return accounts.registry().clients();
    }

    /** Adds a user, or changes the one with the same key. */
    public void addPerson(Person person) {
        accounts.registry().put(person);
    }

    /** Removes a user, and everything that was granted by it. */
    public boolean removePerson(String key) {
        return accounts.removePerson(key);
    }

    /** Who can sign in. */
    public List<Person> people() {
        return accounts.registry().people();
    }

    /** The user with this key. */
    public Optional<Person> person(String key) {
        return Optional.ofNullable(accounts.registry().person(key));
    }

    /** The user's {@code user_id} as this client sees it. */
    public String userId(Person person, String clientId) {
        return accounts.registry().knownClient(clientId).userIdOf(person);
    }

    /**
     * An access token as Amazon's mobile SDK gives one to an app: issued without a code having passed this emulator.
     *
     * @see <a href="https://developer.amazon.com/docs/login-with-amazon/customer-experience-android.html">Android SDK</a>
     */
    public String issueAccessToken(String clientId, Person person, String... scopes) {
        accounts.registry().knownClient(clientId);
        accounts.registry().knownPerson(person.key());
        Set<String> granted = new LinkedHashSet<>(List.of(scopes));
        return accounts.grants().issueAccessToken(new Grants.Access(clientId, person.key(), granted));
    }

    /** The person removes the application from the account: consent and refresh tokens end, access tokens live out their time. */
    public void revoke(Person person, String clientId) {
        accounts.grants().revoke(person.key(), clientId);
    }

    /** Ends every access token, while refresh tokens stay good. */
    public void expireAccessTokens() {
        accounts.grants().expireAccessTokens();
    }

    /** What the endpoint is to do to the requests to come. */
    public EndpointScript on(Endpoint endpoint) {
        return scriptOf(endpoint);
    }

    /** Queues a fault. */
    public void script(ScriptedFault fault) {
        fault.queue(on(fault.endpoint()));
    }

    /** All endpoints behave again; the network is as it was. */
    public void clearFaults() {
        scripts.values().forEach(EndpointScript::clear);
    }

    /**
     * Whether the API has a listener of its own, which can fail while the pages and the control API go on.
     */
    public boolean hasApiListener() {
        return config.api() != ApiListener.SHARED;
    }

    /** Lets the API's listener fail, or with {@link NetworkFault#none()} recover. Open connections to it are closed. */
    public void network(NetworkFault fault) {
        listeners.api().fail(fault, null);
    }

    /** The requests an endpoint received, oldest first; of more than ten thousand, the last. */
    public List<ReceivedRequest> requests(Endpoint endpoint) {
        return log.all(endpoint);
    }

    /** How many requests an endpoint received. */
    public long requestCount(Endpoint endpoint) {
        return log.count(endpoint);
    }

    /**
     * The oldest request this method has not returned yet; waits for it. A request is there before its answer is sent.
     *
     * @throws AssertionError where none came in time
     */
    public ReceivedRequest awaitRequest(Endpoint endpoint, Duration timeout) {
        return log.take(endpoint, timeout);
    }

    /** Forgets the recorded requests and nothing else. */
    public void forgetRequests() {
        log.forget();
    }

    /** Closes the open connections to the API, as a server does with those that have been idle for long. */
    public void closeApiConnections() {
        listeners.api().closeConnections(null);
    }

    /** TCP connections the API's listener has accepted since the start. */
    public long apiConnections() {
        return listeners.api().accepted();
    }

    /**
     * As if just started: no scripts, network faults, recordings, consents, sessions, codes or tokens, and the time of the clock it
     * was started with. Clients, return URLs and users stay, added ones too.
     */
    public void reset() {
        clearFaults();
        listeners.api().fail(NetworkFault.none(), null);
        wire.letGo();
        log.forget();
        accounts.forgetGrants();
        clock.reset();
    }

    /** Stops at once; requests under way lose their connection. */
    @Override
    public void close() {
        wire.letGo();
        listeners.stop();
    }

    /** Waits until the emulator is closed. */
    void join() throws InterruptedException {
        listeners.join();
    }

    private Router handler() {
        Routes routes = new Routes(new ControlApi(this, new ControlGuard(config.publicBaseUrl())));
        addOwnPages(routes);
        new LoginWithAmazon(config, clock, accounts, urls).addTo(routes);
        return new Router(routes, scripts, log, (fault, keep) -> listeners.api().fail(fault, keep), wire);
    }

    private void addOwnPages(Routes routes) {
        boolean certified = listeners.certificates().isPresent();
        routes.get("/", request -> Pages.welcome(baseUrl(), apiBaseUrl(), urls.local(), certified))
                .get("/health", request -> Answer.json(200, Json.object().put("status", "UP")))
                .get("/emulator/style.css", request -> Page.stylesheet());
        if (certified) {
            routes.get(
                    "/emulator/certificate.pem", request -> Answer.of(200, "application/x-pem-file", certificatePem()));
        }
    }

    private EndpointScript scriptOf(Endpoint endpoint) {
        EndpointScript script = scripts.get(endpoint);
        if (script == null) {
            throw new IllegalStateException("No script for " + endpoint);
        }
        return script;
    }
}
