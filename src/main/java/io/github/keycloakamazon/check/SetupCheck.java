package io.github.keycloakamazon.check;

import io.github.keycloakamazon.check.Finding.Subject;
import io.github.keycloakamazon.lwa.AuthorizationRequest;
import io.github.keycloakamazon.lwa.LwaError;
import io.github.keycloakamazon.lwa.LwaException;
import io.github.keycloakamazon.lwa.Region;
import io.github.keycloakamazon.lwa.SetupProbe;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Puts together what Amazon's token endpoint and Amazon's sign-in page say about a set-up. Each knows what the other does not tell:
 * the token endpoint refuses a wrong id and a wrong secret in the same words, and the sign-in page never hears of the secret.
 */
final class SetupCheck {
    /** Errors of the token endpoint that are about the application, not about the connection to Amazon. */
    private static final Set<LwaError> ABOUT_THE_APPLICATION = EnumSet.of(
            LwaError.INVALID_CLIENT,
            LwaError.UNAUTHORIZED_CLIENT,
            LwaError.INVALID_REQUEST,
            LwaError.INVALID_SCOPE,
            LwaError.UNSUPPORTED_GRANT_TYPE);

    private final Region region;
    private final AuthorizationRequest request;
    private final Optional<LwaException> tokenEndpoint;
    private final Optional<LwaException> signInPage;

    private SetupCheck(
            Region region,
            AuthorizationRequest request,
            Optional<LwaException> tokenEndpoint,
            Optional<LwaException> signInPage) {
        this.region = region;
        this.request = request;
        this.tokenEndpoint = tokenEndpoint;
        this.signInPage = signInPage;
    }

    /**
     * Asks Amazon, twice: changes nothing, here or there.
     *
     * @param region what the administrator chose, for the messages
     */
    static List<Finding> run(SetupProbe amazon, Region region) {
        return new SetupCheck(
                        region, amazon.request(), failure(amazon::presentCredentials), failure(amazon::openSignInPage))
                .findings();
    }

    private interface Probe {
        void run() throws LwaException;
    }

    private static Optional<LwaException> failure(Probe probe) {
        try {
            probe.run();
            return Optional.empty();
        } catch (LwaException e) {
            return Optional.of(e);
        }
    }

    private List<Finding> findings() {
        return List.of(connection(), clientId(), clientSecret(), returnUrl(), scopes());
    }

    private Finding connection() {
        return tokenEndpoint
                .filter(failure -> !ABOUT_THE_APPLICATION.contains(failure.error()))
                .map(failure -> Finding.wrong(Subject.CONNECTION, failure, FailureAdvice.describe(failure)))
                .orElseGet(() -> Finding.ok(Subject.CONNECTION, "Amazon's token endpoint answers."));
    }

    private Finding clientId() {
        if (signInPageSays(LwaError.UNKNOWN_CLIENT_ID)) {
            return Finding.wrong(
                    Subject.CLIENT_ID,
                    signInPage.orElseThrow(),
                    "Amazon does not know this client ID in region " + region + ". Copy the client ID from the security"
                            + " profile's web settings, or choose the region that it was registered in.");
        }
        if (tokenEndpoint.isEmpty() || signInPageKnowsTheClient()) {
            return Finding.ok(Subject.CLIENT_ID, "Amazon knows the client ID.");
        }
        return Finding.unknown(
                Subject.CLIENT_ID,
                tokenEndpoint.get(),
                tokenEndpointSays(LwaError.INVALID_CLIENT)
                        ? "Amazon refuses the client ID, the client secret or both. Copy both again from the security"
                                + " profile's web settings."
                        : "Amazon did not say.");
    }

    private Finding clientSecret() {
        if (tokenEndpoint.isEmpty()) {
            return Finding.ok(Subject.CLIENT_SECRET, "Amazon accepts the client secret.");
        }
        LwaException failure = tokenEndpoint.get();
        if (!tokenEndpointSays(LwaError.INVALID_CLIENT)) {
            return Finding.unknown(Subject.CLIENT_SECRET, failure, "Amazon did not say.");
        }
        if (signInPageKnowsTheClient()) {
            return Finding.wrong(
                    Subject.CLIENT_SECRET,
                    failure,
                    "Amazon knows the client ID but refuses the client secret. Copy it again from the security profile's"
                            + " web settings; if it comes from a vault, see whether Keycloak finds it there.");
        }
        return Finding.unknown(
                Subject.CLIENT_SECRET,
                failure,
                "Amazon says whether the client secret is right only where it knows the client ID.");
    }

    private Finding returnUrl() {
        if (signInPage.isEmpty() || signInPageSays(LwaError.INVALID_SCOPE)) {
            return Finding.ok(Subject.RETURN_URL, "Amazon allows the return URL.");
        }
        LwaException failure = signInPage.get();
        if (signInPageSays(LwaError.RETURN_URL_NOT_ALLOWED)) {
            return Finding.wrong(
                    Subject.RETURN_URL,
                    failure,
                    "Amazon does not allow the return URL. Add " + request.redirectUri()
                            + " to the allowed return URLs of the security profile, exactly as it is here.");
        }
        return Finding.unknown(
                Subject.RETURN_URL,
                failure,
                signInPageSays(LwaError.UNKNOWN_CLIENT_ID)
                        ? "Amazon looks at the return URL only where it knows the client ID."
                        : "Amazon's sign-in page does not say so to this server. " + FailureAdvice.describe(failure));
    }

    private Finding scopes() {
        if (signInPage.isEmpty()) {
            return Finding.ok(
                    Subject.SCOPES,
                    "Amazon did not object to the scopes. Some it refuses only once somebody has signed in.");
        }
        LwaException failure = signInPage.get();
        if (signInPageSays(LwaError.INVALID_SCOPE)) {
            return Finding.wrong(
                    Subject.SCOPES,
                    failure,
                    "Amazon refuses the scopes \"" + request.scopes().joined()
                            + "\". Take out those that Amazon does not"
                            + " know, and see that Login with Amazon is enabled for the security profile.");
        }
        return Finding.unknown(Subject.SCOPES, failure, "Amazon did not say.");
    }

    private boolean tokenEndpointSays(LwaError error) {
        return tokenEndpoint.filter(failure -> failure.error() == error).isPresent();
    }

    private boolean signInPageSays(LwaError error) {
        return signInPage.filter(failure -> failure.error() == error).isPresent();
    }

    private boolean signInPageKnowsTheClient() {
        return signInPage.isEmpty()
                || signInPageSays(LwaError.RETURN_URL_NOT_ALLOWED)
                || signInPageSays(LwaError.INVALID_SCOPE);
    }
}
