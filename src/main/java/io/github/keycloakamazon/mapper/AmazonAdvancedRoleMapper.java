package io.github.keycloakamazon.mapper;

import io.github.keycloakamazon.AmazonIdentityProviderFactory;
import io.github.keycloakamazon.identity.UserFields;
import org.keycloak.broker.oidc.mappers.AdvancedClaimToRoleMapper;
import org.keycloak.broker.provider.BrokeredIdentityContext;
import org.keycloak.models.IdentityProviderMapperModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/** Grants a role to users whose Amazon profile has certain values, compared exactly or by regular expression. */
public class AmazonAdvancedRoleMapper extends AdvancedClaimToRoleMapper {
    /** The mapper's id, which realms and exports refer to. */
    public static final String PROVIDER_ID = "amazon-advanced-role-mapper";

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
        return "Amazon Profile to Role";
    }

    @Override
    public String getHelpText() {
        return "Grants the role to users whose Amazon profile has all of these values.";
    }

    @Override
    protected boolean applies(IdentityProviderMapperModel mapper, BrokeredIdentityContext identity) {
        return ProfileClaims.haveAll(mapper, identity);
    }

    /** The user keeps the role, or does without it, while it is not known what Amazon's profile holds. */
    @Override
    public void updateBrokeredUser(
            KeycloakSession session,
            RealmModel realm,
            UserModel user,
            IdentityProviderMapperModel mapper,
            BrokeredIdentityContext identity) {
        if (ProfileClaims.areKnown(mapper, identity)) {
            new UserFields(session, realm, identity.getIdpConfig())
                    .write(user, "role", () -> super.updateBrokeredUser(session, realm, user, mapper, identity));
        }
    }

    @Override
    public void updateBrokeredUserLegacy(
            KeycloakSession session,
            RealmModel realm,
            UserModel user,
            IdentityProviderMapperModel mapper,
            BrokeredIdentityContext identity) {
        if (ProfileClaims.areKnown(mapper, identity)) {
            new UserFields(session, realm, identity.getIdpConfig())
                    .write(user, "role", () -> super.updateBrokeredUserLegacy(session, realm, user, mapper, identity));
        }
    }
}
