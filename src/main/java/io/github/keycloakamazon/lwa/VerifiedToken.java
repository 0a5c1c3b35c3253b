package io.github.keycloakamazon.lwa;

/**
 * An access token that an application presented, and that Amazon issued to one of the accepted client IDs.
 *
 * @param profile the profile of the token's user
 * @param secondsLeft how long the token is valid, in seconds
 */
public record VerifiedToken(Profile profile, long secondsLeft) {}
