package io.github.keycloakamazon.emulator;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Who is signed in, by a browser's cookie. The cookie is {@code SameSite=Lax}: a form posted from another site arrives without it,
 * so nobody's consent can be given for them.
 */
final class Sessions {
    private static final String COOKIE = "amazon-emulator-session";
    private static final String ATTRIBUTES = "; Path=/ap; HttpOnly; SameSite=Lax";

    private final Map<String, String> personKeys = new ConcurrentHashMap<>();

    /** The key of the person signed in. */
    @Nullable
    String personKey(ReceivedRequest request) {
        String id = id(request);
        return id == null ? null : personKeys.get(id);
    }

    Answer signIn(Person person, ReceivedRequest request, Answer answer) {
        end(request);
        String id = Secrets.session();
        personKeys.put(id, person.key());
        return answer.withHeader("Set-Cookie", COOKIE + "=" + id + ATTRIBUTES);
    }

    Answer signOut(ReceivedRequest request, Answer answer) {
        end(request);
        return answer.withHeader("Set-Cookie", COOKIE + "=; Max-Age=0" + ATTRIBUTES);
    }

    void forget() {
        personKeys.clear();
    }

    private void end(ReceivedRequest request) {
        String id = id(request);
        if (id != null) {
            personKeys.remove(id);
        }
    }

    private static @Nullable String id(ReceivedRequest request) {
        String cookies = request.header("Cookie");
        if (cookies == null) {
            return null;
        }
        for (String cookie : cookies.split(";", -1)) {
            String[] pair = cookie.trim().split("=", 2);
            if (pair.length == 2 && pair[0].equals(COOKIE)) {
                return pair[1];
            }
        }
        return null;
    }
}
