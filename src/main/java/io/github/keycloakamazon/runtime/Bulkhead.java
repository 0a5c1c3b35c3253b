package io.github.keycloakamazon.runtime;

import io.github.keycloakamazon.lwa.LwaCall;
import io.github.keycloakamazon.lwa.LwaError;
import io.github.keycloakamazon.lwa.LwaException;
import java.util.concurrent.Semaphore;

/**
 * Limits how many requests wait for Amazon at a time, and refuses the others at once. When Amazon is slow, every waiting request holds
 * one of Keycloak's worker threads. Without a limit they would soon hold all of them, and nobody could sign in with a password either.
 */
final class Bulkhead {
    private final Semaphore places;

    Bulkhead(int maxConcurrentCalls) {
        places = new Semaphore(maxConcurrentCalls);
    }

    /**
     * Runs a task if there is a place for it.
     *
     * @param firstCall the call that the task starts with, for the refusal
     * @throws LwaException with {@link LwaError#BUSY} if there is no place, or whatever the task throws
     */
    <T> T run(LwaCall firstCall, AmazonTask<T> task) throws LwaException {
        if (!places.tryAcquire()) {
            throw LwaException.of(firstCall, LwaError.BUSY);
        }
        try {
            return task.run();
        } finally {
            places.release();
        }
    }
}
