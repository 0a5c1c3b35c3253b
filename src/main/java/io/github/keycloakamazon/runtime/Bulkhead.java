package io.github.keycloakamazon.runtime;

import io.github.keycloakamazon.lwa.LwaError;
import io.github.keycloakamazon.lwa.LwaException;
import io.github.keycloakamazon.lwa.Region;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Limits how many requests call Amazon at a time. When Amazon is slow, every such request holds one of Keycloak's worker threads. Without
 * a limit they would soon hold all of them, and nobody could sign in with a password either.
 *
 * <p>A request that finds no place waits, if a place will be free soon. The expected wait is the number of requests before it, times the
 * average duration of the latest requests, divided by the number of places. With a healthy Amazon that is milliseconds, so no request is
 * refused. With a slow Amazon the queue stays short, and other requests are refused at once. Waiting requests are refused too when
 * Amazon becomes slow.
 *
 * <p>Logins may take all places, all other requests together half of them, and the renewals of a single user's token a third. While
 * several regions are in use, a region may take a quarter of the places less for each other one.
 */
final class Bulkhead {
    /** How often a waiting request checks that a place will still be free soon. */
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private static final long REGION_IN_USE_NANOS = TimeUnit.MINUTES.toNanos(10);

    private final int places;
    private final long maxExpectedWaitNanos;
    private final long longestWaitNanos;
    private final LongSupplier nanoTime;
    private final long origin;

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Admission.Share, PlaceLimit> shares = new EnumMap<>(Admission.Share.class);
    private final PlaceLimit all;
    private final Map<Region, PlaceLimit> regions = new EnumMap<>(Region.class);
    private final Map<Region, Long> lastUse = new EnumMap<>(Region.class);
    private final Map<String, PlaceLimit> users = new HashMap<>();
    private final Set<Ticket> queue = new LinkedHashSet<>();

    /**
     * Makes a bulkhead.
     *
     * @param places how many requests may call Amazon at a time
     * @param maxExpectedWaitMillis how long the expected wait for a place may be, in milliseconds
     * @param longestWaitMillis the longest wait, when it takes longer than expected, in milliseconds
     * @param nanoTime a clock
     */
    Bulkhead(int places, long maxExpectedWaitMillis, long longestWaitMillis, LongSupplier nanoTime) {
        this.places = places;
        this.maxExpectedWaitNanos = TimeUnit.MILLISECONDS.toNanos(maxExpectedWaitMillis);
        this.longestWaitNanos = TimeUnit.MILLISECONDS.toNanos(longestWaitMillis);
        this.nanoTime = nanoTime;
        this.origin = nanoTime.getAsLong();
        this.all = new PlaceLimit(() -> places);
        shares.put(Admission.Share.LOGIN, new PlaceLimit(() -> places));
        shares.put(Admission.Share.OTHER, new PlaceLimit(() -> part(2)));
        for (Region region : Region.values()) {
            regions.put(region, new PlaceLimit(() -> placesOf(region)));
        }
    }

    /** A request that has a place, or waits for one. */
    private static final class Ticket {
        final Admission admission;
        final List<PlaceLimit> limits;
        final Condition admitted;
        boolean hasPlace;
        long start;

        Ticket(Admission admission, List<PlaceLimit> limits, Condition admitted) {
            this.admission = admission;
            this.limits = limits;
            this.admitted = admitted;
        }
    }

    /**
     * Runs a task when there is a place for it.
     *
     * @throws LwaException with {@link LwaError#BUSY} if there is none soon, or whatever the task throws
     */
    <T> T run(Admission admission, AmazonTask<T> task) throws LwaException {
        Ticket ticket = enter(admission);
        try {
            return task.run();
        } finally {
            leave(ticket);
        }
    }

    /** {@return how many requests of this share call Amazon now} */
    int used(Admission.Share share) {
        return read(share, PlaceLimit::used);
    }

    /** {@return how many requests of this share wait for a place now} */
    int waiting(Admission.Share share) {
        return read(share, PlaceLimit::waiting);
    }

