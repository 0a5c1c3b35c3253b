package io.github.keycloakamazon.mapper;

import io.github.keycloakamazon.AmazonIdentityProviderFactory;
import org.keycloak.broker.oidc.mappers.AdvancedClaimToRoleMapper;
import org.keycloak.broker.provider.BrokeredIdentityContext;
import org.keycloak.models.IdentityProviderMapperModel;

/** Gives a role to people whose Amazon profile has certain values, compared as they are or by regular expression. */
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
        return "Gives the role to people whose Amazon profile has all of these values.";
    }

    @Override
    protected boolean applies(IdentityProviderMapperModel mapper, BrokeredIdentityContext identity) {
        return ProfileClaims.haveAll(mapper, identity);
    }
}
