package io.github.keycloakamazon.setup;

import io.github.keycloakamazon.lwa.AuthorizationRequest;
import io.github.keycloakamazon.lwa.LwaError;
import io.github.keycloakamazon.lwa.Region;
import io.github.keycloakamazon.lwa.SetupProbe;
import io.github.keycloakamazon.setup.Finding.Result;
import io.github.keycloakamazon.setup.Finding.Subject;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Puts together what Amazon's token endpoint and Amazon's sign-in page say about a setup. Each knows what the other does not tell: the
 * token endpoint refuses a wrong client ID and a wrong secret in the same words, and the sign-in page never gets the secret.
 *
 * <p>A part is correct only where Amazon showed it: the token endpoint by refusing nothing but the authorization code, the sign-in page
 * by being the sign-in page. A page of another kind, a captcha for instance, shows nothing. In the same way, a part is wrong only where
 * Amazon refused it, or where Amazon cannot be reached: a temporary problem shows nothing either.
 */
public final class SetupCheck {
    private final Region region;
    private final AuthorizationRequest request;
    private final Evidence tokenEndpoint;
    private final Evidence signInPage;

    SetupCheck(Region region, AuthorizationRequest request, Evidence tokenEndpoint, Evidence signInPage) {
        this.region = region;
        this.request = request;
        this.tokenEndpoint = tokenEndpoint;
        this.signInPage = signInPage;
    }

    /**
     * Calls Amazon twice. Nothing is changed, here or there.
     *
     * @param region what the administrator chose, for the messages
     */
    static SetupCheck run(SetupProbe amazon, Region region) {
        return new SetupCheck(
                region,
                amazon.request(),
                Evidence.of(
                        amazon::presentCredentials,
                        "Amazon's token endpoint refused the invalid authorization code of the check, and nothing else."),
                Evidence.of(amazon::openSignInPage, "Amazon's sign-in page opened with its form."));
    }

    /** {@return what users would be sent to Amazon with} */
    public AuthorizationRequest request() {
        return request;
    }

    /** {@return the sentence about the client ID or the client secret, if Amazon refuses one of them} */
    Optional<String> refusal() {
        Finding clientSecret = clientSecret();
        if (clientSecret.result() == Result.WRONG) {
            return Optional.of(clientSecret.message());
        }
        Finding clientId = clientId();
        return clientId.result() == Result.WRONG || tokenEndpoint.is(LwaError.INVALID_CLIENT)
                ? Optional.of(clientId.message())
                : Optional.empty();
    }

    /** {@return what is wrong or, if nothing is, what Amazon did not say} */
    Optional<Finding> doubt() {
        return Stream.of(Result.WRONG, Result.UNKNOWN)
                .flatMap(result -> findings().stream().filter(finding -> finding.result() == result))
                .findFirst();
    }

    /** {@return whether users can sign in, as far as Amazon says so without a login} */
    public Works works() {
        List<Finding> findings = findings();
        if (tokenEndpoint.refusesTheClient()
                || findings.stream().anyMatch(finding -> finding.result() == Result.WRONG)) {
            return Works.NO;
        }
        return findings.stream().allMatch(finding -> finding.result() == Result.OK) ? Works.YES : Works.NOT_KNOWN;
    }

    /** {@return one finding per part of the setup} */
    public List<Finding> findings() {
        return List.of(connection(), clientId(), clientSecret(), returnUrl(), scopes());
    }

    private Finding connection() {
        if (tokenEndpoint.isSuccess() || tokenEndpoint.refusesTheApplication()) {
            return Finding.ok(Subject.CONNECTION, tokenEndpoint, "Amazon's token endpoint responds.");
        }
        String advice = tokenEndpoint.failure().map(FailureAdvice::describe).orElse("");
        return tokenEndpoint.missesAmazon()
                ? Finding.wrong(Subject.CONNECTION, tokenEndpoint, advice)
                : Finding.unknown(Subject.CONNECTION, tokenEndpoint, advice);
    }

