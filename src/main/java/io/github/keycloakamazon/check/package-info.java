/** The check of a provider's setup in the Admin REST API. */
@NullMarked
package io.github.keycloakamazon.check;

import org.jspecify.annotations.NullMarked;
