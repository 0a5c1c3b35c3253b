package io.github.keycloakamazon.emulator;

import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Which user has let which application see what: consents, codes, access tokens and refresh tokens. */
final class Grants {
    private final Clock clock;
    private final Lifetimes lifetimes;
    private final Map<Consent, Set<String>> consents = new HashMap<>();
    private final Map<String, Code> codes = new LinkedHashMap<>();
    private final Map<String, AccessToken> accessTokens = new LinkedHashMap<>();
    private final Map<String, RefreshToken> refreshTokens = new HashMap<>();
    private final Set<String> revokedRefreshTokens = new HashSet<>();

    Grants(Clock clock, Lifetimes lifetimes) {
        this.clock = clock;
        this.lifetimes = lifetimes;
    }

    /** What the person agreed to when the client asked for exactly these scopes before. */
    synchronized @Nullable Set<String> consented(String personKey, String clientId, Set<String> asked) {
        return consents.get(new Consent(personKey, clientId, asked));
    }

    synchronized void consent(String personKey, String clientId, Set<String> asked, Set<String> granted) {
        consents.put(new Consent(personKey, clientId, Set.copyOf(asked)), granted);
    }

    synchronized String issueCode(Access access, String redirectUri, @Nullable Challenge challenge) {
        forgetExpired();
        String value = Secrets.code();
        codes.put(
                value, new Code(access, redirectUri, challenge, clock.instant().plus(lifetimes.code())));
        return value;
    }

    /** The code, as long as it was neither used nor is too old. */
    synchronized @Nullable Code code(String value) {
        Code code = codes.get(value);
        return code == null || !clock.instant().isBefore(code.expires()) ? null : code;
    }

    /** Uses the code up; false for whoever comes second. */
    synchronized boolean use(String code) {
        return codes.remove(code) != null;
    }

    synchronized String issueAccessToken(Access access) {
        forgetExpired();
        String value = access.personKey() == null ? Secrets.clientToken() : Secrets.accessToken();
        Instant now = clock.instant();
        accessTokens.put(value, new AccessToken(access, now, now.plus(lifetimes.accessToken())));
        return value;
    }

    synchronized @Nullable AccessToken accessToken(String value) {
        AccessToken token = accessTokens.get(value);
        return token == null || !clock.instant().isBefore(token.expires()) ? null : token;
    }

    synchronized String issueRefreshToken(RefreshToken token) {
        String value = Secrets.refreshToken();
        refreshTokens.put(value, token);
        return value;
    }

    synchronized @Nullable RefreshToken refreshToken(String value) {
        return refreshTokens.get(value);
    }

    synchronized boolean isRevoked(String refreshToken) {
        return revokedRefreshTokens.contains(refreshToken);
    }

    synchronized void endRefreshToken(String value) {
        refreshTokens.remove(value);
    }

    /** The person removes the application from the account. Access tokens live on until they expire. */
    synchronized void revoke(String personKey, String clientId) {
        consents.keySet()
                .removeIf(consent -> consent.personKey().equals(personKey)
                        && consent.clientId().equals(clientId));
        codes.values().removeIf(code -> code.access().isOf(personKey, clientId));
        refreshTokens.entrySet().removeIf(token -> {
            boolean theirs = token.getValue().access().isOf(personKey, clientId);
            if (theirs) {
                revokedRefreshTokens.add(token.getKey());
            }
            return theirs;
        });
    }

    /** A user or a client is gone, and everything that was granted to it. */
    synchronized void forgetIf(Predicate<Access> gone) {
        consents.keySet()
                .removeIf(consent -> gone.test(new Access(consent.clientId(), consent.personKey(), consent.asked())));
        codes.values().removeIf(code -> gone.test(code.access()));
        accessTokens.values().removeIf(token -> gone.test(token.access()));
        refreshTokens.values().removeIf(token -> gone.test(token.access()));
    }

    synchronized void expireAccessTokens() {
        accessTokens.clear();
    }

    synchronized void forget() {
        consents.clear();
        codes.clear();
        accessTokens.clear();
        refreshTokens.clear();
        revokedRefreshTokens.clear();
    }

    private void forgetExpired() {
        Instant now = clock.instant();
        removeExpired(codes.values(), now);
        removeExpired(accessTokens.values(), now);
    }

    /** All of a kind live equally long, so the oldest come first; looking at the others would cost a load test its time. */
    private static void removeExpired(Collection<? extends Expiring> oldestFirst, Instant now) {
        Iterator<? extends Expiring> all = oldestFirst.iterator();
        while (all.hasNext() && !now.isBefore(all.next().expires())) {
            all.remove();
        }
    }

    private interface Expiring {
        Instant expires();
    }

    private record Consent(String personKey, String clientId, Set<String> asked) {}

    /** What a client may see of a user, or do by itself where there is none. */
    record Access(String clientId, @Nullable String personKey, Set<String> scopes) {

        boolean isOf(String key, String client) {
            return key.equals(personKey) && clientId.equals(client);
        }
    }

    /** @param needsSecret not where a device got it: a device keeps no secret */
    record RefreshToken(Access access, boolean needsSecret) {}

    record Code(Access access, String redirectUri, @Nullable Challenge challenge, Instant expires)
            implements Expiring {}

    record AccessToken(Access access, Instant issued, Instant expires) implements Expiring {}
}