    private Finding clientId() {
        if (signInPage.is(LwaError.UNKNOWN_CLIENT_ID)) {
            return Finding.wrong(
                    Subject.CLIENT_ID,
                    signInPage,
                    "Amazon does not know this client ID in region " + region + ". Copy the client ID from the security"
                            + " profile's web settings, or choose the region that it was registered in.");
        }
        // The sign-in page never gets the secret, so what it refuses is the client ID.
        if (signInPage.refusesTheClient() || tokenEndpoint.is(LwaError.UNAUTHORIZED_CLIENT)) {
            return Finding.wrong(
                    Subject.CLIENT_ID,
                    signInPage.refusesTheClient() ? signInPage : tokenEndpoint,
                    "Amazon does not allow users to sign in with this client ID. Check that Login with Amazon is enabled for"
                            + " the security profile.");
        }
        if (tokenEndpoint.isSuccess() || signInPageKnowsTheClient()) {
            return Finding.ok(
                    Subject.CLIENT_ID,
                    tokenEndpoint.isSuccess() ? tokenEndpoint : signInPage,
                    "Amazon knows the client ID.");
        }
        return Finding.unknown(
                Subject.CLIENT_ID,
                tokenEndpoint,
                tokenEndpoint.is(LwaError.INVALID_CLIENT)
                        ? "Amazon refuses the client ID, the client secret or both. Copy both again from the security"
                                + " profile's web settings."
                        : tokenEndpoint.refusal());
    }

    private Finding clientSecret() {
        if (tokenEndpoint.isSuccess()) {
            return Finding.ok(Subject.CLIENT_SECRET, tokenEndpoint, "Amazon accepts the client secret.");
        }
        if (!tokenEndpoint.is(LwaError.INVALID_CLIENT)) {
            return Finding.unknown(Subject.CLIENT_SECRET, tokenEndpoint, tokenEndpoint.refusal());
        }
        if (signInPageKnowsTheClient()) {
            return Finding.wrong(
                    Subject.CLIENT_SECRET,
                    tokenEndpoint,
                    "Amazon knows the client ID but refuses the client secret. Copy it again from the security profile's"
                            + " web settings. If it comes from a vault, check that Keycloak finds it there.");
        }
        return Finding.unknown(
                Subject.CLIENT_SECRET,
                tokenEndpoint,
                "Amazon refuses the client ID, the client secret or both. It does not say which.");
    }

    private Finding returnUrl() {
        if (signInPage.isSuccess() || signInPage.cameByReturnUrl()) {
            return Finding.ok(Subject.RETURN_URL, signInPage, "Amazon allows the return URL.");
        }
        if (signInPage.is(LwaError.RETURN_URL_NOT_ALLOWED)) {
            return Finding.wrong(
                    Subject.RETURN_URL,
                    signInPage,
                    "Amazon does not allow the return URL. Add " + request.redirectUri()
                            + " to the allowed return URLs of the security profile, exactly as it is here.");
        }
        return Finding.unknown(Subject.RETURN_URL, signInPage, whyNothingIsKnownOfTheReturnUrl());
    }

    private String whyNothingIsKnownOfTheReturnUrl() {
        if (signInPage.is(LwaError.UNKNOWN_CLIENT_ID)) {
            return "Amazon checks the return URL only if it knows the client ID.";
        }
        if (signInPage.is(LwaError.INVALID_SCOPE)) {
            return "Amazon refuses the scopes and does not say whether it allows the return URL.";
        }
        return "The check could not open Amazon's sign-in page. "
                + signInPage.failure().map(FailureAdvice::describe).orElse("");
    }

    private Finding scopes() {
        if (signInPage.isSuccess()) {
            return Finding.ok(
                    Subject.SCOPES,
                    signInPage,
                    "Amazon did not object to the scopes. It refuses some scopes only after the user has signed in.");
        }
        if (signInPage.is(LwaError.INVALID_SCOPE)) {
            return Finding.wrong(
                    Subject.SCOPES,
                    signInPage,
                    "Amazon refuses the scopes \"" + request.scopes().joined()
                            + "\". Remove those that Amazon does not"
                            + " know, and check that Login with Amazon is enabled for the security profile.");
        }
        return Finding.unknown(Subject.SCOPES, signInPage, signInPage.refusal());
    }

    private boolean signInPageKnowsTheClient() {
        return signInPage.isSuccess()
                || signInPage.is(LwaError.RETURN_URL_NOT_ALLOWED)
                || signInPage.is(LwaError.INVALID_SCOPE)
                || (signInPage.cameByReturnUrl() && !signInPage.refusesTheClient());
    }
}
