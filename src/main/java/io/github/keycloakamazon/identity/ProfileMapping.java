package io.github.keycloakamazon.identity;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.keycloakamazon.config.AmazonIdentityProviderConfig;
import io.github.keycloakamazon.config.NamePolicy.FullName;
import io.github.keycloakamazon.lwa.Profile;
import io.github.keycloakamazon.lwa.Scopes;
import org.keycloak.broker.oidc.mappers.AbstractJsonUserAttributeMapper;
import org.keycloak.broker.provider.BrokeredIdentityContext;

/**
 * Maps Amazon's profile to the identity that Keycloak's broker, first-login flow and mappers work with.
 *
 * <p>Only the user_id identifies the user. The e-mail address is a contact detail: Keycloak keeps it unverified unless the
 * administrator trusts the e-mail addresses of this provider.
 */
public final class ProfileMapping {
    /** The claim in which mappers find the scopes that were granted. */
    private static final String GRANTED_SCOPE = "scope";

    private ProfileMapping() {}

    /**
     * Maps a profile.
     *
     * @param profile what Amazon says about the user
     * @param granted the scopes that the user granted, as far as they are known
     * @param config the provider's settings
     * @return the identity
     */
    public static BrokeredIdentityContext toIdentity(
            Profile profile, Scopes granted, AmazonIdentityProviderConfig config) {
        BrokeredIdentityContext identity = new BrokeredIdentityContext(profile.userId(), config);
        // An e-mail address that is too long is left out: cut, it would be another address.
        String email = profile.email()
                .filter(address -> address.length() <= UserFields.MAX_LENGTH)
                .orElse("");
        identity.setUsername(email.isEmpty() ? profile.userId() : email);
        if (!email.isEmpty()) {
            identity.setEmail(email);
        }
        profile.name().ifPresent(name -> setName(identity, config.namePolicy().apply(name)));
        // Keycloak's helper for this can write the profile to the log.
        identity.getContextData().put(AbstractJsonUserAttributeMapper.CONTEXT_JSON_NODE, claims(profile, granted));
        return identity;
    }

    /** A part that is too long for Keycloak's column is cut. Mappers get the whole name. */
    private static void setName(BrokeredIdentityContext identity, FullName name) {
        if (!name.firstName().isEmpty()) {
            identity.setFirstName(UserFields.cut(name.firstName()));
        }
        if (!name.lastName().isEmpty()) {
            identity.setLastName(UserFields.cut(name.lastName()));
        }
    }

    private static ObjectNode claims(Profile profile, Scopes granted) {
        ObjectNode claims = profile.toJson();
        if (!granted.values().isEmpty() && !claims.has(GRANTED_SCOPE)) {
            claims.put(GRANTED_SCOPE, granted.joined());
        }
        return claims;
    }
}
