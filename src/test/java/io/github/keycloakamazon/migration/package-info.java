/** Users of other providers move to this one. */
@NullMarked
package io.github.keycloakamazon.migration;

import org.jspecify.annotations.NullMarked;
