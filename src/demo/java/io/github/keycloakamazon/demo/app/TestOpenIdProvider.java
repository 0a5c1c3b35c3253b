package io.github.keycloakamazon.demo.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.oauth2.sdk.util.URLUtils;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** The least of an OpenID provider, which issues good ID tokens unless told to spoil them. */
final class TestOpenIdProvider implements AutoCloseable {
    private final HttpServer server;
    private final RSAKey published = key();
    private RSAKey signing = published;
    private UnaryOperator<JWTClaimsSet.Builder> change = claims -> claims;
    private String tokenError = "";
    private Map<String, List<String>> authorization = Map.of();
    private Map<String, List<String>> tokenRequest = Map.of();

    TestOpenIdProvider() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.start();
    }

    URI issuer() {
        return URI.create("http://localhost:" + server.getAddress().getPort());
    }

    /** Plays the browser's visit: remembers the request, and gives the address with a code to go back to. */
    URI authorize(URI request) {
        authorization = URLUtils.parseParameters(request.getRawQuery());
        return URI.create(parameter("redirect_uri") + "?code=c0de&state=" + parameter("state"));
    }

    /** A parameter of the last authorization request. */
    String parameter(String name) {
        return authorization.getOrDefault(name, List.of("")).get(0);
    }

    /** A parameter of the last token request. */
    String tokenParameter(String name) {
        return tokenRequest.getOrDefault(name, List.of("")).get(0);
    }

    void changeClaims(UnaryOperator<JWTClaimsSet.Builder> spoil) {
        change = spoil;
    }

    void signWithAnotherKey() {
        signing = key();
    }

    void refuseCodes(String error) {
        tokenError = error;
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            switch (exchange.getRequestURI().getPath()) {
                case "/.well-known/openid-configuration" -> send(exchange, 200, metadata());
                case "/keys" -> send(exchange, 200, new JWKSet(published.toPublicJWK()).toString());
                case "/token" -> token(exchange);
                default -> send(exchange, 404, "{}");
            }
        }
    }

    private void token(HttpExchange exchange) throws IOException {
        tokenRequest =
                URLUtils.parseParameters(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
        if (tokenError.isEmpty()) {
            send(exchange, 200, """
                    {"access_token": "a", "token_type": "Bearer", "expires_in": 60, "id_token": "%s"}""".formatted(idToken()));
        } else {
            send(exchange, 400, "{\"error\": \"" + tokenError + "\"}");
        }
    }

    private String metadata() {
        return """
                {"issuer": "%1$s", "authorization_endpoint": "%1$s/auth", "token_endpoint": "%1$s/token",
                "jwks_uri": "%1$s/keys", "end_session_endpoint": "%1$s/logout", "response_types_supported": ["code"],
                "subject_types_supported": ["public"], "id_token_signing_alg_values_supported": ["RS256"]}""".formatted(issuer());
    }

    private String idToken() {
        Instant now = Instant.now();
        JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder()
                .issuer(issuer().toString())
                .audience(parameter("client_id"))
                .subject("person-1")
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plusSeconds(60)))
                .claim("nonce", parameter("nonce"))
                .claim("name", "Jane <Doe>")
                .claim("postal_code", "84062-9253");
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256)
                        .keyID(published.getKeyID())
                        .build(),
                change.apply(claims).build());
        try {
            token.sign(new RSASSASigner(signing));
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
        return token.serialize();
    }

    private static RSAKey key() {
        try {
            return new RSAKeyGenerator(2048).keyID("key").generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void send(HttpExchange exchange, int status, String json) throws IOException {
        byte[] body = json.getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }
}
