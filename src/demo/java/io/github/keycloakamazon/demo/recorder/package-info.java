/** Records the shapes of Amazon's responses, and compares them with those of the emulator. Values are never kept. */
@NullMarked
package io.github.keycloakamazon.demo.recorder;

import org.jspecify.annotations.NullMarked;
