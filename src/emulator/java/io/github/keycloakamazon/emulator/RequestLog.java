package io.github.keycloakamazon.emulator;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The requests each endpoint received; of very many, the last ones. */
final class RequestLog {
    private static final int KEPT = 10_000;

    private final Map<Endpoint, Recording> recordings = new EnumMap<>(Endpoint.class);

    RequestLog() {
        forget();
    }

    synchronized void add(Endpoint endpoint, ReceivedRequest request) {
        Recording recording = recordingOf(endpoint);
        recording.count++;
        keep(recording.all, request);
        keep(recording.untaken, request);
        notifyAll();
    }

    synchronized List<ReceivedRequest> all(Endpoint endpoint) {
        return List.copyOf(recordingOf(endpoint).all);
    }

    synchronized long count(Endpoint endpoint) {
        return recordingOf(endpoint).count;
    }

    /** The oldest request not handed out yet; waits for one. */
    synchronized ReceivedRequest take(Endpoint endpoint, Duration timeout) {
        long end = System.nanoTime() + timeout.toNanos();
        while (recordingOf(endpoint).untaken.isEmpty()) {
            long millis = (end - System.nanoTime()) / 1_000_000;
            if (millis <= 0) {
                throw new AssertionError("No request to " + endpoint + " within " + timeout);
            }
            try {
                wait(millis);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("Interrupted while waiting for a request to " + endpoint, e);
            }
        }
        return recordingOf(endpoint).untaken.remove();
    }

    synchronized void forget() {
        for (Endpoint endpoint : Endpoint.values()) {
            recordings.put(endpoint, new Recording());
        }
    }

    private Recording recordingOf(Endpoint endpoint) {
        return recordings.computeIfAbsent(endpoint, any -> new Recording());
    }

    private static void keep(Deque<ReceivedRequest> requests, ReceivedRequest request) {
        if (requests.size() == KEPT) {
            requests.remove();
        }
        requests.add(request);
    }

    private static final class Recording {
        private final Deque<ReceivedRequest> all = new ArrayDeque<>();
        private final Deque<ReceivedRequest> untaken = new ArrayDeque<>();
        private long count;
    }
}
