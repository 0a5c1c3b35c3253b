/** A small application that signs people in through Keycloak and shows what it learned about them. */
@NullMarked
package io.github.keycloakamazon.demo.app;

import org.jspecify.annotations.NullMarked;
