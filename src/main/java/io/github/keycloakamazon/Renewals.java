package io.github.keycloakamazon;

import io.github.keycloakamazon.lwa.LwaCall;
import io.github.keycloakamazon.lwa.LwaException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Lets the requests that want one person's token renewed at the same time share one renewal, and its failure too: waiting in line to
 * ask a slow Amazon one after the other would take the last of them a multiple of the longest call.
 */
final class Renewals {
    private final ConcurrentMap<String, CompletableFuture<StoredToken>> running = new ConcurrentHashMap<>();
    private final long maxWaitMillis;

    Renewals(long maxWaitMillis) {
        this.maxWaitMillis = maxWaitMillis;
    }

    /**
     * Runs a renewal, or waits for the one that runs under this key.
     *
     * @throws LwaException what the renewal throws, or {@link LwaException#TIMEOUT} when another's takes too long
     */
    StoredToken run(String key, Admission.Conversation<StoredToken> renewal) throws LwaException {
        CompletableFuture<StoredToken> own = new CompletableFuture<>();
        CompletableFuture<StoredToken> other = running.putIfAbsent(key, own);
        if (other != null) {
            return await(other);
        }
        try {
            StoredToken renewed = renewal.run();
            own.complete(renewed);
            return renewed;
        } catch (LwaException | RuntimeException | Error e) {
            own.completeExceptionally(e);
            throw e;
        } finally {
            running.remove(key, own);
        }
    }

    private StoredToken await(CompletableFuture<StoredToken> other) throws LwaException {
        try {
            return other.get(maxWaitMillis, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof LwaException failure) {
                throw failure;
            }
            throw new IllegalStateException("The renewal this request waited for failed", e.getCause());
        } catch (TimeoutException e) {
            throw LwaException.timeout(LwaCall.REFRESH);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw LwaException.timeout(LwaCall.REFRESH);
        }
    }
}
