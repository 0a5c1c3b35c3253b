package io.github.keycloakamazon.demo.app;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the application remembers of each browser, in memory, under a random id only that browser knows. The longest unused are
 * forgotten first.
 *
 * @param <T> what is remembered
 */
final class Sessions<T> {
    private static final int ID_BYTES = 32;

    private final SecureRandom random = new SecureRandom();
    private final Map<String, T> byId;

    /** @param limit how many browsers to remember */
    Sessions(int limit) {
        byId = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, T> eldest) {
                return size() > limit;
            }
        };
    }

    /** Remembers {@code value} under a new id. */
    synchronized String put(T value) {
        byte[] bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        String id = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        byId.put(id, value);
        return id;
    }

    synchronized Optional<T> get(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    /** Forgets, so that nothing can be had under this id again. */
    synchronized Optional<T> remove(String id) {
        return Optional.ofNullable(byId.remove(id));
    }
}