    private int read(Admission.Share share, ToIntFunction<PlaceLimit> value) {
        lock.lock();
        try {
            return value.applyAsInt(Objects.requireNonNull(shares.get(share)));
        } finally {
            lock.unlock();
        }
    }

    private Ticket enter(Admission admission) throws LwaException {
        lock.lock();
        try {
            lastUse.put(admission.region(), now());
            Ticket ticket = new Ticket(admission, limits(admission), lock.newCondition());
            queue.add(ticket);
            ticket.limits.forEach(PlaceLimit::startWaiting);
            admitWaiting();
            if (!ticket.hasPlace && !awaitPlace(ticket)) {
                withdraw(ticket);
                throw LwaException.of(admission.firstCall(), LwaError.BUSY);
            }
            return ticket;
        } finally {
            lock.unlock();
        }
    }

    private List<PlaceLimit> limits(Admission admission) {
        List<PlaceLimit> limits = new ArrayList<>();
        limits.add(all);
        limits.add(Objects.requireNonNull(shares.get(admission.share())));
        limits.add(Objects.requireNonNull(regions.get(admission.region())));
        admission
                .user()
                .ifPresent(user -> limits.add(users.computeIfAbsent(user, any -> new PlaceLimit(() -> part(3)))));
        return limits;
    }

    private int part(int divisor) {
        return Math.max(1, places / divisor);
    }

    private int placesOf(Region region) {
        long now = now();
        long others = lastUse.entrySet().stream()
                .filter(use -> use.getKey() != region && now - use.getValue() < REGION_IN_USE_NANOS)
                .count();
        return Math.max(1, places - (int) others * (places / 4));
    }

    /** Admits requests in the order they came. A request that waits for another limit does not hold up those behind it. */
    private void admitWaiting() {
        long now = now();
        queue.removeIf(ticket -> {
            if (!ticket.limits.stream().allMatch(PlaceLimit::hasPlace)) {
                return false;
            }
            ticket.limits.forEach(limit -> {
                limit.endWaiting();
                limit.take(now);
            });
            ticket.start = now;
            ticket.hasPlace = true;
            ticket.admitted.signal();
            return true;
        });
    }

    private boolean awaitPlace(Ticket ticket) {
        long left = longestWaitNanos;
        try {
            while (!ticket.hasPlace && left > 0 && expectedWait(ticket) <= maxExpectedWaitNanos) {
                long look = Math.min(left, LOOK_NANOS);
                left -= look - Math.min(look, ticket.admitted.awaitNanos(look));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return ticket.hasPlace;
    }

    private double expectedWait(Ticket ticket) {
        long now = now();
        return ticket.limits.stream()
                .mapToDouble(limit -> limit.expectedWait(turn(ticket, limit), now))
                .max()
                .orElse(0);
    }

    /** The position of a request among those that wait for the same limit, from 1. */
    private long turn(Ticket ticket, PlaceLimit limit) {
        long turn = 0;
        for (Ticket waiting : queue) {
            turn += waiting.limits.contains(limit) ? 1 : 0;
            if (waiting == ticket) {
                break;
            }
        }
        return turn;
    }

    private void withdraw(Ticket ticket) {
        queue.remove(ticket);
        ticket.limits.forEach(PlaceLimit::endWaiting);
        forgetIdleUser(ticket);
    }

    private void leave(Ticket ticket) {
        lock.lock();
        try {
            long now = now();
            ticket.limits.forEach(limit -> limit.release(ticket.start, now));
            forgetIdleUser(ticket);
            admitWaiting();
        } finally {
            lock.unlock();
        }
    }

    private void forgetIdleUser(Ticket ticket) {
        ticket.admission.user().filter(user -> isIdle(users.get(user))).ifPresent(users::remove);
    }

    private static boolean isIdle(@Nullable PlaceLimit limit) {
        return limit != null && limit.isIdle();
    }

    private long now() {
        return nanoTime.getAsLong() - origin;
    }
}
