/** Applications that nobody here wrote, whose users sign in with Amazon. They need programs that are not everywhere: profile "apache". */
@NullMarked
package io.github.keycloakamazon.applications;

import org.jspecify.annotations.NullMarked;
