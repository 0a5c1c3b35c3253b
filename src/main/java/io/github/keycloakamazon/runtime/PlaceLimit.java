package io.github.keycloakamazon.runtime;

import java.util.function.IntSupplier;

/**
 * How many requests of one kind may have a place at a time, and how long the next one would wait for a place. Not thread-safe: the
 * {@link Bulkhead} guards it. All times are nanoseconds since the bulkhead was made.
 */
final class PlaceLimit {
    /** The weight of the latest request in the average. After ten requests, those before them weigh a tenth. */
    private static final double LATEST = 0.2;

    private final IntSupplier capacity;
    private int used;
    private int waiting;
    private long sumOfStarts;
    private double average;

    PlaceLimit(IntSupplier capacity) {
        this.capacity = capacity;
    }

    boolean hasPlace() {
        return used < capacity.getAsInt();
    }

    void take(long now) {
        used++;
        sumOfStarts += now;
    }

    void release(long start, long now) {
        used--;
        sumOfStarts -= start;
        average += LATEST * (now - start - average);
    }

    void startWaiting() {
        waiting++;
    }

    void endWaiting() {
        waiting--;
    }

    boolean isIdle() {
        return used == 0 && waiting == 0;
    }

    int used() {
        return used;
    }

    int waiting() {
        return waiting;
    }

    /**
     * The expected wait of a request, in nanoseconds: zero while there is a place.
     *
     * @param turn 1 for the first of those that wait, 2 for the next
     */
    double expectedWait(long turn, long now) {
        return hasPlace() ? 0 : turn * duration(now) / capacity.getAsInt();
    }

    /** Requests that are still running count with their age, because none ends while Amazon hangs. */
    private double duration(long now) {
        double averageAge = used == 0 ? 0 : now - (double) sumOfStarts / used;
        return Math.max(average, averageAge);
    }
}
