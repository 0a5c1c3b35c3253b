package io.github.keycloakamazon.setup;

import io.github.keycloakamazon.config.AmazonIdentityProviderConfig;
import io.github.keycloakamazon.config.SaveCheck;
import io.github.keycloakamazon.lwa.LwaException;
import io.github.keycloakamazon.lwa.Timeouts;
import io.github.keycloakamazon.runtime.AmazonRuntime;
import io.github.keycloakamazon.runtime.FailureLog;
import java.util.Optional;
import org.keycloak.models.IdentityProviderModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.utils.KeycloakSessionUtil;

/**
 * Asks Amazon about the client ID and the client secret of one provider that an administrator saves. Settings that Amazon does not
 * confirm are saved all the same, with a warning in the log, unless Amazon refuses the client ID or the client secret.
 */
public final class AmazonSaveCheck implements SaveCheck {
    /** Two calls take five seconds at most, so that an administrator does not think the console hangs. */
    private static final int MAX_CALL_MILLIS = 2_500;

    private final AmazonRuntime runtime;

    /**
     * Makes the check.
     *
     * @param runtime what the server shares for its calls to Amazon
     */
    public AmazonSaveCheck(AmazonRuntime runtime) {
        this.runtime = runtime;
    }

    @Override
    public void check(AmazonIdentityProviderConfig config) {
        KeycloakSession session = KeycloakSessionUtil.getKeycloakSession();
        if (session != null) {
            SaveRequest.current(session)
                    .flatMap(request -> complete(config, request, session))
                    .ifPresent(complete -> check(session, complete));
        }
    }

    @Override
    public boolean keepsStoredSecret() {
        return Optional.ofNullable(KeycloakSessionUtil.getKeycloakSession())
                .flatMap(SaveRequest::current)
                .filter(SaveRequest.UPDATE::equals)
                .isPresent();
    }

    /**
     * Keycloak puts the stored secret in place of the mask only after it has validated the settings. Empty if Keycloak would not find
     * the provider either.
     */
    private static Optional<AmazonIdentityProviderConfig> complete(
            AmazonIdentityProviderConfig config, SaveRequest request, KeycloakSession session) {
        if (request == SaveRequest.CREATE || !config.hasMaskedSecret()) {
            return Optional.of(config);
        }
        return stored(config, session).map(AmazonIdentityProviderConfig::new).map(config::withSecretOf);
    }

    /** A client of the API may leave out the internal ID. */
    private static Optional<IdentityProviderModel> stored(
            AmazonIdentityProviderConfig config, KeycloakSession session) {
        return Optional.ofNullable(config.getInternalId())
                .map(session.identityProviders()::getById)
                .or(() -> Optional.ofNullable(config.getAlias()).map(session.identityProviders()::getByAlias));
    }

    private void check(KeycloakSession session, AmazonIdentityProviderConfig config) {
        try {
            SetupCheck result = new SetupChecker(session, runtime, timeouts()).check(config);
            result.refusal().ifPresent(AmazonSaveCheck::refuse);
            result.doubt().ifPresent(doubt -> warn(session, config, doubt.message(), doubt.code()));
        } catch (LwaException e) {
            warn(session, config, FailureAdvice.describe(e), e.code());
        }
    }

    private Timeouts timeouts() {
        return runtime.timeouts().atMost(MAX_CALL_MILLIS);
    }

    private static void refuse(String sentence) {
        throw new IllegalArgumentException(sentence);
    }

    private static void warn(
            KeycloakSession session, AmazonIdentityProviderConfig config, String message, String code) {
        FailureLog.warn(
                "Amazon did not confirm the settings that are saved: " + message,
                code,
                session.getContext().getRealm(),
                config);
    }
}
