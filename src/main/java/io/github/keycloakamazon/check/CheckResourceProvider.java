package io.github.keycloakamazon.check;

import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.services.resources.admin.AdminEventBuilder;
import org.keycloak.services.resources.admin.ext.AdminRealmResourceProvider;
import org.keycloak.services.resources.admin.fgap.AdminPermissionEvaluator;

/** Opens {@link CheckResource} to administrators who may manage the realm's identity providers. */
final class CheckResourceProvider implements AdminRealmResourceProvider {
    private final RateLimiter rateLimiter;

    CheckResourceProvider(RateLimiter rateLimiter) {
        this.rateLimiter = rateLimiter;
    }

    /** @throws jakarta.ws.rs.ForbiddenException for callers without the role {@code manage-identity-providers} */
    @Override
    public Object getResource(
            KeycloakSession session,
            RealmModel realm,
            AdminPermissionEvaluator permissions,
            AdminEventBuilder adminEvent) {
        permissions.realm().requireManageIdentityProviders();
        return new CheckResource(session, realm, rateLimiter);
    }

    @Override
    public void close() {
        // Holds nothing.
    }
}
