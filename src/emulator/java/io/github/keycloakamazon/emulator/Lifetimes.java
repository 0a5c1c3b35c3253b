package io.github.keycloakamazon.emulator;

import java.time.Duration;

/**
 * How long things are valid.
 *
 * @param accessToken an hour at Amazon (documented)
 * @param code of the authorization code; five minutes at Amazon (confirmed by Amazon's staff)
 * @param deviceCode of the code pair; ten minutes at Amazon (documented)
 * @param devicePoll what a device has to wait between two polls; 30 seconds at Amazon (documented)
 */
public record Lifetimes(Duration accessToken, Duration code, Duration deviceCode, Duration devicePoll) {
    /** Amazon's. */
    public static final Lifetimes AMAZON =
            new Lifetimes(Duration.ofHours(1), Duration.ofMinutes(5), Duration.ofMinutes(10), Duration.ofSeconds(30));

    public Lifetimes {
        check("An access token", accessToken);
        check("An authorization code", code);
        check("A device code", deviceCode);
        check("The polling interval", devicePoll);
    }

    public Lifetimes withAccessToken(Duration value) {
        return new Lifetimes(value, code, deviceCode, devicePoll);
    }

    public Lifetimes withCode(Duration value) {
        return new Lifetimes(accessToken, value, deviceCode, devicePoll);
    }

    public Lifetimes withDeviceCode(Duration value) {
        return new Lifetimes(accessToken, code, value, devicePoll);
    }

    public Lifetimes withDevicePoll(Duration value) {
        return new Lifetimes(accessToken, code, deviceCode, value);
    }

    private static void check(String what, Duration value) {
        if (value.toSeconds() < 1) {
            throw new IllegalArgumentException(what + " takes a second or more, not " + value);
        }
    }
}
