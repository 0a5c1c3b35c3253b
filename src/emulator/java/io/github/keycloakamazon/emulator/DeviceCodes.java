package io.github.keycloakamazon.emulator;

import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The code pairs of devices that wait for a user, by device code. */
final class DeviceCodes {
    private final Clock clock;
    private final Lifetimes lifetimes;
    private final Map<String, Pair> pairs = new LinkedHashMap<>();

    DeviceCodes(Clock clock, Lifetimes lifetimes) {
        this.clock = clock;
        this.lifetimes = lifetimes;
    }

    synchronized Pair issue(String clientId, Set<String> scopes) {
        pairs.values().removeIf(this::isExpired);
        Pair pair = new Pair(
                unusedUserCode(),
                UUID.randomUUID().toString(),
                clientId,
                scopes,
                clock.instant().plus(lifetimes.deviceCode()),
                State.PENDING,
                null,
                null);
        pairs.put(pair.deviceCode(), pair);
        return pair;
    }

    /** The pair that waits for this user code, in any case and with any spaces and hyphens a user may type. */
    synchronized @Nullable Pair pending(String userCode) {
        String typed = userCode.replaceAll("[\\s-]", "");
        for (Pair pair : pairs.values()) {
            if (pair.userCode().equalsIgnoreCase(typed) && pair.state() == State.PENDING && !isExpired(pair)) {
                return pair;
            }
        }
        return null;
    }

    synchronized void approve(Pair pair, String personKey) {
        pairs.put(pair.deviceCode(), pair.decided(State.APPROVED, personKey));
    }

    synchronized void deny(Pair pair) {
        pairs.put(pair.deviceCode(), pair.decided(State.DENIED, null));
    }

    /**
     * What the device may see, once; before the user's decision the poll is noted.
     *
     * @param slowDown whether a poll ahead of its time is refused
     * @throws ProtocolError while the user has not decided, and where the pair is not valid
     */
    synchronized Grants.Access poll(String deviceCode, String userCode, boolean slowDown) {
        Pair pair = pairs.get(deviceCode);
        if (pair == null || !pair.userCode().equals(userCode) || isExpired(pair) || pair.state() == State.DENIED) {
            throw ProtocolError.invalidCodePair();
        }
        if (pair.state() == State.APPROVED) {
            pairs.remove(deviceCode);
            return new Grants.Access(pair.clientId(), pair.personKey(), pair.scopes());
        }
        Instant now = clock.instant();
        Instant last = pair.lastPoll();
        pairs.put(deviceCode, pair.polled(now));
        if (slowDown && last != null && now.isBefore(last.plus(lifetimes.devicePoll()))) {
            throw ProtocolError.slowDown();
        }
        throw ProtocolError.authorizationPending();
    }

    synchronized void forgetClient(String clientId) {
        pairs.values().removeIf(pair -> pair.clientId().equals(clientId));
    }

    synchronized void forgetPerson(String personKey) {
        pairs.values().removeIf(pair -> personKey.equals(pair.personKey()));
    }

    synchronized void forget() {
        pairs.clear();
    }

    private boolean isExpired(Pair pair) {
        return !clock.instant().isBefore(pair.expires());
    }

    private String unusedUserCode() {
        String code = Secrets.userCode();
        return pending(code) == null ? code : unusedUserCode();
    }

    enum State {
        PENDING,
        APPROVED,
        DENIED
    }

    record Pair(
            String userCode,
            String deviceCode,
            String clientId,
            Set<String> scopes,
            Instant expires,
            State state,
            @Nullable String personKey,
            @Nullable Instant lastPoll) {

        private Pair decided(State newState, @Nullable String newPersonKey) {
            return new Pair(userCode, deviceCode, clientId, scopes, expires, newState, newPersonKey, lastPoll);
        }

        private Pair polled(Instant now) {
            return new Pair(userCode, deviceCode, clientId, scopes, expires, state, personKey, now);
        }
    }
}
