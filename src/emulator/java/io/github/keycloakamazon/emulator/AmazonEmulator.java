package io.github.keycloakamazon.emulator;

import java.net.URI;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.jspecify.annotations.Nullable;

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
    private final Registry registry;
    private final Grants grants;
    private final Sessions sessions = new Sessions();
    private final RequestLog log = new RequestLog();
    private final Map<Endpoint, EndpointScript> scripts = new EnumMap<>(Endpoint.class);
    private final Server server;
    private final GatedConnector pages;
    private final GatedConnector api;
    private final @Nullable SelfSignedCertificate certificate;
    private final Wire wire;

    private AmazonEmulator(EmulatorConfig config) {
        this.config = config;
        clock = new AdjustableClock(config.clock());
        registry = new Registry(config.clients(), config.people());
        grants = new Grants(clock, config.accessTokenLifetime());
        for (Endpoint endpoint : Endpoint.values()) {
            scripts.put(endpoint, new EndpointScript());
        }
        certificate = config.api() == ApiListener.HTTPS ? SelfSignedCertificate.forHosts(certificateHosts()) : null;
        server = newServer();
        pages = listen(GatedConnector.plain(server), config.port());
        api = switch (config.api()) {
            case SHARED -> pages;
            case HTTP -> listen(GatedConnector.plain(server), config.apiPort());
            case HTTPS -> listen(GatedConnector.secure(server, requireCertificate()), config.apiPort());
        };
        wire = new Wire(server.getScheduler());
        Pages html = new Pages();
        server.setHandler(new Router(
                routes(html),
                request -> elsewhere(request, html),
                scripts,
                log,
                (fault, keep) -> api.fail(fault, keep),
                wire));
    }

    /** Starts on a free port of 127.0.0.1, with the default client and the sample people. */
    public static AmazonEmulator start() {
        return builder().start();
    }

    public static AmazonEmulator start(EmulatorConfig config) {
        AmazonEmulator emulator = new AmazonEmulator(config);
        try {
            emulator.server.start();
        } catch (Exception e) {
            emulator.close();
            throw new IllegalStateException("The emulator cannot start: " + e.getMessage(), e);
        }
        return emulator;
    }

    /** What differs from the defaults, then {@code start()}. */
    public static EmulatorConfig.Builder builder() {
        return EmulatorConfig.builder();
    }

    /** Where the browser finds the emulator, such as {@code http://localhost:8081}, without a slash at the end. */
    public String baseUrl() {
        String publicly = config.publicBaseUrl();
        return publicly != null ? publicly : "http://localhost:" + port();
    }

    /** Where servers find the API, such as {@code https://localhost:8443}; {@link #baseUrl()} unless it has its own listener. */
    public String apiBaseUrl() {
        return switch (config.api()) {
            case SHARED -> baseUrl();
            case HTTP -> "http://" + publicHost() + ":" + apiPort();
            case HTTPS -> "https://" + publicHost() + ":" + apiPort();
        };
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

    public int port() {
        return pages.portInUse();
    }

    public int apiPort() {
        return api.portInUse();
    }

    /** The certificate of the HTTPS listener, for a truststore. */
    public String certificatePem() {
        return requireCertificate().pem();
    }

    /** The emulator's time; advance it to let codes and tokens expire. */
    public AdjustableClock clock() {
        return clock;
    }

    /** Allows one more return URL, compared exactly. */
    public void allowReturnUrl(String clientId, String returnUrl) {
        registry.change(clientId, client -> client.withReturnUrl(returnUrl));
    }

    /** Registers an application, or changes the one with the same id. */
    public void addClient(EmulatedClient client) {
        registry.put(client);
    }

    /** Adds somebody, or changes the person with the same key. */
    public void addPerson(Person person) {
        registry.put(person);
    }

    /** The person's {@code user_id} as this client sees it. */
    public String userId(Person person, String clientId) {
        return registry.knownClient(clientId).userIdOf(person);
    }

    /**
     * An access token as Amazon's mobile SDK gives one to an app: issued without a code having passed this emulator.
     *
     * @see <a href="https://developer.amazon.com/docs/login-with-amazon/customer-experience-android.html">Android SDK</a>
     */
    public String issueAccessToken(String clientId, Person person, String... scopes) {
        registry.knownClient(clientId);
        registry.knownPerson(person.key());
        Set<String> granted = new LinkedHashSet<>(List.of(scopes));
        return grants.issueAccessToken(new Grants.Access(clientId, person.key(), granted));
    }

    /** The person removes the application from the account: consent and refresh tokens end, access tokens live out their time. */
    public void revoke(Person person, String clientId) {
        grants.revoke(person.key(), clientId);
    }

    /** Ends every access token, while refresh tokens stay good. */
    public void expireAccessTokens() {
        grants.expireAccessTokens();
    }

    /** What the endpoint is to do to the requests to come. */
    public EndpointScript on(Endpoint endpoint) {
        return scriptOf(endpoint);
    }

    /** Lets the API's listener fail, or with {@link NetworkFault#none()} recover. Open connections to it are closed. */
    public void network(NetworkFault fault) {
        api.fail(fault, null);
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
        api.closeConnections(null);
    }

    /** TCP connections the API's listener has accepted since the start. */
    public long apiConnections() {
        return api.accepted();
    }

    /**
     * As if just started: no scripts, network faults, recordings, consents, sessions, codes or tokens, and the time of the clock it
     * was started with. Clients, return URLs and people stay, added ones too.
     */
    public void reset() {
        scripts.values().forEach(EndpointScript::clear);
        api.fail(NetworkFault.none(), null);
        wire.letGo();
        log.forget();
        grants.forget();
        sessions.forget();
        clock.reset();
    }

    /** Stops at once; requests under way lose their connection. */
    @Override
    public void close() {
        wire.letGo();
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("The emulator does not stop", e);
        }
    }

    /** Waits until the emulator is closed. */
    void join() throws InterruptedException {
        server.join();
    }

    private Map<String, Function<ReceivedRequest, Answer>> routes(Pages html) {
        ErrorWriter errors = new ErrorWriter(config.errorDetails());
        AuthorizeHandler authorize =
                new AuthorizeHandler(registry, grants, sessions, html, config.invalidScopeOnOwnPage());
        Map<String, Function<ReceivedRequest, Answer>> routes = new LinkedHashMap<>();
        routes.put("GET /", request -> html.welcome(baseUrl(), certificate != null));
        routes.put("HEAD /", request -> html.welcome(baseUrl(), certificate != null));
        routes.put("GET /emulator/style.css", request -> html.stylesheet());
        if (certificate != null) {
            routes.put(
                    "GET /emulator/certificate.pem",
                    request -> Answer.of(200, "application/x-pem-file", certificatePem()));
        }
        routes.put("GET " + Endpoint.AUTHORIZE.path(), authorize::authorize);
        routes.put("POST /ap/signin", authorize::signIn);
        routes.put("POST /ap/consent", authorize::consent);
        routes.put("GET /ap/signout", authorize::signOut);
        routes.put("POST " + Endpoint.TOKEN.path(), new TokenHandler(registry, grants, config, errors)::handle);
        routes.put("GET " + Endpoint.PROFILE.path(), new ProfileHandler(registry, grants, errors)::handle);
        routes.put("GET " + Endpoint.TOKENINFO.path(), new TokenInfoHandler(registry, grants, clock, errors)::handle);
        return routes;
    }

    private static Answer elsewhere(ReceivedRequest request, Pages html) {
        Endpoint endpoint = Endpoint.at(request.path());
        return endpoint == null
                ? html.notFound()
                : new Answer(405, Map.of("Allow", endpoint == Endpoint.TOKEN ? "POST" : "GET"), "");
    }

    private Server newServer() {
        QueuedThreadPool threads = new QueuedThreadPool(64, 4);
        threads.setName("amazon-emulator");
        threads.setDaemon(true);
        return new Server(threads, new ScheduledExecutorScheduler("amazon-emulator-timer", true), null);
    }

    private GatedConnector listen(GatedConnector connector, int port) {
        connector.setHost(config.bindAddress());
        connector.setPort(port);
        server.addConnector(connector);
        return connector;
    }

    private EndpointScript scriptOf(Endpoint endpoint) {
        EndpointScript script = scripts.get(endpoint);
        if (script == null) {
            throw new IllegalStateException("No script for " + endpoint);
        }
        return script;
    }

    private SelfSignedCertificate requireCertificate() {
        if (certificate == null) {
            throw new IllegalStateException("There is a certificate with ApiListener.HTTPS only");
        }
        return certificate;
    }

    private String publicHost() {
        String publicly = config.publicBaseUrl();
        return publicly == null ? "localhost" : URI.create(publicly).getHost();
    }

    private Set<String> certificateHosts() {
        Set<String> hosts = new LinkedHashSet<>(List.of("localhost", "127.0.0.1"));
        hosts.add(publicHost());
        return hosts;
    }
}
