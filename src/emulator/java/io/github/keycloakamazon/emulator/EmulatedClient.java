package io.github.keycloakamazon.emulator;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * An application registered with the emulated Amazon (a "security profile" of a developer).
 *
 * @param clientId at most 100 bytes; Amazon's have the shape {@code amzn1.application-oa2-client.} and 32 hexadecimal digits
 * @param secret what the token endpoint asks for
 * @param name what the consent page calls the application
 * @param company the developer; people have one user_id per company
 * @param returnUrls the allowed return URLs, compared exactly
 * @param scopes what the application may ask for
 * @param anyLocalReturnUrl whether every http return URL on localhost or 127.0.0.1 is allowed too, for tests on random ports
 * @see <a href="https://developer.amazon.com/docs/login-with-amazon/authorization-code-grant.html">Authorization code grant</a>
 */
public record EmulatedClient(
        String clientId,
        String secret,
        String name,
        String company,
        Set<String> returnUrls,
        Set<String> scopes,
        boolean anyLocalReturnUrl) {

    /** The company of clients that name none. */
    public static final String DEFAULT_COMPANY = "example-company";
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
    }

    /** A client of the default company that may ask for the customer scopes and has no return URL yet. */
    public static EmulatedClient of(String clientId, String secret) {
        return new EmulatedClient(
                clientId, secret, "Example application", DEFAULT_COMPANY, Set.of(), CUSTOMER_SCOPES, false);
    }

    /** A client whose id and secret have Amazon's shape and follow from its name, so that they stay the same between runs. */
    public static EmulatedClient named(String name) {
        String digits = Hashes.hex("client", name);
        return of("amzn1.application-oa2-client." + digits.substring(0, 32), "amzn1.oa2-cs.v1." + digits)
                .withName(name);
    }

    public EmulatedClient withName(String newName) {
        return new EmulatedClient(clientId, secret, newName, company, returnUrls, scopes, anyLocalReturnUrl);
    }

    public EmulatedClient withCompany(String newCompany) {
        return new EmulatedClient(clientId, secret, name, newCompany, returnUrls, scopes, anyLocalReturnUrl);
    }

    /** The same client with one more allowed return URL. */
    public EmulatedClient withReturnUrl(String returnUrl) {
        Set<String> more = new LinkedHashSet<>(returnUrls);
        more.add(returnUrl);
        return new EmulatedClient(clientId, secret, name, company, more, scopes, anyLocalReturnUrl);
    }

    public EmulatedClient withAnyLocalReturnUrl(boolean allowed) {
        return new EmulatedClient(clientId, secret, name, company, returnUrls, scopes, allowed);
    }

    /** The same client with one more scope, as Amazon grants for its other services. */
    public EmulatedClient withScope(String scope) {
        Set<String> more = new LinkedHashSet<>(scopes);
        more.add(scope);
        return new EmulatedClient(clientId, secret, name, company, returnUrls, more, anyLocalReturnUrl);
    }

    /** Whether Amazon would send a browser back to this address: an exact comparison, character by character. */
    boolean allowsReturnUrl(String returnUrl) {
        return returnUrls.contains(returnUrl) || (anyLocalReturnUrl && isLocal(returnUrl));
    }

    /** What tokeninfo calls {@code app_id}. */
    String appId() {
        return "amzn1.application." + Hashes.hex("application", clientId).substring(0, 32);
    }

    /** The person's id for this client's company: the same for all its applications, another for other companies. */
    String userIdOf(Person person) {
        return UserIds.of(company, person);
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
}
