package io.github.keycloakamazon.mapper;

import io.github.keycloakamazon.AmazonIdentityProviderFactory;
import io.github.keycloakamazon.identity.UserFields;
import org.keycloak.broker.oidc.mappers.AdvancedClaimToGroupMapper;
import org.keycloak.broker.provider.BrokeredIdentityContext;
import org.keycloak.models.IdentityProviderMapperModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/** Adds users to a group if their Amazon profile has certain values, compared exactly or by regular expression. */
public class AmazonAdvancedGroupMapper extends AdvancedClaimToGroupMapper {
    /** The mapper's id, which realms and exports refer to. */
    public static final String PROVIDER_ID = "amazon-advanced-group-mapper";

    @Override
    public String getId() {
        return PROVIDER_ID;
    }

    @Override
    public String[] getCompatibleProviders() {
        return new String[] {AmazonIdentityProviderFactory.PROVIDER_ID};
    }

    @Override
    public String getDisplayType() {
        return "Amazon Profile to Group";
    }

    @Override
    public String getHelpText() {
        return "Adds users to the group if their Amazon profile has all of these values.";
    }

    @Override
    protected boolean applies(IdentityProviderMapperModel mapper, BrokeredIdentityContext identity) {
        return ProfileClaims.haveAll(mapper, identity);
    }

    /** The user keeps the group, or does without it, while it is not known what Amazon's profile holds. */
    @Override
    public void updateBrokeredUser(
            KeycloakSession session,
            RealmModel realm,
            UserModel user,
            IdentityProviderMapperModel mapper,
            BrokeredIdentityContext identity) {
        if (ProfileClaims.areKnown(mapper, identity)) {
            new UserFields(session, realm, identity.getIdpConfig())
                    .write(user, "group", () -> super.updateBrokeredUser(session, realm, user, mapper, identity));
        }
    }
}
