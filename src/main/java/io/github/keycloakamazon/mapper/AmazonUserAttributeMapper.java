package io.github.keycloakamazon.mapper;

import io.github.keycloakamazon.AmazonIdentityProviderFactory;
import java.util.List;
import org.keycloak.broker.oidc.mappers.AbstractJsonUserAttributeMapper;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.provider.ProviderConfigurationBuilder;

/** Brings a member of Amazon's profile, such as {@code postal_code}, into a user attribute. */
public class AmazonUserAttributeMapper extends AbstractJsonUserAttributeMapper {
    /** The mapper's id, which realms and exports refer to. */
    public static final String PROVIDER_ID = "amazon-user-attribute-mapper";

    @Override
    public String getId() {
        return PROVIDER_ID;
    }

    @Override
    public String[] getCompatibleProviders() {
        return new String[] {AmazonIdentityProviderFactory.PROVIDER_ID};
    }

    @Override
    public String getHelpText() {
        return "Imports a member of Amazon's profile into a user attribute.";
    }

    @Override
    public List<ProviderConfigProperty> getConfigProperties() {
        return ProviderConfigurationBuilder.create()
                .property()
                .name(CONF_JSON_FIELD)
                .label("amazonJsonField.label")
                .helpText("amazonJsonField.help")
                .type(ProviderConfigProperty.STRING_TYPE)
                .defaultValue("postal_code")
                .add()
                .property()
                .name(CONF_USER_ATTRIBUTE)
                .label("amazonUserAttribute.label")
                .helpText("amazonUserAttribute.help")
                .type(ProviderConfigProperty.USER_PROFILE_ATTRIBUTE_LIST_TYPE)
                .add()
                .build();
    }
}
