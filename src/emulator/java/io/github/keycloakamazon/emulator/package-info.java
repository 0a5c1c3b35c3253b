/**
 * A stand-in for Login with Amazon: the authorize page, the token, profile and tokeninfo endpoints, on a socket of this machine.
 *
 * <p>One implementation serves unit tests, integration tests, the demo and a container. It is as strict as Amazon where Amazon
 * is strict, and can be told to misbehave. {@link io.github.keycloakamazon.emulator.AmazonEmulator} is the way in. Nothing here
 * depends on Keycloak or on the provider; Jetty and Jackson are all it needs.
 */
@NullMarked
package io.github.keycloakamazon.emulator;

import org.jspecify.annotations.NullMarked;
