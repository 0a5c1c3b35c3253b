package io.github.keycloakamazon.identity;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.keycloakamazon.config.AmazonIdentityProviderConfig;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jboss.logging.Logger;

/**
 * Keycloak's setting "Verify essential claim": only users whose profile has a claim with a matching value may sign in. Keycloak itself
 * checks it for OpenID Connect providers only.
 *
 * <p>The claim is a field of Amazon's profile, such as {@code email}. The value is a regular expression that must match the whole
 * claim, or one element of it if the claim is a list. When in doubt, nothing matches.
 */
public final class EssentialClaim {
    private static final Logger LOG = Logger.getLogger(EssentialClaim.class);

    private EssentialClaim() {}

    /**
     * Whether the user may sign in.
     *
     * @param config the provider's settings
     * @param profile Amazon's profile of the user
     * @return true if users are not filtered, or if the user's claim matches; false if the claim is absent, if the name or the value is
     *     not set or a placeholder that nothing replaced, or if the value is not a regular expression
     */
    public static boolean matches(AmazonIdentityProviderConfig config, JsonNode profile) {
        if (!config.isFilteredByClaims()) {
            return true;
        }
        return pattern(config)
                .filter(pattern -> values(config, profile)
                        .anyMatch(value -> pattern.matcher(value).matches()))
                .isPresent();
    }

    private static Optional<Pattern> pattern(AmazonIdentityProviderConfig config) {
        try {
            return config.essentialClaimValue().map(Pattern::compile);
        } catch (PatternSyntaxException e) {
            LOG.warnf("Provider %s has a malformed essential claim value: %s", config.getAlias(), e.getDescription());
            return Optional.empty();
        }
    }

    private static Stream<String> values(AmazonIdentityProviderConfig config, JsonNode profile) {
        JsonNode claim = profile.path(config.essentialClaimName().orElse(""));
        Stream<JsonNode> values = claim.isArray() ? StreamSupport.stream(claim.spliterator(), false) : Stream.of(claim);
        return values.filter(value -> value.isValueNode() && !value.isNull()).map(JsonNode::asText);
    }
}
