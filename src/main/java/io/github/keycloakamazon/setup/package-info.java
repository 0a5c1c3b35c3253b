/** The setup of a provider at Amazon: what Amazon says about it, and the check when an administrator saves it. */
@NullMarked
package io.github.keycloakamazon.setup;

import org.jspecify.annotations.NullMarked;
