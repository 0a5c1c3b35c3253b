package io.github.keycloakamazon.mapper;

import io.github.keycloakamazon.AmazonIdentityProviderFactory;
import io.github.keycloakamazon.config.AmazonIdentityProviderConfig;
import io.github.keycloakamazon.identity.KnownUser;
import io.github.keycloakamazon.identity.UserFields;
import io.github.keycloakamazon.lwa.VisibleText;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.keycloak.broker.oidc.mappers.UsernameTemplateMapper;
import org.keycloak.broker.provider.BrokeredIdentityContext;
import org.keycloak.broker.saml.mappers.UsernameTemplateMapper.Target;
import org.keycloak.models.IdentityProviderMapperModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.provider.ProviderConfigurationBuilder;

/**
 * Makes the username from a template: {@code ${ALIAS}} is the provider's alias, {@code ${CLAIM.user_id}} a field of Amazon's profile,
 * {@code ${UUID}} a random id. {@code ${CLAIM.email|lowercase}} changes the case.
 *
 * <p>Values are used as they are, while Keycloak's own template fails at a value with a {@code $}. If a value is missing, the username
 * stays as it would be without this mapper.
 */
public class AmazonUsernameTemplateMapper extends UsernameTemplateMapper {
    /** The mapper's id, which realms and exports refer to. */
    public static final String PROVIDER_ID = "amazon-username-template-mapper";

    static final String DEFAULT_TEMPLATE = "${ALIAS}.${CLAIM.user_id}";

    private static final Logger LOG = Logger.getLogger(AmazonUsernameTemplateMapper.class);
    private static final String TARGET = "target";
    private static final String UUID = "UUID";
    private static final String CLAIM_PREFIX = "CLAIM.";
    private static final Pattern SUBSTITUTION = Pattern.compile("\\$\\{\\s*([^}|\\s]+)\\s*(?:\\|\\s*(\\w+)\\s*)?}");

    @Override
    public String getId() {
        return PROVIDER_ID;
    }

    @Override
    public String[] getCompatibleProviders() {
        return new String[] {AmazonIdentityProviderFactory.PROVIDER_ID};
    }

    @Override
    public List<ProviderConfigProperty> getConfigProperties() {
        return ProviderConfigurationBuilder.create()
                .property()
                .name(TEMPLATE)
                .label("amazonTemplate.label")
                .helpText("amazonTemplate.help")
                .type(ProviderConfigProperty.STRING_TYPE)
                .defaultValue(DEFAULT_TEMPLATE)
                .add()
                .property()
                .name(TARGET)
                .label("amazonTarget.label")
                .helpText("amazonTarget.help")
                .type(ProviderConfigProperty.LIST_TYPE)
                .options(Target.LOCAL.name(), Target.BROKER_ID.name(), Target.BROKER_USERNAME.name())
                .defaultValue(Target.LOCAL.name())
                .add()
                .build();
    }

    @Override
    public void preprocessFederatedIdentity(
            KeycloakSession session,
            RealmModel realm,
            IdentityProviderMapperModel mapper,
            BrokeredIdentityContext identity) {
        Optional<String> filled = fill(mapper, identity);
        if (filled.isEmpty()) {
            LOG.warnf(
                    "The username template of mapper %s was not used: Amazon's profile does not have a field that it names, or"
                            + " the result is blank or too long",
                    mapper.getName());
            return;
        }
        target(mapper).set(identity, filled.get());
        if (target(mapper) == Target.BROKER_ID) {
            // Another id can belong to another user.
            new KnownUser(session, realm, identity, new AmazonIdentityProviderConfig(identity.getIdpConfig()))
                    .prepareIdentity();
        }
    }

    /**
     * With sync mode FORCE, the username follows the template. It stays when the template cannot be filled or is random, when another
     * user has the username, or when the realm takes the e-mail address for it.
     */
    @Override
    public void updateBrokeredUser(
            KeycloakSession session,
            RealmModel realm,
            UserModel user,
            IdentityProviderMapperModel mapper,
            BrokeredIdentityContext identity) {
        if (target(mapper) == Target.LOCAL && !isRandom(mapper)) {
            UserFields fields = new UserFields(session, realm, identity.getIdpConfig());
            fill(mapper, identity)
                    .filter(username -> !realm.isRegistrationEmailAsUsername())
                    .ifPresent(username -> fields.setUsername(user, username));
        }
    }

    private static Target target(IdentityProviderMapperModel mapper) {
        return org.keycloak.broker.saml.mappers.UsernameTemplateMapper.getTarget(
                mapper.getConfig().get(TARGET));
    }

    private static String template(IdentityProviderMapperModel mapper) {
        return mapper.getConfig().getOrDefault(TEMPLATE, DEFAULT_TEMPLATE);
    }

    private static boolean isRandom(IdentityProviderMapperModel mapper) {
        return SUBSTITUTION
                .matcher(template(mapper))
                .results()
                .anyMatch(substitution -> substitution.group(1).equals(UUID));
    }

    /** Keycloak's columns hold no more, be it for a username or for a link. */
    private static Optional<String> fill(IdentityProviderMapperModel mapper, BrokeredIdentityContext identity) {
        return fill(template(mapper), identity).filter(filled -> filled.length() <= UserFields.MAX_LENGTH);
    }

    private static Optional<String> fill(String template, BrokeredIdentityContext identity) {
        Matcher substitutions = SUBSTITUTION.matcher(template);
        if (substitutions
                .results()
                .anyMatch(substitution -> value(substitution, identity).isEmpty())) {
            return Optional.empty();
        }
        String filled = substitutions.replaceAll(substitution ->
                Matcher.quoteReplacement(value(substitution, identity).orElse("")));
        return Optional.of(VisibleText.strip(filled)).filter(username -> !username.isEmpty());
    }

    private static Optional<String> value(MatchResult substitution, BrokeredIdentityContext identity) {
        return variable(substitution.group(1), identity)
                .map(value -> transformer(substitution.group(2)).apply(value));
    }

    private static Optional<String> variable(String name, BrokeredIdentityContext identity) {
        if (name.equals("ALIAS")) {
            return Optional.of(identity.getIdpConfig().getAlias());
        }
        if (name.equals(UUID)) {
            return Optional.of(KeycloakModelUtils.generateId());
        }
        return name.startsWith(CLAIM_PREFIX)
                ? ProfileClaims.at(identity, name.substring(CLAIM_PREFIX.length())).stream()
                        .findFirst()
                : Optional.of(name);
    }

    /** One of Keycloak's; an unknown name changes nothing, as in Keycloak's own template. */
    private static UnaryOperator<String> transformer(@Nullable String name) {
        return Optional.ofNullable(name)
                .map(org.keycloak.broker.saml.mappers.UsernameTemplateMapper.TRANSFORMERS::get)
                .orElse(UnaryOperator.identity());
    }
}
