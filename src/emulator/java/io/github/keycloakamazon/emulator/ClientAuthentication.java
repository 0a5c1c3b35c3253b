package io.github.keycloakamazon.emulator;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Which client asks for a token, and whether it showed its secret: in the body, or by HTTP Basic. RFC 6749 section 2.3.1 encodes
 * id and secret as in a form before Basic puts them together, which most clients leave out; either way is taken, as it is not
 * known which way Amazon does it.
 */
final class ClientAuthentication {
    private static final String BASIC = "basic ";

    private final Registry registry;

    ClientAuthentication(Registry registry) {
        this.registry = registry;
    }

    /** @throws ProtocolError where the client is unknown or its secret is wrong */
    Client authenticate(TokenRequest request) {
        String authorization = request.authorization();
        if (authorization == null) {
            return check(request.required("client_id"), request.get("client_secret"));
        }
        Client client = basic(authorization);
        String inBody = request.get("client_id");
        if (inBody != null && !inBody.equals(client.registered().clientId())) {
            throw ProtocolError.invalidClient();
        }
        return client;
    }

    private Client basic(String authorization) {
        if (!authorization.toLowerCase(Locale.ROOT).startsWith(BASIC)) {
            throw ProtocolError.invalidClient();
        }
        try {
            byte[] decoded = Base64.getDecoder()
                    .decode(authorization.substring(BASIC.length()).trim());
            String pair = new String(decoded, StandardCharsets.UTF_8);
            int colon = pair.indexOf(':');
            if (colon < 0) {
                throw ProtocolError.invalidClient();
            }
            return pair(pair.substring(0, colon), pair.substring(colon + 1));
        } catch (IllegalArgumentException wrongEncoding) {
            throw ProtocolError.invalidClient();
        }
    }

    private Client pair(String clientId, String secret) {
        try {
            return check(clientId, secret);
        } catch (ProtocolError asTheyAre) {
            return check(formDecoded(clientId), formDecoded(secret));
        }
    }

    private Client check(String clientId, @Nullable String secret) {
        EmulatedClient known = registry.client(clientId);
        if (known == null || (secret != null && (known.isPublic() || !same(secret, known.secret())))) {
            throw ProtocolError.invalidClient();
        }
        return new Client(known, secret != null);
    }

    private static String formDecoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private static boolean same(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }

    record Client(EmulatedClient registered, boolean showedSecret) {
        String id() {
            return registered.clientId();
        }

        /** @throws ProtocolError where the client did not show its secret */
        void requireSecret() {
            if (!showedSecret) {
                throw ProtocolError.invalidClient();
            }
        }
    }
}
