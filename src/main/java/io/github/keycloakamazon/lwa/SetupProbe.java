package io.github.keycloakamazon.lwa;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.http.client.methods.HttpGet;
import org.apache.http.client.utils.URLEncodedUtils;

/**
 * Checks the setup of an application at Amazon without a user signing in: presents an invalid authorization code to the token
 * endpoint, and opens the page that users would be sent to.
 */
public final class SetupProbe {
    /** Has the form of Amazon's codes, so that Amazon refuses it as invalid and not as malformed. */
    private static final String IMPOSSIBLE_CODE = "ANkeycloakSetupProbe";

    /** Amazon's sign-in page for North America redirects to another of its hosts first. */
    private static final int MAX_REDIRECTS = 5;

    private final BoundedHttp http;
    private final LwaClient amazon;
    private final LwaEndpoints endpoints;
    private final ClientCredentials client;
    private final AuthorizationRequest request;

    SetupProbe(
            BoundedHttp http,
            LwaClient amazon,
            LwaEndpoints endpoints,
            ClientCredentials client,
            AuthorizationRequest request) {
        this.http = http;
        this.amazon = amazon;
        this.endpoints = endpoints;
        this.client = client;
        this.request = request;
    }

    /** {@return the authorization request of the logins} */
    public AuthorizationRequest request() {
        return request;
    }

    /**
     * Sends client ID and secret to the token endpoint, with an invalid authorization code. Amazon accepts them if it refuses only the code.
     *
     * @throws LwaException with {@link LwaError#INVALID_CLIENT} if Amazon refuses them, or with the reason why that is not known
     */
    public void presentCredentials() throws LwaException {
        try {
            amazon.exchange(
                    client, new AuthorizationCodeGrant(IMPOSSIBLE_CODE, request.redirectUri(), Optional.empty()));
        } catch (LwaException e) {
            if (e.error() != LwaError.INVALID_GRANT) {
                throw e;
            }
            return;
        }
        throw LwaException.of(LwaCall.TOKEN, LwaError.MALFORMED_RESPONSE, 200);
    }

    /**
     * Opens the page that users are sent to.
     *
     * @throws LwaException with {@link LwaError#UNKNOWN_CLIENT_ID} or {@link LwaError#RETURN_URL_NOT_ALLOWED} when Amazon's page says
     *     so, with {@link LwaError#NO_SIGN_IN_PAGE} when another page opens, with Amazon's own code when it redirects with one, or with the
     *     reason why the page could not be opened
     */
    public void openSignInPage() throws LwaException {
        long start = System.nanoTime();
        URI address = request.toUri(endpoints.authorization());
        for (int redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
            BoundedHttp.Page page = http.open(LwaCall.AUTHORIZATION, new HttpGet(address), millisLeft(start));
            Optional<URI> next = redirection(page, address);
            if (next.isEmpty()) {
                checkSignInPage(page, address);
                return;
            }
            checkRedirect(next.get(), page.status());
            address = next.get();
        }
        throw LwaException.of(LwaCall.AUTHORIZATION, LwaError.UNEXPECTED_STATUS);
    }

    /** All redirects together may take as long as one call. */
    private long millisLeft(long start) throws LwaException {
        long left = http.totalMillis() - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        if (left <= 0) {
            throw LwaException.of(LwaCall.AUTHORIZATION, LwaError.TIMEOUT);
        }
        return left;
    }

    private static Optional<URI> redirection(BoundedHttp.Page page, URI base) throws LwaException {
        if (page.status() / 100 != 3 || page.location().isEmpty()) {
            return Optional.empty();
        }
        try {
            return page.location().map(base::resolve);
        } catch (IllegalArgumentException e) {
            throw LwaException.of(LwaCall.AUTHORIZATION, LwaError.UNEXPECTED_STATUS, page.status());
        }
    }

    private static void checkSignInPage(BoundedHttp.Page page, URI address) throws LwaException {
        int status = page.status();
        String text = StandardCharsets.UTF_8.decode(page.beginning()).toString().toLowerCase(Locale.ROOT);
        if (status / 100 == 2) {
            requireSignInForm(text, address, status);
            return;
        }
        if (status == 400 && text.contains("unknown client_id")) {
            throw LwaException.of(LwaCall.AUTHORIZATION, LwaError.UNKNOWN_CLIENT_ID, status);
        }
        if (status == 400 && text.contains("not been whitelisted")) {
            throw LwaException.of(LwaCall.AUTHORIZATION, LwaError.RETURN_URL_NOT_ALLOWED, status);
        }
        if (status == 400 && text.contains("unknown scope")) {
            throw LwaException.of(LwaCall.AUTHORIZATION, LwaError.INVALID_SCOPE, status);
        }
        throw LwaException.of(LwaCall.AUTHORIZATION, LwaError.ofStatus(status), status);
    }

    /** A page of status 200 may also be an error page, a captcha, or a script that tests the browser. */
    private static void requireSignInForm(String page, URI address, int status) throws LwaException {
        if (status != 200 || !SignInPage.isSignInPage(page, address)) {
            throw LwaException.of(LwaCall.AUTHORIZATION, LwaError.NO_SIGN_IN_PAGE, status);
        }
    }

    /** Follows redirects between the hosts of Amazon only. A redirect to the return URL brings an error. */
    private void checkRedirect(URI next, int status) throws LwaException {
        if (next.toString().startsWith(request.redirectUri() + "?")) {
            throw broughtBy(next, status);
        }
        URI first = endpoints.authorization();
        boolean sameServer = first.getRawAuthority().equals(next.getRawAuthority());
        boolean bothAmazon = LwaEndpoints.isHostOfAmazon(first) && LwaEndpoints.isHostOfAmazon(next);
        if (!first.getScheme().equals(next.getScheme()) || !(sameServer || bothAmazon)) {
            throw LwaException.of(LwaCall.AUTHORIZATION, LwaError.UNEXPECTED_STATUS, status);
        }
    }

    /** Amazon sends no authorization code if no user signs in. */
    private static LwaException broughtBy(URI returnUrl, int status) {
        return parameter(returnUrl, "error")
                .map(error -> LwaException.refusedByRedirect(
                        error, parameter(returnUrl, "error_description").orElse("")))
                .orElseGet(() -> LwaException.of(LwaCall.AUTHORIZATION, LwaError.UNEXPECTED_STATUS, status));
    }

    private static Optional<String> parameter(URI address, String name) {
        return URLEncodedUtils.parse(address, StandardCharsets.UTF_8).stream()
                .filter(parameter -> parameter.getName().equals(name))
                .map(parameter -> Objects.requireNonNullElse(parameter.getValue(), ""))
                .findFirst();
    }
}
