/** The ways to configure a realm without the admin console that the documentation shows, each carried out on a real server. */
@NullMarked
package io.github.keycloakamazon.configuration;

import org.jspecify.annotations.NullMarked;
