package io.github.keycloakamazon.demo.app;

import com.sun.net.httpserver.HttpExchange;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The application's two cookies: one while a login is under way, one for who is signed in. */
final class Cookies {
    /** Removes the cookie of a login. */
    static final String NO_LOGIN = removal(Name.LOGIN);
    /** Removes the cookie of a session. */
    static final String NO_SESSION = removal(Name.SESSION);

    private Cookies() {}

    static Optional<String> login(HttpExchange exchange) {
        return value(exchange, Name.LOGIN);
    }

    static Optional<String> session(HttpExchange exchange) {
        return value(exchange, Name.SESSION);
    }

    static String login(String id) {
        return cookie(Name.LOGIN, id);
    }

    static String session(String id) {
        return cookie(Name.SESSION, id);
    }

    private static Optional<String> value(HttpExchange exchange, String name) {
        List<String> headers = exchange.getRequestHeaders().getOrDefault("Cookie", List.of());
        return headers.stream()
                .flatMap(header -> Arrays.stream(header.split(";", -1)))
                .map(String::strip)
                .filter(pair -> pair.startsWith(name + "="))
                .map(pair -> pair.substring(name.length() + 1))
                .findFirst();
    }

    /** Lax, not Strict: the browser has to bring the cookies when it comes back from Keycloak. */
    private static String cookie(String name, String value) {
        return name + "=" + value + "; Path=/; HttpOnly; SameSite=Lax";
    }

    private static String removal(String name) {
        return cookie(name, "") + "; Max-Age=0";
    }

    /** Cookies of one host are shared by all its ports, so the names say whose they are. */
    private static final class Name {
        private static final String LOGIN = "sample_app_login";
        private static final String SESSION = "sample_app_session";
    }
}
