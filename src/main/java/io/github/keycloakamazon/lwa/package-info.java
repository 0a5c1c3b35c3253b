/**
 * The protocol of Login with Amazon, without any type of Keycloak: endpoints, requests, responses and errors.
 */
@NullMarked
package io.github.keycloakamazon.lwa;

import org.jspecify.annotations.NullMarked;
