package io.github.keycloakamazon.setup;

import io.github.keycloakamazon.lwa.LwaError;
import io.github.keycloakamazon.lwa.LwaException;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * What one of Amazon's endpoints did when the check called it.
 *
 * @param success what it did if nothing failed
 * @param failure what failed
 */
record Evidence(String success, Optional<LwaException> failure) {
    /** Errors that Amazon's endpoints give for the setup of an application or for its request, not for the connection to Amazon. */
    private static final Set<LwaError> ABOUT_THE_APPLICATION = EnumSet.of(
            LwaError.INVALID_CLIENT,
            LwaError.UNAUTHORIZED_CLIENT,
            LwaError.INVALID_REQUEST,
            LwaError.INVALID_SCOPE,
            LwaError.UNSUPPORTED_GRANT_TYPE,
            LwaError.UNSUPPORTED_RESPONSE_TYPE);

    /** One call to Amazon. */
    interface Call {
        void run() throws LwaException;
    }

    static Evidence of(Call call, String success) {
        try {
            call.run();
            return new Evidence(success, Optional.empty());
        } catch (LwaException e) {
            return new Evidence(success, Optional.of(e));
        }
    }

    boolean isSuccess() {
        return failure.isEmpty();
    }

    boolean is(LwaError error) {
        return failure.filter(found -> found.error() == error).isPresent();
    }

    /** {@return whether Amazon refused the client ID, the client secret or both} */
    boolean refusesTheClient() {
        return is(LwaError.INVALID_CLIENT) || is(LwaError.UNAUTHORIZED_CLIENT);
    }

    /** {@return whether Amazon refused the application or its request, so that it is there and responds} */
    boolean refusesTheApplication() {
        return failure.filter(found -> ABOUT_THE_APPLICATION.contains(found.error()))
                .isPresent();
    }

    /** {@return whether Amazon sent the error to the return URL, which it does only where it knows the client ID and that URL} */
    boolean cameByReturnUrl() {
        return failure.filter(Evidence::wasRedirected).isPresent();
    }

    /** An error of Amazon that came in a response has the status of that response. */
    private static boolean wasRedirected(LwaException failure) {
        return failure.status().isEmpty()
                && (failure.error().isOfAmazon() || failure.error() == LwaError.UNKNOWN_ERROR);
    }

    /** {@return whether the call did not get to Amazon: there is no connection, or something else responded in Amazon's place} */
    boolean missesAmazon() {
        return failure.filter(found -> switch (found.kind()) {
                    case UNREACHABLE -> true;
                    // An unknown error code can be one of Amazon or of a proxy.
                    case UNUSABLE -> found.error() != LwaError.UNKNOWN_ERROR;
                    default -> false;
                })
                .isPresent();
    }

    /** {@return a sentence with the error by which Amazon refused the request, if it did} */
    String refusal() {
        return failure.filter(found -> refusesTheApplication() || cameByReturnUrl())
                .map(FailureAdvice::refusal)
                .orElse("Amazon did not say.");
    }

    String code(String withoutFailure) {
        return failure.map(LwaException::code).orElse(withoutFailure);
    }

    String text() {
        return failure.map(LwaException::getMessage).orElse(success);
    }
}
