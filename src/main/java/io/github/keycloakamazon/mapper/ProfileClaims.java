package io.github.keycloakamazon.mapper;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.keycloakamazon.config.AmazonIdentityProviderConfig;
import io.github.keycloakamazon.lwa.VisibleText;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jboss.logging.Logger;
import org.keycloak.broker.oidc.mappers.AbstractJsonUserAttributeMapper;
import org.keycloak.broker.oidc.mappers.AdvancedClaimToRoleMapper;
import org.keycloak.broker.provider.BrokeredIdentityContext;
import org.keycloak.models.IdentityProviderMapperModel;

/**
 * Finds fields of Amazon's profile for the mappers. Keycloak's own code fails the login if a path names an element that a list does not
 * have, or if a regular expression is malformed, and it writes the whole profile to the log at level DEBUG.
 */
final class ProfileClaims {
    private static final Logger LOG = Logger.getLogger(ProfileClaims.class);

    private static final String GRANTED_SCOPE = "scope";
    private static final Pattern FIRST_NAME_OF_PATH = Pattern.compile("[.\\[]");

    private ProfileClaims() {}

    /**
     * What the profile holds at a path, as text.
     *
     * @param path the name of a field, or a path as Keycloak writes it: {@code address.lines[0]}
     * @return the values: several for a list, none if there is no such field
     */
    static List<String> at(BrokeredIdentityContext identity, String path) {
        if (!(identity.getContextData().get(AbstractJsonUserAttributeMapper.CONTEXT_JSON_NODE)
                instanceof JsonNode profile)) {
            return List.of();
        }
        String pointer = "/" + path.strip().replace("]", "").replaceAll("[.\\[]", "/");
        JsonNode found = profile.at(pointer);
        Stream<JsonNode> values = found.isArray() ? StreamSupport.stream(found.spliterator(), false) : Stream.of(found);
        return values.filter(value -> value.isValueNode() && !value.isNull())
                .map(value -> VisibleText.strip(value.asText()))
                .filter(value -> !value.isEmpty())
                .toList();
    }

    /**
     * Whether it is known what the profile holds at a path. Amazon was perhaps not asked for a claim that is absent: when the granted
     * scopes are unknown, as in a token exchange, or when the provider does not request the scope of the claim. What the user has because
     * of it must then stay.
     *
     * @param path as for {@link #at}
     */
    static boolean isKnown(BrokeredIdentityContext identity, String path) {
        String field = FIRST_NAME_OF_PATH.split(path.strip(), 2)[0];
        return identity.getContextData().get(AbstractJsonUserAttributeMapper.CONTEXT_JSON_NODE)
                        instanceof JsonNode profile
                && (profile.has(field) || (profile.has(GRANTED_SCOPE) && isRequested(identity, field)));
    }

    private static boolean isRequested(BrokeredIdentityContext identity, String field) {
        return new AmazonIdentityProviderConfig(identity.getIdpConfig())
                .scopes()
                .cover(field);
    }

    /** Whether it is known of each claim that a role or group mapper names what the profile holds. */
    static boolean areKnown(IdentityProviderMapperModel mapper, BrokeredIdentityContext identity) {
        return wanted(mapper).keySet().stream().allMatch(claim -> isKnown(identity, claim));
    }

    /**
     * Whether the profile has all values a role or group mapper names; the two have their settings under the same keys. A mapper without
     * values is not finished, and must not give its role to every user.
     */
    static boolean haveAll(IdentityProviderMapperModel mapper, BrokeredIdentityContext identity) {
        boolean regex = Boolean.parseBoolean(
                mapper.getConfig().get(AdvancedClaimToRoleMapper.ARE_CLAIM_VALUES_REGEX_PROPERTY_NAME));
        Map<String, List<String>> wanted = wanted(mapper);
        return !wanted.isEmpty()
                && wanted.entrySet().stream().allMatch(member -> {
                    List<String> values = at(identity, member.getKey());
                    return member.getValue().stream()
                            .allMatch(value -> regex ? anyMatches(value, values, mapper) : values.contains(value));
                });
    }

    /** Keycloak throws different exceptions if a realm file has something else than a list of keys and values here. */
    private static Map<String, List<String>> wanted(IdentityProviderMapperModel mapper) {
        try {
            return mapper.getConfigMap(AdvancedClaimToRoleMapper.CLAIM_PROPERTY_NAME);
        } catch (RuntimeException e) {
            LOG.warnf(
                    "Mapper %s has a malformed list of claims and values, so it applies to no user", mapper.getName());
            return Map.of();
        }
    }

    private static boolean anyMatches(String regex, List<String> values, IdentityProviderMapperModel mapper) {
        try {
            Pattern pattern = Pattern.compile(regex, Pattern.DOTALL);
            return values.stream().anyMatch(value -> pattern.matcher(value).matches());
        } catch (PatternSyntaxException e) {
            LOG.warnf("Mapper %s has a malformed regular expression: %s", mapper.getName(), e.getDescription());
            return false;
        }
    }
}
