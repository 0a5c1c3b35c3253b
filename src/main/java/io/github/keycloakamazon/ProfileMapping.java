package io.github.keycloakamazon;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.keycloakamazon.NamePolicy.PersonName;
import io.github.keycloakamazon.lwa.Profile;
import io.github.keycloakamazon.lwa.Scopes;
import org.keycloak.broker.oidc.mappers.AbstractJsonUserAttributeMapper;
import org.keycloak.broker.provider.BrokeredIdentityContext;

/**
 * Makes Amazon's profile the identity that Keycloak's broker, its first-login flow and its mappers work with.
 *
 * <p>The user_id alone says who somebody is. The e-mail address is a contact detail: Keycloak keeps it unverified unless the
 * administrator trusts this provider's.
 */
final class ProfileMapping {
    /** The member under which mappers find the scopes that were granted. */
    private static final String GRANTED_SCOPE = "scope";

    /** Keycloak's columns for first name, last name and e-mail, in characters. */
    private static final int COLUMN_LENGTH = 255;

    private ProfileMapping() {}

    static BrokeredIdentityContext toIdentity(Profile profile, Scopes granted, AmazonIdentityProviderConfig config) {
        BrokeredIdentityContext identity = new BrokeredIdentityContext(profile.userId(), config);
        // An address that does not fit is left out: cut, it would be somebody else's.
        String email = profile.email()
                .filter(address -> address.length() <= COLUMN_LENGTH)
                .orElse("");
        identity.setUsername(email.isEmpty() ? profile.userId() : email);
        if (!email.isEmpty()) {
            identity.setEmail(email);
        }
        profile.name().ifPresent(name -> setName(identity, config.namePolicy().apply(name)));
        // Not by Keycloak's helper, which can write the profile to the log.
        identity.getContextData()
                .put(AbstractJsonUserAttributeMapper.CONTEXT_JSON_NODE, membersForMappers(profile, granted));
        return identity;
    }

    /** A part that is longer than Keycloak's column is cut there; mappers still see the name whole. */
    private static void setName(BrokeredIdentityContext identity, PersonName name) {
        if (!name.firstName().isEmpty()) {
            identity.setFirstName(cut(name.firstName()));
        }
        if (!name.lastName().isEmpty()) {
            identity.setLastName(cut(name.lastName()));
        }
    }

    private static String cut(String text) {
        if (text.length() <= COLUMN_LENGTH) {
            return text;
        }
        boolean insidePair = Character.isHighSurrogate(text.charAt(COLUMN_LENGTH - 1));
        return text.substring(0, insidePair ? COLUMN_LENGTH - 1 : COLUMN_LENGTH);
    }

    private static ObjectNode membersForMappers(Profile profile, Scopes granted) {
        ObjectNode members = profile.toJson();
        if (!granted.values().isEmpty() && !members.has(GRANTED_SCOPE)) {
            members.put(GRANTED_SCOPE, granted.joined());
        }
        return members;
    }
}
