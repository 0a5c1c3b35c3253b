package io.github.keycloakamazon.config;

import io.github.keycloakamazon.lwa.Scopes;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.keycloak.models.IdentityProviderModel;

/** Finds mistakes in the settings of a provider when they are saved. */
final class SavedSettings {
    private static final String SECURITY_PROFILE_ID_PREFIX = "amzn1.application.";
    private static final String PLACEHOLDER = "${";

    /** Mappers find the granted scopes in it. They come through the browser. */
    private static final String GRANTED_SCOPE = "scope";

    private SavedSettings() {}

    /**
     * Refuses known mistakes.
     *
     * @throws IllegalArgumentException with a sentence that names the mistake and what to do about it
     */
    static void check(AmazonIdentityProviderConfig config) {
        checkCredentials(config);
        config.allowedAudiences().forEach(audience -> checkClientId("The allowed audience", audience));
        Switches.check(config);
        checkScopes(config);
        checkEssentialClaim(config);
        checkUserInfo(config);
        checkExchange(config, ExchangeSupport.isAvailable());
        // The choices throw when they cannot read their setting.
        config.region();
        config.namePolicy();
        config.buttonStyle();
        for (KeycloakChoice choice : KeycloakChoice.values()) {
            choice.check(config);
        }
    }

    /** {@return whether a value is, or holds, a variable that nothing replaced} */
    static boolean isPlaceholder(String value) {
        return value.contains(PLACEHOLDER);
    }

    /** A provider that is disabled may be incomplete: nobody can sign in with it. */
    private static void checkCredentials(AmazonIdentityProviderConfig config) {
        config.setting(AmazonIdentityProviderConfig.CLIENT_ID)
                .ifPresentOrElse(id -> checkClientId("The client ID", id), () -> requireDisabled(config, "client ID"));
        config.setting(AmazonIdentityProviderConfig.CLIENT_SECRET)
                .ifPresentOrElse(SavedSettings::checkClientSecret, () -> requireDisabled(config, "client secret"));
    }

    private static void requireDisabled(AmazonIdentityProviderConfig config, String missing) {
        if (config.isEnabled()) {
            throw new IllegalArgumentException("The " + missing + " is missing. Copy it from the web settings of your"
                    + " security profile in the Amazon developer console.");
        }
    }

    private static void checkClientId(String name, String value) {
        String mistake;
        if (isPlaceholder(value)) {
            return;
        } else if (value.contains("://")) {
            mistake = " is a URL.";
        } else if (value.chars().anyMatch(Character::isWhitespace)) {
            mistake = " has a space or a line break in it.";
        } else if (value.startsWith(SECURITY_PROFILE_ID_PREFIX)) {
            mistake = " is the ID of a security profile.";
        } else {
            return;
        }
        throw new IllegalArgumentException(name + mistake
                + " Use the client ID from the web settings of your security profile: it starts with"
                + " amzn1.application-oa2-client. followed by letters and digits.");
    }

    private static void checkClientSecret(String secret) {
        if (!isPlaceholder(secret)
                && secret.chars()
                        .anyMatch(
                                character -> Character.isWhitespace(character) || Character.isISOControl(character))) {
            throw new IllegalArgumentException(
                    "The client secret has a space or a line break in it. Copy it again, without anything around it.");
        }
    }

    private static void checkScopes(AmazonIdentityProviderConfig config) {
        Scopes requested = config.scopes();
        if (requested.values().isEmpty()) {
            throw new IllegalArgumentException("Enter at least one scope, for example \"profile\".");
        }
        if (config.setting(AmazonIdentityProviderConfig.SCOPES)
                .filter(SavedSettings::isPlaceholder)
                .isPresent()) {
            // The scopes that the placeholder stands for may include the optional ones.
            return;
        }
        Set<String> notRequested = new LinkedHashSet<>(config.optionalScopes().values());
        notRequested.removeAll(requested.values());
        if (!notRequested.isEmpty()) {
            throw new IllegalArgumentException("The optional scope \"" + String.join(" ", notRequested)
                    + "\" is not in the scopes (" + requested.joined()
                    + "). Add it to the scopes, or remove it from the optional scopes.");
        }
    }

    private static void checkEssentialClaim(AmazonIdentityProviderConfig config) {
        if (config.choice(IdentityProviderModel.FILTERED_BY_CLAIMS)
                .filter(Boolean::parseBoolean)
                .isEmpty()) {
            return;
        }
        if (config.setting(IdentityProviderModel.CLAIM_FILTER_NAME).isEmpty()
                || config.setting(IdentityProviderModel.CLAIM_FILTER_VALUE).isEmpty()) {
            throw new IllegalArgumentException(
                    "The essential claim needs the name of a claim, such as email, and a regular"
                            + " expression for its value. Without them, no user can sign in.");
        }
        if (config.essentialClaimName().filter(GRANTED_SCOPE::equals).isPresent()) {
            throw new IllegalArgumentException(
                    "The essential claim cannot be scope, because users could change it. Remove the scope"
                            + " that you require from the optional scopes: then users cannot decline it.");
        }
        config.essentialClaimValue().ifPresent(SavedSettings::checkExpression);
    }

    private static void checkExpression(String expression) {
        try {
            Pattern.compile(expression);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "The essential claim value is not a regular expression: " + e.getDescription() + ".", e);
        }
    }

    /** Otherwise the administrator would wonder why applications are still refused. */
    static void checkExchange(AmazonIdentityProviderConfig config, boolean available) {
        if (!available && !config.exchangeClients().isEmpty()) {
            throw new IllegalArgumentException("\"Clients that may exchange tokens\" needs Keycloak 26.2 or later."
                    + " Leave it empty, and use Keycloak's token exchange V1.");
        }
    }

    /** The admin console offers this switch for every provider. */
    private static void checkUserInfo(AmazonIdentityProviderConfig config) {
        if (config.choice(Switches.DISABLE_USER_INFO)
                .filter(Boolean::parseBoolean)
                .isPresent()) {
            throw new IllegalArgumentException(
                    "Disable user info must be off: Amazon says who the user is in the user info response only.");
        }
    }
}
