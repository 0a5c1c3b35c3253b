/** The identity provider mappers: from Amazon's profile to attributes, usernames, roles, groups and session notes. */
@NullMarked
package io.github.keycloakamazon.mapper;

import org.jspecify.annotations.NullMarked;
