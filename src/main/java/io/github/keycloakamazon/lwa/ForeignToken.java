package io.github.keycloakamazon.lwa;

/**
 * An access token that came from elsewhere and was found to be ours.
 *
 * @param profile of the person it speaks for
 * @param secondsLeft how long it is still good for
 */
public record ForeignToken(Profile profile, long secondsLeft) {}
