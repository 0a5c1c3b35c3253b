/** Somebody else's extension of Keycloak, for tests of how the provider behaves beside it. */
@NullMarked
package io.github.keycloakamazon.extension;

import org.jspecify.annotations.NullMarked;
