package io.github.keycloakamazon.setup;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.ws.rs.core.UriInfo;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.keycloak.http.HttpRequest;
import org.keycloak.models.KeycloakContext;
import org.keycloak.models.KeycloakSession;

class SaveRequestTest {
    @ParameterizedTest
    @CsvSource({
        "POST, /admin/realms/shop/identity-provider/instances, CREATE",
        "POST, /admin/realms/shop/identity-provider/instances/, CREATE",
        "POST, /auth/admin/realms/shop/identity-provider/instances, CREATE",
        "PUT, /admin/realms/shop/identity-provider/instances/amazon, UPDATE",
        "PUT, /admin/realms/my%20shop/identity-provider/instances/a%2Fb?x=y, UPDATE",
        "PUT, /admin/realms/identity-provider/identity-provider/instances/instances/, UPDATE"
    })
    void savesOfOneProviderAreKnown(String method, String path, SaveRequest expected) {
        assertThat(SaveRequest.current(session(method, path))).contains(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /admin/realms",
        "POST, /admin/realms/shop/partialImport",
        "PUT, /admin/realms/shop",
        "PUT, /admin/realms/shop/identity-provider/instances",
        "POST, /admin/realms/shop/identity-provider/instances/amazon",
        "POST, /admin/realms/shop/identity-provider/instances/amazon/mappers",
        "PUT, /admin/realms/shop/identity-provider/instances/amazon/management/permissions",
        "GET, /admin/realms/shop/identity-provider/instances/amazon",
        "POST, /admin/realms/shop/identity-provider/import-config",
        "POST, /realms/shop/broker/amazon/endpoint"
    })
    void nothingElseIsASave(String method, String path) {
        assertThat(SaveRequest.current(session(method, path))).isEmpty();
    }

    /** As on Keycloak 26.0 outside of a request. */
    @Test
    void requestWithoutAMethodIsNoSave() {
        KeycloakSession session = stub(
                KeycloakSession.class,
                Map.of(
                        "getContext",
                        stub(KeycloakContext.class, Map.of("getHttpRequest", stub(HttpRequest.class, Map.of())))));

        assertThat(SaveRequest.current(session)).isEmpty();
    }

    private static KeycloakSession session(String method, String path) {
        Object uri = stub(UriInfo.class, Map.of("getRequestUri", URI.create("https://login.example.com" + path)));
        HttpRequest request = stub(HttpRequest.class, Map.of("getHttpMethod", method, "getUri", uri));
        KeycloakContext context = stub(KeycloakContext.class, Map.of("getHttpRequest", request));
        return stub(KeycloakSession.class, Map.of("getContext", context));
    }

    private static <T> T stub(Class<T> type, Map<String, Object> results) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> results.get(method.getName())));
    }
}
