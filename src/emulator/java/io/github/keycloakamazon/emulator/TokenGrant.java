package io.github.keycloakamazon.emulator;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** One {@code grant_type} of the token endpoint. */
@FunctionalInterface
interface TokenGrant {
    /**
     * The body of the good answer.
     *
     * @throws ProtocolError where there are no tokens for this request
     */
    ObjectNode tokens(TokenRequest request);
}
