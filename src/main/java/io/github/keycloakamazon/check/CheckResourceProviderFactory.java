package io.github.keycloakamazon.check;

import java.time.Duration;
import java.time.InstantSource;
import org.keycloak.Config;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.provider.EnvironmentDependentProviderFactory;
import org.keycloak.services.resources.admin.ext.AdminRealmResourceProvider;
import org.keycloak.services.resources.admin.ext.AdminRealmResourceProviderFactory;

/**
 * Adds the check of the setup to the Admin REST API of Keycloak 26.3 and later.
 *
 * <p>Earlier releases hand an extension the administrator's permissions as a class that 26.3 moved elsewhere. There the check is
 * absent, which is better than a permission check by reflection.
 */
public final class CheckResourceProviderFactory
        implements AdminRealmResourceProviderFactory, EnvironmentDependentProviderFactory {
    /** The path segment after the realm's name. */
    public static final String ID = "amazon-check";

    /** Long enough to make guessing secrets useless, short enough for an administrator who corrects one. */
    private static final Duration INTERVAL = Duration.ofSeconds(5);

    private final RateLimiter rateLimiter = new RateLimiter(INTERVAL, InstantSource.system());

    @Override
    public String getId() {
        return ID;
    }

    @Override
    public boolean isSupported(Config.Scope config) {
        try {
            Class.forName(
                    "org.keycloak.services.resources.admin.fgap.AdminPermissionEvaluator",
                    false,
                    AdminRealmResourceProvider.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    @Override
    public AdminRealmResourceProvider create(KeycloakSession session) {
        return new CheckResourceProvider(rateLimiter);
    }

    @Override
    public void init(Config.Scope config) {
        // Nothing to set.
    }

    @Override
    public void postInit(KeycloakSessionFactory factory) {
        // Needs no other provider.
    }

    @Override
    public void close() {
        // Holds nothing.
    }
}
