package io.github.keycloakamazon.mapper;

import io.github.keycloakamazon.AmazonIdentityProviderFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.keycloak.broker.oidc.mappers.AbstractJsonUserAttributeMapper;
import org.keycloak.broker.provider.BrokeredIdentityContext;
import org.keycloak.models.IdentityProviderMapperModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
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

    @Override
    public void preprocessFederatedIdentity(
            KeycloakSession session,
            RealmModel realm,
            IdentityProviderMapperModel mapper,
            BrokeredIdentityContext identity) {
        List<String> values = values(mapper, identity);
        if (!values.isEmpty()) {
            // The first-login flow notes the class of the list, and can read an ArrayList back.
            attribute(mapper).ifPresent(attribute -> identity.setUserAttribute(attribute, new ArrayList<>(values)));
        }
    }

    /**
     * With sync mode FORCE, an attribute goes when Amazon no longer tells it. One that has not changed is left alone: to write it would
     * throw the person out of Keycloak's cache at every login.
     */
    @Override
    public void updateBrokeredUser(
            KeycloakSession session,
            RealmModel realm,
            UserModel user,
            IdentityProviderMapperModel mapper,
            BrokeredIdentityContext identity) {
        List<String> values = values(mapper, identity);
        attribute(mapper).ifPresent(attribute -> {
            if (user.getAttributeStream(attribute).toList().equals(values)) {
                return;
            }
            if (values.isEmpty()) {
                user.removeAttribute(attribute);
            } else {
                user.setAttribute(attribute, values);
            }
        });
    }

    private static List<String> values(IdentityProviderMapperModel mapper, BrokeredIdentityContext identity) {
        return setting(mapper, CONF_JSON_FIELD)
                .map(member -> ProfileClaims.at(identity, member))
                .orElse(List.of());
    }

    private static Optional<String> attribute(IdentityProviderMapperModel mapper) {
        return setting(mapper, CONF_USER_ATTRIBUTE);
    }

    private static Optional<String> setting(IdentityProviderMapperModel mapper, String key) {
        return Optional.ofNullable(mapper.getConfig().get(key))
                .map(String::strip)
                .filter(value -> !value.isEmpty());
    }
}
