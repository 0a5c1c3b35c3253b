/** The image that {@code docker/} builds, and Keycloak's own with the JAR put beside it, in a Docker engine. */
@NullMarked
package io.github.keycloakamazon.container;

import org.jspecify.annotations.NullMarked;
