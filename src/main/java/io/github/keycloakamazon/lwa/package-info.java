/**
 * The protocol of Login with Amazon, and nothing of Keycloak: where its endpoints are, how they are asked, what they answer, and what
 * can go wrong.
 */
@NullMarked
package io.github.keycloakamazon.lwa;

import org.jspecify.annotations.NullMarked;
