/** The demo: Keycloak, an emulated or the real Amazon, and an application, started by one command. */
@NullMarked
package io.github.keycloakamazon.demo;

import org.jspecify.annotations.NullMarked;
