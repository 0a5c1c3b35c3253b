package io.github.keycloakamazon.identity;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jboss.logging.Logger;
import org.keycloak.models.IdentityProviderModel;

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
     *     not set, or if the value is not a regular expression
     */
    public static boolean matches(IdentityProviderModel config, JsonNode profile) {
        if (!Boolean.parseBoolean(config.getConfig().get(IdentityProviderModel.FILTERED_BY_CLAIMS))) {
            return true;
        }
        return pattern(config)
                .filter(pattern -> values(config, profile)
                        .anyMatch(value -> pattern.matcher(value).matches()))
                .isPresent();
    }

    private static Optional<Pattern> pattern(IdentityProviderModel config) {
        String expression = config.getConfig().get(IdentityProviderModel.CLAIM_FILTER_VALUE);
        try {
            return Optional.ofNullable(expression)
                    .filter(text -> !text.isBlank())
                    .map(Pattern::compile);
        } catch (PatternSyntaxException e) {
            LOG.warnf("Provider %s has a malformed essential claim value: %s", config.getAlias(), e.getDescription());
            return Optional.empty();
        }
    }

    private static Stream<String> values(IdentityProviderModel config, JsonNode profile) {
        String name = config.getConfig().get(IdentityProviderModel.CLAIM_FILTER_NAME);
        JsonNode claim = profile.path(name == null ? "" : name.strip());
        Stream<JsonNode> values = claim.isArray() ? StreamSupport.stream(claim.spliterator(), false) : Stream.of(claim);
        return values.filter(value -> value.isValueNode() && !value.isNull()).map(JsonNode::asText);
    }
}
