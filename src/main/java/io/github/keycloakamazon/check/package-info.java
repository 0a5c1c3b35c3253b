/** Lets an administrator find out that the set-up is right before the people who sign in do. */
@NullMarked
package io.github.keycloakamazon.check;

import org.jspecify.annotations.NullMarked;
