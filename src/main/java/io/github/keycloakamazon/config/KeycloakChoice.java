package io.github.keycloakamazon.config;

import java.util.List;
import java.util.stream.Stream;
import org.keycloak.models.IdentityProviderModel;

/**
 * A setting for which Keycloak has a list of words. Keycloak saves any other text, and then fails with an exception wherever it reads the
 * setting: in each login, or in each account console of the realm.
 */
enum KeycloakChoice {
    SYNC_MODE("syncMode", "sync mode", "getSyncMode"),
    /** Keycloak 26.4 and later have it. */
    SHOW_IN_ACCOUNT_CONSOLE(
            "showInAccountConsole", "choice for \"Show in account console\"", "getShowInAccountConsole");

    private final String key;
    private final String description;
    private final String getter;

    KeycloakChoice(String key, String description, String getter) {
        this.key = key;
        this.description = description;
        this.getter = getter;
    }

    String key() {
        return key;
    }

    /** Refuses a word that this release does not know. */
    void check(AmazonIdentityProviderConfig config) {
        List<String> words = words();
        config.choice(key)
                .filter(word -> !words.isEmpty() && !words.contains(word))
                .ifPresent(word -> {
                    throw new IllegalArgumentException("Unknown " + description + " \"" + word + "\". Use one of "
                            + String.join(", ", words) + ".");
                });
    }

    /**
     * Leaves out a blank text or a placeholder, so that Keycloak's default applies. Keycloak does not always ask this provider for the
     * setting, so to read it as the default is not enough.
     */
    void leaveOutUnlessWord(AmazonIdentityProviderConfig config) {
        if (config.getConfig().containsKey(key) && config.choice(key).isEmpty()) {
            config.getConfig().remove(key);
        }
    }

    /** Found by the name of the getter, because not every release has it. */
    private List<String> words() {
        return Stream.of(IdentityProviderModel.class.getMethods())
                .filter(method -> method.getName().equals(getter))
                .flatMap(method -> Stream.of(method.getReturnType().getEnumConstants()))
                .map(Object::toString)
                .toList();
    }
}
