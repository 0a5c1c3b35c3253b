package io.github.keycloakamazon.emulator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /auth/o2/token}: RFC 6749 sections 4.1.3 and 6 as Amazon does them.
 *
 * <p>Amazon differs in that it takes JSON bodies too, gives no refresh token to a client that sends no secret, answers a refresh
 * with the refresh token that was sent, and writes {@code bearer} in lower case.
 *
 * @see <a href="https://developer.amazon.com/docs/login-with-amazon/access-token.html">Access token</a>
 * @see <a href="https://developer.amazon.com/docs/login-with-amazon/refresh-token.html">Refresh token</a>
 */
final class TokenHandler {
    private static final String JSON = "application/json";

    private final Registry registry;
    private final Grants grants;
    private final EmulatorConfig config;
    private final ErrorWriter errors;

    TokenHandler(Registry registry, Grants grants, EmulatorConfig config, ErrorWriter errors) {
        this.registry = registry;
        this.grants = grants;
        this.config = config;
        this.errors = errors;
    }

    Answer handle(ReceivedRequest request) {
        try {
            return answer(new Parameters(request));
        } catch (ProtocolError e) {
            return errors.write(e);
        }
    }

    private Answer answer(Parameters parameters) {
        return switch (parameters.required("grant_type")) {
            case "authorization_code" -> redeemCode(parameters);
            case "refresh_token" -> refresh(parameters);
            case "client_credentials" -> refuseClientCredentials(parameters);
            case "device_code" -> refuseDeviceCode(parameters);
            default -> throw ProtocolError.unsupportedGrantType();
        };
    }

    private Answer redeemCode(Parameters parameters) {
        Client client = authenticate(parameters);
        String value = parameters.required("code");
        String redirectUri = parameters.required("redirect_uri");
        if (!Secrets.CODE.matcher(value).matches()) {
            throw ProtocolError.invalid("code");
        }
        Grants.Code code = grants.code(value);
        if (code == null || !code.access().clientId().equals(client.id())) {
            throw ProtocolError.invalidGrant("code");
        }
        if (!code.redirectUri().equals(redirectUri)) {
            throw ProtocolError.invalidGrant("redirect_uri");
        }
        checkVerifier(parameters, code.challenge(), client);
        if (!grants.use(value)) {
            throw ProtocolError.invalidGrant("code");
        }
        String refreshToken = client.secretShown() ? grants.issueRefreshToken(code.access()) : null;
        return tokens(code.access(), refreshToken);
    }

    private Answer refresh(Parameters parameters) {
        Client client = authenticate(parameters);
        String value = parameters.required("refresh_token");
        if (grants.isRevoked(value)) {
            throw ProtocolError.invalidGrant("refresh_token. User may have revoked or didn't grant the permission.");
        }
        Grants.Access access = grants.refreshToken(value);
        if (access == null) {
            throw ProtocolError.invalidGrant("refresh_token");
        }
        if (!access.clientId().equals(client.id())) {
            throw new ProtocolError(400, "unauthorized_client", "Not authorized for requested operation");
        }
        if (!client.secretShown()) {
            // Only clients that showed their secret were given a refresh token.
            throw ProtocolError.invalidClient();
        }
        if (!config.refreshTokensRotate()) {
            return tokens(access, value);
        }
        grants.endRefreshToken(value);
        return tokens(access, grants.issueRefreshToken(access));
    }

    /** Amazon's own APIs use this grant; a client for logins has no scope to ask for. */
    private Answer refuseClientCredentials(Parameters parameters) {
        if (!authenticate(parameters).secretShown()) {
            throw ProtocolError.invalidClient();
        }
        parameters.required("scope");
        throw ProtocolError.invalidScope();
    }

    /** There is no code pair to be had here, so every device code is unknown. */
    private static Answer refuseDeviceCode(Parameters parameters) {
        parameters.required("user_code");
        parameters.required("device_code");
        throw ProtocolError.invalidGrant("device_code");
    }

    private Answer tokens(Grants.Access access, @Nullable String refreshToken) {
        ObjectNode json = Json.object().put("access_token", grants.issueAccessToken(access));
        if (refreshToken != null) {
            json.put("refresh_token", refreshToken);
        }
        json.put("token_type", "bearer");
        json.put("expires_in", config.accessTokenLifetime().toSeconds());
        return Answer.json(200, json);
    }

