package io.github.keycloakamazon.setup;

import jakarta.enterprise.context.ContextNotActiveException;
import jakarta.ws.rs.HttpMethod;
import java.util.Optional;
import java.util.regex.Pattern;
import org.keycloak.http.HttpRequest;
import org.keycloak.models.KeycloakSession;

/**
 * The request of the Admin REST API that saves one provider, as the admin console sends it. Keycloak validates a provider in the same
 * way when it imports a whole realm, a part of one, or a file at startup.
 */
enum SaveRequest {
    /** {@code POST …/identity-provider/instances}. */
    CREATE,
    /** {@code PUT …/identity-provider/instances/{alias}}. */
    UPDATE;

    private static final Pattern INSTANCES = Pattern.compile(".*/admin/realms/[^/]+/identity-provider/instances/?");

    private static final Pattern INSTANCE =
            Pattern.compile(".*/admin/realms/[^/]+/identity-provider/instances/[^/]+/?");

    /** {@return what the current request saves, if it saves one provider} */
    static Optional<SaveRequest> current(KeycloakSession session) {
        try {
            return of(session.getContext().getHttpRequest());
        } catch (ContextNotActiveException e) {
            // Keycloak imports a file at startup.
            return Optional.empty();
        }
    }

    /** Keycloak 26.0 has a request without a method and a URL where there is none. */
    private static Optional<SaveRequest> of(HttpRequest request) {
        String method = request.getHttpMethod();
        if (HttpMethod.POST.equals(method)) {
            return matching(INSTANCES, request, CREATE);
        }
        return HttpMethod.PUT.equals(method) ? matching(INSTANCE, request, UPDATE) : Optional.empty();
    }

    private static Optional<SaveRequest> matching(Pattern path, HttpRequest request, SaveRequest result) {
        return path.matcher(request.getUri().getRequestUri().getRawPath()).matches()
                ? Optional.of(result)
                : Optional.empty();
    }
}
