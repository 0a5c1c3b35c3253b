/** The exchange of an Amazon token for Keycloak's tokens, without Keycloak's preview feature. */
@NullMarked
package io.github.keycloakamazon.exchange;

import org.jspecify.annotations.NullMarked;
