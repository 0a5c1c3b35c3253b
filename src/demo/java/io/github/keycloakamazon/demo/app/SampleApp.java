package io.github.keycloakamazon.demo.app;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The running application. */
public final class SampleApp implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(SampleApp.class.getName());
    private static final int THREADS = 8;
    private static final int BROWSERS = 1000;

    private final HttpServer server;
    private final ExecutorService threads;
    private final SampleAppConfig config;
    private final OidcLogin oidc;
    private final Pages pages;
    private final String contentSecurityPolicy;
    private final byte[] style = resource("style.css");
    private final Sessions<PendingLogin> pendingLogins = new Sessions<>(BROWSERS);
    private final Sessions<SignedIn> people = new Sessions<>(BROWSERS);

    private SampleApp(SampleAppConfig config, HttpServer server) {
        this.config = config;
        this.server = server;
        this.threads = Executors.newFixedThreadPool(THREADS, task -> {
            Thread thread = new Thread(task, "sample-app");
            thread.setDaemon(true);
            return thread;
        });
        this.oidc = new OidcLogin(config, URI.create(url() + "/"));
        this.pages = new Pages(config.identityProvider());
        // The sign-out form is answered by a redirect to Keycloak, and browsers hold form-action against that too.
        this.contentSecurityPolicy = "default-src 'none'; style-src 'self'; form-action 'self' "
                + origin(config.issuer()) + "; base-uri 'none'; frame-ancestors 'none'";
    }

    /**
     * Starts the application. Keycloak need not be there yet.
     *
     * @throws UncheckedIOException when the port is taken
     */
    public static SampleApp start(SampleAppConfig config) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(config.address(), config.port()), 0);
            SampleApp app = new SampleApp(config, server);
            server.setExecutor(app.threads);
            server.createContext("/", app::handle);
            server.start();
            return app;
        } catch (IOException e) {
            throw new UncheckedIOException("The sample application cannot listen on port " + config.port(), e);
        }
    }

    /** The application's address, without a slash at the end. */
    public String url() {
        return "http://localhost:" + server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Reply reply = answer(exchange);
            reply.send(exchange, contentSecurityPolicy);
        }
    }

    private Reply answer(HttpExchange exchange) {
        String route =
                exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
        try {
            return switch (route) {
                case "GET /" -> home(exchange);
                case "GET /login" -> login(exchange);
                case "GET " + SampleAppConfig.CALLBACK_PATH -> callback(exchange);
                case "POST /logout" -> logout(exchange);
                case "GET /style.css" -> Reply.of(200, "text/css; charset=utf-8", style);
                case "GET /favicon.ico" -> Reply.of(204, "image/x-icon", new byte[0]);
                default -> Reply.html(404, pages.error("Not found", "There is no such page."));
            };
        } catch (LoginException e) {
            LOG.log(System.Logger.Level.DEBUG, "A login failed", e);
            return Reply.html(400, pages.error("That did not work", String.valueOf(e.getMessage())));
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, route + " failed", e);
            return Reply.html(500, pages.error("That did not work", "The application has an error: see its output."));
        }
    }

    private Reply home(HttpExchange exchange) {
        return Cookies.session(exchange)
                .flatMap(people::get)
                .map(person -> Reply.html(200, pages.person(person)))
                .orElseGet(() -> Reply.html(200, pages.welcome()));
    }

    private Reply login(HttpExchange exchange) throws LoginException {
        PendingLogin login = PendingLogin.begin();
        boolean direct = ("idp=" + config.identityProvider())
                .equals(exchange.getRequestURI().getRawQuery());
        URI keycloak = oidc.authorizationUri(login, direct ? Optional.of(config.identityProvider()) : Optional.empty());
        return Reply.redirect(keycloak).with(Cookies.login(pendingLogins.put(login)));
    }

    private Reply callback(HttpExchange exchange) throws LoginException {
        PendingLogin login = Cookies.login(exchange)
                .flatMap(pendingLogins::remove)
                .orElseThrow(() -> new LoginException(
                        "This browser did not start a login, or has already finished it. Please sign in again."));
        SignedIn person = oidc.complete(
                Optional.ofNullable(exchange.getRequestURI().getRawQuery()).orElse(""), login);
        Cookies.session(exchange).ifPresent(people::remove);
        return Reply.redirect(URI.create("/"))
                .with(Cookies.session(people.put(person)))
                .with(Cookies.NO_LOGIN);
    }

    /** A form of another site cannot sign anybody out: browsers leave the cookie (SameSite) out of its request. */
    private Reply logout(HttpExchange exchange) throws LoginException {
        Optional<SignedIn> person = Cookies.session(exchange).flatMap(people::remove);
        URI next = person.isPresent() ? oidc.signOutUri(person.get()) : URI.create("/");
        return Reply.redirect(next).with(Cookies.NO_SESSION);
    }

    private static String origin(URI address) {
        return address.getScheme() + "://" + address.getAuthority();
    }

    private static byte[] resource(String name) {
        try (InputStream stream = SampleApp.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalStateException("Resource " + name + " is missing");
            }
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
