/**
 * What a login costs with this provider and with what people would use instead, measured side by side on one server:
 * {@code mvn verify -Pbench}.
 */
@NullMarked
package io.github.keycloakamazon.benchmark;

import org.jspecify.annotations.NullMarked;
