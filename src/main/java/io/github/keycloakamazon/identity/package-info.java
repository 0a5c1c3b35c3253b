/** What Amazon's profile becomes in Keycloak, in a login and in a token exchange alike. */
@NullMarked
package io.github.keycloakamazon.identity;

import org.jspecify.annotations.NullMarked;
