/** Tests against a real Keycloak and the emulated Amazon, over HTTP. */
@NullMarked
package io.github.keycloakamazon.integration;

import org.jspecify.annotations.NullMarked;
