/** Amazon tokens: those that Keycloak stores, renews and returns to applications, and those that applications exchange. */
@NullMarked
package io.github.keycloakamazon.token;

import org.jspecify.annotations.NullMarked;
