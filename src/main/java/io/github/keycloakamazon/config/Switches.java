package io.github.keycloakamazon.config;

import java.util.List;
import java.util.stream.Stream;
import org.keycloak.broker.oidc.OAuth2IdentityProviderConfig;
import org.keycloak.models.IdentityProviderModel;

/**
 * The switches that have an effect on this provider and are stored as a text. Keycloak reads any text but {@code true} as off, so a
 * switch with another word is off without notice.
 */
final class Switches {
    static final String DISABLE_USER_INFO = "disableUserInfo";
    static final String STORE_TOKEN_IN_SESSION = "storeTokenInSession";

    private static final List<String> KEYS = List.of(
            AmazonIdentityProviderConfig.EXCHANGE_NEW_USERS,
            AmazonIdentityProviderConfig.CHECK_ON_SAVE,
            IdentityProviderModel.FILTERED_BY_CLAIMS,
            IdentityProviderModel.DO_NOT_STORE_USERS,
            IdentityProviderModel.CASE_SENSITIVE_ORIGINAL_USERNAME,
            OAuth2IdentityProviderConfig.REQUIRES_SHORT_STATE_PARAMETER,
            "acceptsPromptNoneForwardFromClient",
            STORE_TOKEN_IN_SESSION,
            DISABLE_USER_INFO);

    private Switches() {}

    static Stream<String> keys() {
        return KEYS.stream();
    }

    /** Refuses words that say neither on nor off. A placeholder is none of them: it becomes a word only when it is replaced. */
    static void check(AmazonIdentityProviderConfig config) {
        for (String key : KEYS) {
            config.choice(key).filter(word -> !isWord(word)).ifPresent(word -> {
                throw new IllegalArgumentException(
                        "The switch \"" + key + "\" cannot be \"" + word + "\". Use true or false.");
            });
        }
    }

    private static boolean isWord(String text) {
        return text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false");
    }
}
