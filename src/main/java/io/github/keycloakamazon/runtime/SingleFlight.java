package io.github.keycloakamazon.runtime;

import io.github.keycloakamazon.lwa.LwaCall;
import io.github.keycloakamazon.lwa.LwaError;
import io.github.keycloakamazon.lwa.LwaException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Runs a task once for all requests that want its result at the same time. They share its failure too: if each then called
 * a slow Amazon itself, one after the other, the last would wait several times as long as the longest call.
 *
 * @param <T> the result
 */
public final class SingleFlight<T> {
    private final ConcurrentMap<String, CompletableFuture<T>> running = new ConcurrentHashMap<>();
    private final LwaCall call;
    private final long maxWaitMillis;

    /**
     * Makes a single flight.
     *
     * @param call the call that the tasks make, for the failure of a request that waits too long
     * @param maxWaitMillis how long a request waits for the task of another one, in milliseconds
     */
    public SingleFlight(LwaCall call, long maxWaitMillis) {
        this.call = call;
        this.maxWaitMillis = maxWaitMillis;
    }

    /**
     * Runs the task, or waits for the one that is running under this key.
     *
     * @param key what the requests have in common
     * @param task what to run
     * @return the result
     * @throws LwaException what the task throws, or {@link LwaError#TIMEOUT} when another's takes too long
     */
    public T run(String key, AmazonTask<T> task) throws LwaException {
        CompletableFuture<T> own = new CompletableFuture<>();
        CompletableFuture<T> other = running.putIfAbsent(key, own);
        if (other != null) {
            return await(other);
        }
        try {
            T result = task.run();
            own.complete(result);
            return result;
        } catch (LwaException | RuntimeException | Error e) {
            own.completeExceptionally(e);
            throw e;
        } finally {
            running.remove(key, own);
        }
    }

    private T await(CompletableFuture<T> other) throws LwaException {
        try {
            return other.get(maxWaitMillis, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof LwaException failure) {
                throw failure;
            }
            throw new IllegalStateException("The task that this request waited for failed", e.getCause());
        } catch (TimeoutException e) {
            throw LwaException.of(call, LwaError.TIMEOUT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw LwaException.of(call, LwaError.TIMEOUT);
        }
    }
}
