package io.github.keycloakamazon.check;

import io.github.keycloakamazon.AmazonIdentityProviderFactory;
import io.github.keycloakamazon.config.AmazonIdentityProviderConfig;
import io.github.keycloakamazon.lwa.LwaException;
import io.github.keycloakamazon.runtime.AmazonRuntime;
import io.github.keycloakamazon.setup.FailureAdvice;
import io.github.keycloakamazon.setup.SetupChecker;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import org.keycloak.broker.social.SocialIdentityProvider;
import org.keycloak.models.IdentityProviderModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.provider.ProviderFactory;
import org.keycloak.services.ErrorResponse;

/**
 * {@code GET /admin/realms/{realm}/amazon-check/{alias}}: what Amazon says about the setup of a provider. {@link CheckResourceProvider}
 * has checked that the caller may manage the realm's identity providers.
 */
public class CheckResource {
    private static final Duration WHEN_BUSY = Duration.ofSeconds(5);

    private final KeycloakSession session;
    private final RealmModel realm;
    private final RateLimiter rateLimiter;

    CheckResource(KeycloakSession session, RealmModel realm, RateLimiter rateLimiter) {
        this.session = session;
        this.realm = realm;
        this.rateLimiter = rateLimiter;
    }

    /**
     * Checks one provider.
     *
     * @param alias the provider's
     * @return 200 with a {@link SetupReport}, whatever it says; 404 where there is no such provider, or it is not Amazon's; 429 and
     *     503 with {@code Retry-After} when this realm was checked just now, or when too many requests are waiting for Amazon
     */
    @GET
    @Path("{alias}")
    public Response check(@PathParam("alias") String alias) {
        IdentityProviderModel model = session.identityProviders().getByAlias(alias);
        if (model == null || !AmazonIdentityProviderFactory.PROVIDER_ID.equals(model.getProviderId())) {
            return error(Response.Status.NOT_FOUND, "This realm has no Amazon provider with this alias.");
        }
        return checkInTurn(new AmazonIdentityProviderConfig(model));
    }

    private Response checkInTurn(AmazonIdentityProviderConfig config) {
        Duration wait = rateLimiter.take(realm.getId());
        if (!wait.isZero()) {
            return later(Response.Status.TOO_MANY_REQUESTS, wait, "This realm has just been checked.");
        }
        try {
            return ok(check(config));
        } catch (LwaException e) {
            return later(Response.Status.SERVICE_UNAVAILABLE, WHEN_BUSY, FailureAdvice.describe(e));
        }
    }

    private SetupReport check(AmazonIdentityProviderConfig config) throws LwaException {
        AmazonRuntime runtime = runtime();
        return SetupReport.of(config, new SetupChecker(session, runtime, runtime.timeouts()).check(config));
    }

    private AmazonRuntime runtime() {
        ProviderFactory<?> factory = session.getKeycloakSessionFactory()
                .getProviderFactory(SocialIdentityProvider.class, AmazonIdentityProviderFactory.PROVIDER_ID);
        return ((AmazonIdentityProviderFactory) factory).runtime();
    }

    private static Response ok(SetupReport report) {
        return Response.ok(report, MediaType.APPLICATION_JSON_TYPE)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }

    private static Response later(Response.Status status, Duration wait, String message) {
        return Response.fromResponse(error(status, message))
                .header(HttpHeaders.RETRY_AFTER, Math.max(1, wait.toSeconds() + 1))
                .build();
    }

    private static Response error(Response.Status status, String message) {
        return ErrorResponse.error(message, status).getResponse();
    }
}
