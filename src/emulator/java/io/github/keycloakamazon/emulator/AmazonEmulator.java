package io.github.keycloakamazon.emulator;

import java.net.BindException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
    private final DeviceCodes deviceCodes;
    private final Sessions sessions = new Sessions();
    private final RequestLog log = new RequestLog();
    private final Map<Endpoint, EndpointScript> scripts = new EnumMap<>(Endpoint.class);
    private final Server server;
    private final GatedConnector pages;
    private final GatedConnector api;
    private final @Nullable ServerCertificates certificate;
    private final Wire wire;

    private AmazonEmulator(EmulatorConfig config) {
        this.config = config;
        clock = new AdjustableClock(config.clock());
        registry = new Registry(config.clients(), config.people());
        grants = new Grants(clock, config.lifetimes());
        deviceCodes = new DeviceCodes(clock, config.lifetimes());
        for (Endpoint endpoint : Endpoint.values()) {
            scripts.put(endpoint, new EndpointScript());
        }
        config.faults().forEach(this::script);
        certificate = certificates();
        server = newServer();
        pages = listen(GatedConnector.plain(server), config.port());
        api = switch (config.api()) {
            case SHARED -> pages;
            case HTTP -> listen(GatedConnector.plain(server), config.apiPort());
            case HTTPS -> listen(GatedConnector.secure(server, requireCertificate()), config.apiPort());
        };
        wire = new Wire(server.getScheduler());
        server.setHandler(new Router(routes(), scripts, log, (fault, keep) -> api.fail(fault, keep), wire));
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
            throw new IllegalStateException("The emulator cannot start: " + reason(e), e);
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
        if (publicly != null) {
            return publicly;
        }
        return config.insteadOfAmazon() == null ? localUrl() : amazonUrl("www.amazon.com");
    }

    /** Where servers find the API, such as {@code https://localhost:8443}; {@link #baseUrl()} unless it has its own listener. */
    public String apiBaseUrl() {
        return switch (config.api()) {
            case SHARED -> baseUrl();
            case HTTP -> "http://" + publicHost() + ":" + apiPort();
            case HTTPS ->
                config.insteadOfAmazon() == null
                        ? "https://" + publicHost() + ":" + apiPort()
                        : amazonUrl("api.amazon.com");
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
        return (config.insteadOfAmazon() == null || config.publicBaseUrl() != null ? baseUrl() : amazonUrl("amazon.com"))
                + DeviceHandler.PATH;
    }

    /** Where the emulator is controlled from, on this machine, such as {@code http://localhost:8081/emulator/}. */
    public String controlUrl() {
        return localUrl() + ControlApi.PATH;
    }

    public int port() {
        return pages.portInUse();
    }

    public int apiPort() {
        return api.portInUse();
    }

    /** What a client of the HTTPS listener has to trust: its certificate, or that of its authority. */
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

    /** Removes an application, and everything that was granted to it. */
    public boolean removeClient(String clientId) {
        boolean known = registry.removeClient(clientId);
        grants.forgetIf(access -> access.clientId().equals(clientId));
        deviceCodes.forgetClient(clientId);
        return known;
    }

    /** The registered applications. */
    public List<EmulatedClient> clients() {
        return registry.clients();
    }

    /** Adds a user, or changes the one with the same key. */
    public void addPerson(Person person) {
        registry.put(person);
    }

    /** Removes a user, and everything that was granted by it. */
    public boolean removePerson(String key) {
        boolean known = registry.removePerson(key);
        grants.forgetIf(access -> key.equals(access.personKey()));
        deviceCodes.forgetPerson(key);
        return known;
    }

    /** Who can sign in. */
    public List<Person> people() {
        return registry.people();
    }

    /** The user with this key. */
    public Optional<Person> person(String key) {
        return Optional.ofNullable(registry.person(key));
    }

    /** The user's {@code user_id} as this client sees it. */
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
     * was started with. Clients, return URLs and users stay, added ones too.
     */
    public void reset() {
        clearFaults();
        api.fail(NetworkFault.none(), null);
        wire.letGo();
        log.forget();
        grants.forget();
        deviceCodes.forget();
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

    private Routes routes() {
        AuthorizeHandler authorize = new AuthorizeHandler(registry, grants, sessions, config.unknownScope());
        DeviceHandler device = new DeviceHandler(registry, deviceCodes, sessions);
        Profiles profiles = new Profiles(registry, grants);
        Routes routes = new Routes(new ControlApi(this, new ControlGuard(config.publicBaseUrl())))
                .get("/", request -> welcome())
                .get("/health", request -> Answer.json(200, Json.object().put("status", "UP")))
                .get("/emulator/style.css", request -> Page.stylesheet())
                .on("GET", Endpoint.AUTHORIZE.path(), authorize::authorize)
                .on("POST", "/ap/signin", authorize::signIn)
                .on("POST", "/ap/consent", authorize::consent)
                .on("GET", "/ap/signout", authorize::signOut)
                .on("GET", DeviceHandler.PATH, request -> Pages.userCode(null))
                .on("GET", "/ap/cbl", device::enter)
                .on("POST", "/ap/cbl/signin", device::signIn)
                .on("POST", "/ap/cbl/consent", device::consent)
                .on("GET", "/ap/cbl/signout", device::signOut);
        if (certificate != null) {
            routes.get(
                    "/emulator/certificate.pem",
                    request -> Answer.of(200, "application/x-pem-file", certificatePem()));
        }
        addApi(routes, Endpoint.TOKEN, new TokenHandler(tokenGrants()));
        addApi(routes, Endpoint.PROFILE, new ProfileHandler(profiles));
        addApi(routes, Endpoint.LEGACY_PROFILE, new LegacyProfileHandler(profiles));
        addApi(routes, Endpoint.TOKENINFO, new TokenInfoHandler(registry, grants, clock));
        addApi(routes, Endpoint.CODEPAIR, new CodePairHandler(registry, deviceCodes, config.lifetimes(), this::verificationUrl));
        return routes;
    }

    private void addApi(Routes routes, Endpoint endpoint, ApiHandler.ApiEndpoint handler) {
        routes.on(endpoint, new ApiHandler(endpoint, handler, new ErrorWriter(config.errorStyle())));
    }

    private Map<String, TokenGrant> tokenGrants() {
        ClientAuthentication authentication = new ClientAuthentication(registry);
        TokenBody body = new TokenBody(grants, config.lifetimes());
        return Map.of(
                "authorization_code", new AuthorizationCodeGrant(authentication, grants, body),
                "refresh_token", new RefreshTokenGrant(authentication, grants, body, config.refreshTokensRotate()),
                "client_credentials", new ClientCredentialsGrant(authentication, body),
                "device_code", new DeviceCodeGrant(deviceCodes, grants, body, config.slowDown()));
    }

    private Answer welcome() {
        return Pages.welcome(
                baseUrl(),
                apiBaseUrl(),
                localUrl(),
                certificate == null
                        ? ""
                        : config.insteadOfAmazon() == null ? "Certificate of the API" : "Certificate authority");
    }

    private static String reason(Throwable failure) {
        Throwable cause = failure.getCause();
        return cause instanceof BindException ? failure.getMessage() + " (" + cause.getMessage() + ")" : String.valueOf(failure.getMessage());
    }

    private String localUrl() {
        return "http://localhost:" + port();
    }

    private String amazonUrl(String host) {
        return "https://" + host + (apiPort() == EmulatorConfig.AMAZONS_PORT ? "" : ":" + apiPort());
    }

    private @Nullable ServerCertificates certificates() {
        if (config.api() != ApiListener.HTTPS) {
            return null;
        }
        Path folder = config.insteadOfAmazon();
        return folder == null ? SelfSignedCertificate.forHosts(certificateHosts()) : AmazonCertificates.signedIn(folder);
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

    private ServerCertificates requireCertificate() {
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
