package io.github.keycloakamazon.mapper;

import io.github.keycloakamazon.AmazonIdentityProviderFactory;
import io.github.keycloakamazon.config.AmazonIdentityProviderConfig;
import io.github.keycloakamazon.identity.KnownUser;
import io.github.keycloakamazon.identity.UserFields;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.keycloak.broker.oidc.mappers.AbstractJsonUserAttributeMapper;
import org.keycloak.broker.provider.BrokeredIdentityContext;
import org.keycloak.models.IdentityProviderMapperModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.provider.ProviderConfigurationBuilder;

/** Imports a field of Amazon's profile, such as {@code postal_code}, into a user attribute. */
public class AmazonUserAttributeMapper extends AbstractJsonUserAttributeMapper {
    /** The mapper's id, which realms and exports refer to. */
    public static final String PROVIDER_ID = "amazon-user-attribute-mapper";

    private static final Logger LOG = Logger.getLogger(AmazonUserAttributeMapper.class);

    // Keycloak's names of a user's own fields, in lower case.
    private static final String USERNAME = "username";
    private static final String EMAIL = "email";
    private static final String FIRST_NAME = "firstname";
    private static final String LAST_NAME = "lastname";

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
        return "Imports a field of Amazon's profile into a user attribute.";
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
        Optional<String> attribute = attribute(mapper);
        if (values.isEmpty() || attribute.isEmpty()) {
            return;
        }
        switch (attribute.get().toLowerCase(Locale.ROOT)) {
            case USERNAME ->
                LOG.warnf("Mapper %s is not used: use the username template mapper for usernames", mapper.getName());
            case EMAIL -> warnUnlessOfEmail(mapper);
            case FIRST_NAME -> {
                identity.setFirstName(UserFields.cut(values.get(0)));
                prepare(session, realm, identity);
            }
            case LAST_NAME -> {
                identity.setLastName(UserFields.cut(values.get(0)));
                prepare(session, realm, identity);
            }
            // The first-login flow notes the class of the list, and can read an ArrayList back.
            default -> identity.setUserAttribute(attribute.get(), new ArrayList<>(values));
        }
    }

    /** The provider has prepared the name from Amazon's name, and Keycloak writes the one of the mapper instead. */
    private static void prepare(KeycloakSession session, RealmModel realm, BrokeredIdentityContext identity) {
        new KnownUser(session, realm, identity, new AmazonIdentityProviderConfig(identity.getIdpConfig()))
                .prepareIdentity();
    }

    /** The provider has set the e-mail address already. */
    private static void warnUnlessOfEmail(IdentityProviderMapperModel mapper) {
        if (!isOfEmail(mapper)) {
            LOG.warnf("Mapper %s is not used: the e-mail address can only come from Amazon's email", mapper.getName());
        }
    }

    private static boolean isOfEmail(IdentityProviderMapperModel mapper) {
        return setting(mapper, CONF_JSON_FIELD).filter("email"::equals).isPresent();
    }

    /**
     * With sync mode FORCE, an attribute goes when Amazon no longer tells it, but not when it is unknown whether Amazon was asked for
     * it. Names and the e-mail address stay.
     */
    @Override
    public void updateBrokeredUser(
            KeycloakSession session,
            RealmModel realm,
            UserModel user,
            IdentityProviderMapperModel mapper,
            BrokeredIdentityContext identity) {
        Optional<String> claim = setting(mapper, CONF_JSON_FIELD);
        Optional<String> attribute = attribute(mapper);
        if (claim.isEmpty() || attribute.isEmpty() || !ProfileClaims.isKnown(identity, claim.get())) {
            return;
        }
        UserFields fields = new UserFields(session, realm, identity.getIdpConfig());
        List<String> values = ProfileClaims.at(identity, claim.get());
        Optional<String> value = values.stream().findFirst();
        switch (attribute.get().toLowerCase(Locale.ROOT)) {
            case USERNAME -> {}
            case EMAIL -> value.filter(email -> isOfEmail(mapper)).ifPresent(email -> fields.setEmail(user, email));
            case FIRST_NAME -> value.ifPresent(name -> fields.setFirstName(user, name));
            case LAST_NAME -> value.ifPresent(name -> fields.setLastName(user, name));
            default -> fields.setAttribute(user, attribute.get(), values);
        }
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
