/** The identity provider mappers of the Amazon provider: what of Amazon's profile becomes an attribute, a user name, a role, a group. */
@NullMarked
package io.github.keycloakamazon.mapper;

import org.jspecify.annotations.NullMarked;
