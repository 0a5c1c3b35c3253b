/** The settings of a realm: their defaults, their checks, and what follows from them for the login page and for names. */
@NullMarked
package io.github.keycloakamazon.config;

import org.jspecify.annotations.NullMarked;
