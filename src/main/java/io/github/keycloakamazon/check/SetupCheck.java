package io.github.keycloakamazon.check;

import io.github.keycloakamazon.check.Finding.Subject;
import io.github.keycloakamazon.lwa.AuthorizationRequest;
import io.github.keycloakamazon.lwa.LwaException;
import io.github.keycloakamazon.lwa.Region;
import io.github.keycloakamazon.lwa.SetupProbe;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Puts together what Amazon's token endpoint and Amazon's sign-in page say about a set-up. Each knows what the other does not tell:
 * the token endpoint refuses a wrong id and a wrong secret in the same words, and the sign-in page never hears of the secret.
 */
final class SetupCheck {
    private static final String INVALID_CLIENT = "invalid_client";

    /** Amazon's answers at the token endpoint that are about the application, not about the way to Amazon. */
    private static final Set<String> ANSWERS_OF_AMAZON =
            Set.of(INVALID_CLIENT, "unauthorized_client", "invalid_request", "invalid_scope", "unsupported_grant_type");

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
                .filter(failure -> !ANSWERS_OF_AMAZON.contains(failure.code()))
                .map(failure -> Finding.wrong(Subject.CONNECTION, failure, Obstacle.describe(failure)))
                .orElseGet(() -> Finding.ok(Subject.CONNECTION, "Amazon's token endpoint answers."));
    }

    private Finding clientId() {
        if (signInPageSays(LwaException.UNKNOWN_CLIENT_ID)) {
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
                tokenEndpointSays(INVALID_CLIENT)
                        ? "Amazon refuses the client ID, the client secret or both. Copy both again from the security"
                                + " profile's web settings."
                        : "Amazon did not say.");
    }

    private Finding clientSecret() {
        if (tokenEndpoint.isEmpty()) {
            return Finding.ok(Subject.CLIENT_SECRET, "Amazon accepts the client secret.");
        }
        LwaException failure = tokenEndpoint.get();
        if (!tokenEndpointSays(INVALID_CLIENT)) {
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
        if (signInPage.isEmpty() || signInPageSays("invalid_scope")) {
            return Finding.ok(Subject.RETURN_URL, "Amazon allows the return URL.");
        }
        LwaException failure = signInPage.get();
        if (signInPageSays(LwaException.RETURN_URL_NOT_ALLOWED)) {
            return Finding.wrong(
                    Subject.RETURN_URL,
                    failure,
                    "Amazon does not allow the return URL. Add " + request.redirectUri()
                            + " to the allowed return URLs of the security profile, to the letter.");
        }
        return Finding.unknown(
                Subject.RETURN_URL,
                failure,
                signInPageSays(LwaException.UNKNOWN_CLIENT_ID)
                        ? "Amazon looks at the return URL only where it knows the client ID."
                        : "Amazon's sign-in page does not say so to this server. " + Obstacle.describe(failure));
    }

    private Finding scopes() {
        if (signInPage.isEmpty()) {
            return Finding.ok(
                    Subject.SCOPES,
                    "Amazon did not object to the scopes. Some it refuses only once somebody has signed in.");
        }
        LwaException failure = signInPage.get();
        if (signInPageSays("invalid_scope")) {
            return Finding.wrong(
                    Subject.SCOPES,
                    failure,
                    "Amazon refuses the scopes \"" + request.scopes().joined()
                            + "\". Take out those that Amazon does not"
                            + " know, and see that Login with Amazon is enabled for the security profile.");
        }
        return Finding.unknown(Subject.SCOPES, failure, "Amazon did not say.");
    }

    private boolean tokenEndpointSays(String code) {
        return tokenEndpoint.filter(failure -> failure.code().equals(code)).isPresent();
    }

    private boolean signInPageSays(String code) {
        return signInPage.filter(failure -> failure.code().equals(code)).isPresent();
    }

    private boolean signInPageKnowsTheClient() {
        return signInPage.isEmpty()
                || signInPageSays(LwaException.RETURN_URL_NOT_ALLOWED)
                || signInPageSays("invalid_scope");
    }
}
