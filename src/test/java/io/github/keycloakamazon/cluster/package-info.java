/** Several Keycloak nodes on one database, with a load balancer before them and Amazon behind. */
@NullMarked
package io.github.keycloakamazon.cluster;

import org.jspecify.annotations.NullMarked;
