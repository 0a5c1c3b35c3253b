/** Whether the one JAR fits every Keycloak it is meant for: by what its classes refer to, and by real logins. */
@NullMarked
package io.github.keycloakamazon.compatibility;

import org.jspecify.annotations.NullMarked;
