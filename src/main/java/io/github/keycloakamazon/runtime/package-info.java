/** What all realms of a server share: options, bulkhead, single flight, meters, and the HTTP clients for Amazon. */
@NullMarked
package io.github.keycloakamazon.runtime;

import org.jspecify.annotations.NullMarked;
