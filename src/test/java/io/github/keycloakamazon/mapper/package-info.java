/** Tests of the mappers without a server; {@code MappingIT} has them on one. */
@NullMarked
package io.github.keycloakamazon.mapper;

import org.jspecify.annotations.NullMarked;