    /**
     * RFC 7636 section 4.6. A verifier without a challenge is refused too, as RFC 9700 section 2.1.1 asks. A client that shows no
     * secret has nothing but the verifier to prove itself by.
     */
    private static void checkVerifier(Parameters parameters, @Nullable Challenge challenge, Client client) {
        String verifier = parameters.get("code_verifier");
        if (challenge == null) {
            if (!client.secretShown()) {
                throw ProtocolError.invalidClient();
            }
            if (verifier != null) {
                throw ProtocolError.invalidGrant("code_verifier");
            }
            return;
        }
        if (verifier == null) {
            throw ProtocolError.missing("code_verifier");
        }
        if (!Challenge.SYNTAX.matcher(verifier).matches()) {
            throw ProtocolError.invalid("code_verifier");
        }
        if (!challenge.isMetBy(verifier)) {
            throw ProtocolError.invalidGrant("code_verifier");
        }
    }

    private Client authenticate(Parameters parameters) {
        Credentials credentials = credentials(parameters);
        EmulatedClient known = registry.client(credentials.clientId());
        if (known == null || (credentials.secret() != null && !same(credentials.secret(), known.secret()))) {
            throw ProtocolError.invalidClient();
        }
        return new Client(known.clientId(), credentials.secret() != null);
    }

    private static Credentials credentials(Parameters parameters) {
        String authorization = parameters.authorization();
        if (authorization == null) {
            return new Credentials(parameters.required("client_id"), parameters.get("client_secret"));
        }
        Credentials basic = basic(authorization);
        String inBody = parameters.get("client_id");
        if (inBody != null && !inBody.equals(basic.clientId())) {
            throw ProtocolError.invalidClient();
        }
        return basic;
    }

    private static Credentials basic(String authorization) {
        if (!authorization.toLowerCase(Locale.ROOT).startsWith("basic ")) {
            throw ProtocolError.invalidClient();
        }
        try {
            byte[] decoded = Base64.getDecoder()
                    .decode(authorization.substring("basic ".length()).trim());
            String pair = new String(decoded, StandardCharsets.UTF_8);
            int colon = pair.indexOf(':');
            if (colon < 0) {
                throw ProtocolError.invalidClient();
            }
            return new Credentials(pair.substring(0, colon), pair.substring(colon + 1));
        } catch (IllegalArgumentException notBase64) {
            throw ProtocolError.invalidClient();
        }
    }

    private static boolean same(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }

    private record Credentials(String clientId, @Nullable String secret) {}

    private record Client(String id, boolean secretShown) {}

    /** The parameters of a form or a JSON body; one without a value counts as absent (RFC 6749 section 3.2). */
    private static final class Parameters {
        private final Map<String, String> values = new HashMap<>();
        private final @Nullable String authorization;

        Parameters(ReceivedRequest request) {
            authorization = request.header("Authorization");
            switch (request.contentType()) {
                case ReceivedRequest.FORM -> readForm(request.body());
                case JSON -> readJson(request.body());
                default -> throw ProtocolError.unsupportedGrantType();
            }
        }

        @Nullable
        String get(String name) {
            String value = values.get(name);
            return value == null || value.isEmpty() ? null : value;
        }

        String required(String name) {
            String value = get(name);
            if (value == null) {
                throw ProtocolError.missing(name);
            }
            return value;
        }

        @Nullable
        String authorization() {
            return authorization;
        }

        private void readForm(String body) {
            try {
                ReceivedRequest.decode(body).forEach((name, all) -> values.put(name, all.get(0)));
            } catch (IllegalArgumentException badEncoding) {
                throw malformed();
            }
        }

        private void readJson(String body) {
            try {
                JsonNode json = Json.MAPPER.readTree(body);
                if (!json.isObject()) {
                    throw malformed();
                }
                for (Map.Entry<String, JsonNode> member : json.properties()) {
                    JsonNode value = member.getValue();
                    if (!value.isValueNode()) {
                        throw malformed();
                    }
                    values.put(member.getKey(), value.isNull() ? "" : value.asText());
                }
            } catch (JsonProcessingException e) {
                throw malformed();
            }
        }

        private static ProtocolError malformed() {
            return new ProtocolError(400, "invalid_request", "Malformed request");
        }
    }
}
