package io.github.keycloakamazon;

import io.github.keycloakamazon.lwa.LwaCall;
import io.github.keycloakamazon.lwa.LwaException;
import java.util.concurrent.Semaphore;

/**
 * Lets a limited number of requests wait for Amazon at a time, and refuses the others at once. When Amazon is slow, every waiting
 * request holds one of Keycloak's worker threads, and without a limit they would soon hold them all: nobody could sign in any more,
 * with a password either.
 */
final class Admission {
    private final Semaphore places;

    Admission(int maxConcurrentCalls) {
        places = new Semaphore(maxConcurrentCalls);
    }

    /** A task that talks to Amazon. */
    interface Conversation<T> {
        T run() throws LwaException;
    }

    /**
     * Runs a conversation with Amazon if there is a place for it.
     *
     * @param firstCall what the conversation starts with, for the refusal
     * @throws LwaException with code {@link LwaException#BUSY} if there is none, or whatever the conversation throws
     */
    <T> T admit(LwaCall firstCall, Conversation<T> conversation) throws LwaException {
        if (!places.tryAcquire()) {
            throw LwaException.busy(firstCall);
        }
        try {
            return conversation.run();
        } finally {
            places.release();
        }
    }
}
