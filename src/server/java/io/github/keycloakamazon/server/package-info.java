/** Starts and stops the real Keycloak for tests, benchmarks and the demo. */
@NullMarked
package io.github.keycloakamazon.server;

import org.jspecify.annotations.NullMarked;
