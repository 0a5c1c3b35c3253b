package io.github.keycloakamazon.config;

import java.util.stream.Stream;
import org.keycloak.services.clientpolicy.ClientPolicyEvent;

/**
 * Whether this Keycloak can exchange Amazon tokens without its preview feature: 26.2 and later.
 *
 * <p>Earlier releases have no switch for a client's token exchange, and do not ask the client policies about one.
 */
public final class ExchangeSupport {
    private static final String TOKEN_EXCHANGE_REQUEST = "TOKEN_EXCHANGE_REQUEST";

    private ExchangeSupport() {}

    /** {@return whether Keycloak asks the client policies about a token exchange} */
    public static boolean isAvailable() {
        return Stream.of(ClientPolicyEvent.values()).map(Enum::name).anyMatch(TOKEN_EXCHANGE_REQUEST::equals);
    }
}
