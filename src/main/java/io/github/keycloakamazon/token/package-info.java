/** Amazon tokens: those that Keycloak stores, renews and hands out, and those that applications bring to be exchanged. */
@NullMarked
package io.github.keycloakamazon.token;

import org.jspecify.annotations.NullMarked;
