/** The emulator in tests with JUnit Jupiter. Needs {@code junit-jupiter-api}, which the emulator itself does not. */
@NullMarked
package io.github.keycloakamazon.emulator.junit;

import org.jspecify.annotations.NullMarked;
