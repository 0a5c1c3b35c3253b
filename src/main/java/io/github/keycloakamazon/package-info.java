/** Login with Amazon as a Keycloak identity provider: the classes that Keycloak loads by name. */
@NullMarked
package io.github.keycloakamazon;

import org.jspecify.annotations.NullMarked;
