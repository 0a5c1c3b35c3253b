package io.github.keycloakamazon.runtime;

import io.github.keycloakamazon.lwa.LwaException;

/**
 * A task that calls Amazon, once or several times.
 *
 * @param <T> its result
 */
public interface AmazonTask<T> {
    /**
     * Runs the task.
     *
     * @return its result
     * @throws LwaException when a call fails
     */
    T run() throws LwaException;
}
