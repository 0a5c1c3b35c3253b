package io.github.keycloakamazon.emulator;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;

/**
 * An application registered with the emulated Amazon (a "security profile" of a developer).
 *
 * @param clientId at most 100 bytes; Amazon's have the shape {@code amzn1.application-oa2-client.} and 32 hexadecimal digits
 * @param secret what the token endpoint asks for; empty for a public client, which has none
 * @param name what the consent page calls the application
 * @param company the developer; users have one user_id per company
 * @param returnUrls the allowed return URLs, compared exactly
 * @param scopes what the application may ask a user for
 * @param clientCredentialsScopes what it may ask for itself with {@code grant_type=client_credentials}, such as
 *     {@code sellingpartnerapi::notifications}
 * @param anyLocalReturnUrl whether every http return URL on localhost or 127.0.0.1 is allowed too, for tests on random ports
 * @param redirectUriOptional whether a code is exchanged without {@code redirect_uri} too, as codes of Seller Central are
 * @see <a href="https://developer.amazon.com/docs/login-with-amazon/authorization-code-grant.html">Authorization code grant</a>
 */
public record EmulatedClient(
        String clientId,
        String secret,
        String name,
        String company,
        Set<String> returnUrls,
        Set<String> scopes,
        Set<String> clientCredentialsScopes,
        boolean anyLocalReturnUrl,
        boolean redirectUriOptional) {

    /** The company of clients that name none. */
    public static final String DEFAULT_COMPANY = "example-company";
    /** What the consent page calls clients that name nothing. */
    public static final String DEFAULT_NAME = "Example application";
    /** What any application may ask for; other scopes need Amazon's leave. */
    public static final Set<String> CUSTOMER_SCOPES = Set.of("profile", "profile:user_id", "postal_code");

    private static final int MAX_CLIENT_ID_BYTES = 100;

    public EmulatedClient {
        if (clientId.isBlank() || clientId.getBytes(StandardCharsets.UTF_8).length > MAX_CLIENT_ID_BYTES) {
            throw new IllegalArgumentException("A client id has 1 to 100 bytes, not: " + clientId);
        }
        returnUrls.forEach(EmulatedClient::checkReturnUrl);
        returnUrls = Set.copyOf(returnUrls);
        scopes = Set.copyOf(scopes);
        clientCredentialsScopes = Set.copyOf(clientCredentialsScopes);
    }

    /** A client of the default company that may ask for the customer scopes and has no return URL yet. */
    public static EmulatedClient of(String clientId, String secret) {
        return new EmulatedClient(
                clientId, secret, DEFAULT_NAME, DEFAULT_COMPANY, Set.of(), CUSTOMER_SCOPES, Set.of(), false, false);
    }

    /** A client without a secret, which proves itself by PKCE: a browser, a mobile app or a device. */
    public static EmulatedClient publicClient(String clientId) {
        return of(clientId, "");
    }

    /** A client whose id and secret have Amazon's shape and follow from its name, so that they stay the same between runs. */
    public static EmulatedClient named(String name) {
        String digits = Hashes.hex("client", name);
        return of("amzn1.application-oa2-client." + digits.substring(0, 32), "amzn1.oa2-cs.v1." + digits)
                .withName(name);
    }

    public EmulatedClient withName(String newName) {
        return with(copy -> copy.name = newName);
    }

    public EmulatedClient withCompany(String newCompany) {
        return with(copy -> copy.company = newCompany);
    }

    /** The same client with one more allowed return URL. */
    public EmulatedClient withReturnUrl(String returnUrl) {
        return with(copy -> copy.returnUrls = plus(returnUrls, returnUrl));
    }

    public EmulatedClient withAnyLocalReturnUrl(boolean allowed) {
        return with(copy -> copy.anyLocalReturnUrl = allowed);
    }

    /** The same client with one more scope, as Amazon grants for its other services. */
    public EmulatedClient withScope(String scope) {
        return with(copy -> copy.scopes = plus(scopes, scope));
    }

    /** The same client with one more scope for itself, without a user. */
    public EmulatedClient withClientCredentialsScope(String scope) {
        return with(copy -> copy.clientCredentialsScopes = plus(clientCredentialsScopes, scope));
    }

    public EmulatedClient withRedirectUriOptional(boolean optional) {
        return with(copy -> copy.redirectUriOptional = optional);
    }

    /** Whether the client has no secret. */
    public boolean isPublic() {
        return secret.isEmpty();
    }

    /** Whether Amazon would send a browser back to this URL: an exact comparison, character by character. */
    boolean allowsReturnUrl(String returnUrl) {
        return returnUrls.contains(returnUrl) || (anyLocalReturnUrl && isLocal(returnUrl));
    }

    /** What tokeninfo calls {@code app_id}. */
    String appId() {
        return "amzn1.application." + Hashes.hex("application", clientId).substring(0, 32);
    }

    /** The user's id for this client's company: the same for all its applications, another for other companies. */
    String userIdOf(Person person) {
        return UserIds.of(company, person);
    }

    private EmulatedClient with(Consumer<Copy> change) {
        Copy copy = new Copy(this);
        change.accept(copy);
        return copy.toClient();
    }

    private static Set<String> plus(Set<String> some, String one) {
        Set<String> more = new LinkedHashSet<>(some);
        more.add(one);
        return more;
    }

    private static boolean isLocal(String returnUrl) {
        try {
            URI uri = URI.create(returnUrl);
            return "http".equals(uri.getScheme())
                    && uri.getUserInfo() == null
                    && uri.getRawFragment() == null
                    && ("localhost".equals(uri.getHost()) || "127.0.0.1".equals(uri.getHost()));
        } catch (IllegalArgumentException notAnAddress) {
            return false;
        }
    }

    private static void checkReturnUrl(String returnUrl) {
        URI uri = URI.create(returnUrl);
        if (!uri.isAbsolute() || uri.getHost() == null || uri.getRawFragment() != null) {
            throw new IllegalArgumentException("A return URL is absolute and has no fragment, not: " + returnUrl);
        }
    }

    /** A client while one of its fields changes. */
    private static final class Copy {
        private final String clientId;
        private final String secret;
        private String name;
        private String company;
        private Set<String> returnUrls;
        private Set<String> scopes;
        private Set<String> clientCredentialsScopes;
        private boolean anyLocalReturnUrl;
        private boolean redirectUriOptional;

        Copy(EmulatedClient client) {
            clientId = client.clientId;
            secret = client.secret;
            name = client.name;
            company = client.company;
            returnUrls = client.returnUrls;
            scopes = client.scopes;
            clientCredentialsScopes = client.clientCredentialsScopes;
            anyLocalReturnUrl = client.anyLocalReturnUrl;
            redirectUriOptional = client.redirectUriOptional;
        }

        EmulatedClient toClient() {
            return new EmulatedClient(
                    clientId,
                    secret,
                    name,
                    company,
                    returnUrls,
                    scopes,
                    clientCredentialsScopes,
                    anyLocalReturnUrl,
                    redirectUriOptional);
        }
    }
}
