/** Tests in a real browser: what people see, hear from a screen reader, and click. They run in profile {@code browser}. */
@NullMarked
package io.github.keycloakamazon.browser;

import org.jspecify.annotations.NullMarked;
