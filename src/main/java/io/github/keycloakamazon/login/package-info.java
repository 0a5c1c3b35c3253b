/** The login: to Amazon, back with an authorization code, from the code to an identity, and what a failed login shows. */
@NullMarked
package io.github.keycloakamazon.login;

import org.jspecify.annotations.NullMarked;
