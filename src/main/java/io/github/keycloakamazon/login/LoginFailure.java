package io.github.keycloakamazon.login;

import io.github.keycloakamazon.lwa.LwaException;
import java.util.Optional;
import org.keycloak.broker.provider.IdentityBrokerException;
import org.keycloak.services.messages.Messages;

/** The message that the user reads on the login page after a failed login. It names Amazon and says what to do. */
final class LoginFailure {
    private LoginFailure() {}

    /**
     * For a failure of a mapper, a flow or Keycloak.
     *
     * @return the key of the message that the failure brings, or of Keycloak's general one
     */
    static String messageKey(Throwable cause) {
        return messageCode(cause).orElse(Messages.IDENTITY_PROVIDER_UNEXPECTED_ERROR);
    }

    /** {@return the reason in the event, which holds nothing personal: the message key or the type of the failure} */
    static String reason(Throwable cause) {
        return messageCode(cause).orElseGet(() -> cause.getClass().getSimpleName());
    }

    private static Optional<String> messageCode(Throwable cause) {
        return cause instanceof IdentityBrokerException failure
                ? Optional.ofNullable(failure.getMessageCode())
                : Optional.empty();
    }

    /** {@return the key of the message in this project's message bundles} */
    static String messageKey(LwaException cause) {
        return switch (cause.kind()) {
            case SETUP -> "amazonLoginSetup";
            case EXPIRED -> "amazonLoginExpired";
            case TEMPORARY -> "amazonLoginUnavailable";
            case TIMEOUT -> "amazonLoginSlow";
            case UNREACHABLE -> "amazonLoginUnreachable";
            case BUSY -> "amazonLoginBusy";
            case REFUSED, UNUSABLE -> "amazonLoginUnusable";
        };
    }
}
