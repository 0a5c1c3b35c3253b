package io.github.keycloakamazon.check;

import io.github.keycloakamazon.AmazonIdentityProvider;
import io.github.keycloakamazon.AmazonIdentityProviderFactory;
import io.github.keycloakamazon.lwa.LwaException;
import io.github.keycloakamazon.lwa.Region;
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
import org.keycloak.services.Urls;
import org.keycloak.urls.UrlType;

/**
 * {@code GET /admin/realms/{realm}/amazon-check/{alias}}: what Amazon says of a provider's set-up. Whoever comes here may manage the
 * realm's identity providers; the provider of this resource saw to that.
 */
public class CheckResource {
    private static final Duration WHEN_BUSY = Duration.ofSeconds(5);

    private final KeycloakSession session;
    private final RealmModel realm;
    private final Pace pace;

    CheckResource(KeycloakSession session, RealmModel realm, Pace pace) {
        this.session = session;
        this.realm = realm;
        this.pace = pace;
    }

    /**
     * Checks one provider.
     *
     * @param alias the provider's
     * @return 200 with a {@link SetupReport}, whatever it says; 404 where there is no such provider, or it is not Amazon's; 429 and
     *     503 with {@code Retry-After} when it is too early, or too many requests wait for Amazon
     */
    @GET
    @Path("{alias}")
    public Response check(@PathParam("alias") String alias) {
        IdentityProviderModel model = session.identityProviders().getByAlias(alias);
        if (model == null || !AmazonIdentityProviderFactory.PROVIDER_ID.equals(model.getProviderId())) {
            return error(Response.Status.NOT_FOUND, "This realm has no Amazon provider with this alias.");
        }
        return checkInTurn(provider(model));
    }

    private AmazonIdentityProvider provider(IdentityProviderModel model) {
        ProviderFactory<?> factory = session.getKeycloakSessionFactory()
                .getProviderFactory(SocialIdentityProvider.class, AmazonIdentityProviderFactory.PROVIDER_ID);
        return ((AmazonIdentityProviderFactory) factory).create(session, model);
    }

    private Response checkInTurn(AmazonIdentityProvider provider) {
        Duration wait = pace.take(realm.getId());
        if (!wait.isZero()) {
            return later(Response.Status.TOO_MANY_REQUESTS, wait, "This realm was checked just now.");
        }
        try {
            return ok(check(provider));
        } catch (LwaException e) {
            return later(Response.Status.SERVICE_UNAVAILABLE, WHEN_BUSY, Obstacle.describe(e));
        }
    }

    private SetupReport check(AmazonIdentityProvider provider) throws LwaException {
        String alias = provider.getConfig().getAlias();
        Region region = provider.getConfig().region();
        return provider.probeSetup(
                returnUrl(alias),
                amazon -> new SetupReport(alias, region, amazon.request(), SetupCheck.run(amazon, region)));
    }

    /** As people's browsers are sent there, which may be by another host name than this request came by. */
    private String returnUrl(String alias) {
        return Urls.identityProviderAuthnResponse(
                        session.getContext().getUri(UrlType.FRONTEND).getBaseUri(), alias, realm.getName())
                .toString();
    }

    private static Response ok(SetupReport report) {
        return Response.ok(report.toJson(), MediaType.APPLICATION_JSON_TYPE)
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
