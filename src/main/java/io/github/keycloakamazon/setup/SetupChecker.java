package io.github.keycloakamazon.setup;

import io.github.keycloakamazon.config.AmazonIdentityProviderConfig;
import io.github.keycloakamazon.lwa.AuthorizationRequest;
import io.github.keycloakamazon.lwa.LwaCall;
import io.github.keycloakamazon.lwa.LwaError;
import io.github.keycloakamazon.lwa.LwaException;
import io.github.keycloakamazon.lwa.Timeouts;
import io.github.keycloakamazon.runtime.Admission;
import io.github.keycloakamazon.runtime.AmazonRuntime;
import java.util.Optional;
import org.keycloak.models.KeycloakSession;
import org.keycloak.services.Urls;
import org.keycloak.urls.UrlType;

/** Checks providers of the realm of the current request, with the requests that a login would send. */
public final class SetupChecker {
    /** No login has this state, so nothing can come of it. */
    private static final String PROBE_STATE = "setup-check";

    private final KeycloakSession session;
    private final AmazonRuntime runtime;
    private final Timeouts timeouts;

    /**
     * Makes a checker.
     *
     * @param session the current session
     * @param runtime what the server shares for its calls to Amazon
     * @param timeouts how long each of two calls may take
     */
    public SetupChecker(KeycloakSession session, AmazonRuntime runtime, Timeouts timeouts) {
        this.session = session;
        this.runtime = runtime;
        this.timeouts = timeouts;
    }

    /**
     * Calls Amazon twice, as soon as there is a place for it.
     *
     * @param config the settings of the provider
     * @return what Amazon says about them
     * @throws LwaException with {@link LwaError#BUSY} if too many requests are waiting for Amazon
     */
    public SetupCheck check(AmazonIdentityProviderConfig config) throws LwaException {
        AuthorizationRequest request = authorizationRequest(config);
        return runtime.call(
                Admission.other(LwaCall.TOKEN, config.region()),
                () -> SetupCheck.run(
                        runtime.probe(session, config.region(), config.credentials(session), request, timeouts),
                        config.region()));
    }

    private AuthorizationRequest authorizationRequest(AmazonIdentityProviderConfig config) {
        return new AuthorizationRequest(
                config.clientId(),
                returnUrl(config.getAlias()),
                config.scopes(),
                config.optionalScopes(),
                PROBE_STATE,
                Optional.empty());
    }

    /** The URL that browsers are sent to, which may have another host name than this request. */
    private String returnUrl(String alias) {
        return Urls.identityProviderAuthnResponse(
                        session.getContext().getUri(UrlType.FRONTEND).getBaseUri(),
                        alias,
                        session.getContext().getRealm().getName())
                .toString();
    }
}
