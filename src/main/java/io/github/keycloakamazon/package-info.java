/** Login with Amazon as a Keycloak identity provider: what Keycloak sees. */
@NullMarked
package io.github.keycloakamazon;

import org.jspecify.annotations.NullMarked;
