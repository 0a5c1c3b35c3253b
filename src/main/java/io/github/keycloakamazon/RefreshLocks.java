package io.github.keycloakamazon;

import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * Keeps two requests on one server from renewing one person's token at the same time. A fixed number of locks serves all people, so
 * strangers share one now and then and wait a little longer.
 */
final class RefreshLocks {
    private static final int COUNT = 256;

    private final Lock[] locks =
            Stream.generate(ReentrantLock::new).limit(COUNT).toArray(Lock[]::new);

    Lock of(String userId) {
        return locks[Math.floorMod(userId.hashCode(), COUNT)];
    }
}
