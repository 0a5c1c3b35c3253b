package io.github.keycloakamazon.config;

import io.github.keycloakamazon.lwa.ClientCredentials;
import io.github.keycloakamazon.lwa.Region;
import io.github.keycloakamazon.lwa.Scopes;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.keycloak.OAuth2Constants;
import org.keycloak.broker.oidc.OAuth2IdentityProviderConfig;
import org.keycloak.common.Profile;
import org.keycloak.models.IdentityProviderModel;
import org.keycloak.models.IdentityProviderSyncMode;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.representations.idm.ComponentRepresentation;
import org.keycloak.utils.KeycloakSessionUtil;
import org.keycloak.vault.VaultStringSecret;

/**
 * The settings of one Amazon provider in a realm, typed, with the defaults filled in, and checked when they are saved.
 *
 * <p>Endpoint URLs are not settings of a realm: Keycloak keeps values under its keys for them, but they have no effect.
 */
public class AmazonIdentityProviderConfig extends OAuth2IdentityProviderConfig {
    /** Which Amazon hosts serve the provider: {@code NA}, {@code EU} or {@code FE}. */
    public static final String REGION = "region";
    /** The scopes that the user may decline on the consent page, separated by spaces. */
    public static final String OPTIONAL_SCOPES = "optionalScopes";
    /** How Amazon's one name becomes first and last name: a value of {@link NamePolicy}. */
    public static final String NAME_POLICY = "namePolicy";
    /** Client IDs, in addition to the provider's own, whose tokens may be exchanged. */
    public static final String ALLOWED_AUDIENCES = "allowedAudiences";
    /** Client IDs of this realm that may exchange Amazon tokens. */
    public static final String EXCHANGE_CLIENTS = "exchangeClients";
    /** Whether an exchange may create a user: {@code true} or {@code false}. */
    public static final String EXCHANGE_NEW_USERS = "exchangeNewUsers";
    /** How the button looks in the themes of this project: a value of {@link ButtonStyle}. */
    public static final String BUTTON_STYLE = "buttonStyle";

    /** Whether Amazon is asked about the client ID and secret when the provider is saved: {@code true} or {@code false}. */
    public static final String CHECK_ON_SAVE = "checkOnSave";

    private static final Logger LOG = Logger.getLogger(AmazonIdentityProviderConfig.class);

    /** The CSS class that the stylesheet of the themes uses. */
    private static final String BUTTON_CLASS = "amazon-button";

    static final String CLIENT_ID = "clientId";
    static final String SCOPES = "defaultScope";
    static final String CLIENT_SECRET = "clientSecret";

    /** The scope that is requested when the administrator chose none. */
    public static final String DEFAULT_SCOPE = "profile";

    /** Keycloak stores several values of one setting joined by this. */
    private static final String VALUE_SEPARATOR = "##";

    private final transient SaveCheck saveCheck;

    /** The settings of a new provider, which are saved without asking Amazon. */
    public AmazonIdentityProviderConfig() {
        this(config -> {});
    }

    /**
     * The settings of a new provider.
     *
     * @param saveCheck asks Amazon about them when they are saved
     */
    public AmazonIdentityProviderConfig(SaveCheck saveCheck) {
        this.saveCheck = saveCheck;
    }

    /**
     * The settings of a provider that exists.
     *
     * @param model what Keycloak has stored, which is copied
     */
    public AmazonIdentityProviderConfig(IdentityProviderModel model) {
        super(model);
        saveCheck = config -> {};
    }

    /** {@return the region whose Amazon is asked} */
    public Region region() {
        return choice(REGION).map(AmazonIdentityProviderConfig::regionOf).orElse(Region.NA);
    }

    /** {@return the requested scopes} */
    public Scopes scopes() {
        return Scopes.parse(choice(SCOPES).orElse(DEFAULT_SCOPE));
    }

    /** {@return the requested scopes that the user may decline} */
    public Scopes optionalScopes() {
        return Scopes.parse(choice(OPTIONAL_SCOPES).orElse(""));
    }

    /** {@return how Amazon's one name is split} */
    public NamePolicy namePolicy() {
        return choice(NAME_POLICY)
                .map(AmazonIdentityProviderConfig::namePolicyOf)
                .orElse(NamePolicy.LAST_WORD_IS_LAST_NAME);
    }

    /** {@return how the button looks in themes that have styles for it} */
    public ButtonStyle buttonStyle() {
        return choice(BUTTON_STYLE)
                .map(AmazonIdentityProviderConfig::buttonStyleOf)
                .orElse(ButtonStyle.GOLD);
    }

    /**
     * The CSS classes of the button, in a login theme that has styles for them, and none in any other.
     *
     * <p>Keycloak calls this again for every page, also for cached settings, so a change of the theme has an effect immediately. Keycloak
     * also calls this where it makes no page. Therefore, nothing here may fail, not even for a style that was imported unchecked.
     */
    @Override
    public @Nullable String getDisplayIconClasses() {
        if (!LoginTheme.stylesAmazonButton(KeycloakSessionUtil.getKeycloakSession())) {
            return null;
        }
        ButtonStyle style =
                setting(BUTTON_STYLE).flatMap(ButtonStyle::ofSetting).orElse(ButtonStyle.GOLD);
        String classes = BUTTON_CLASS + " " + BUTTON_CLASS + "-" + style.setting();
        // Where an administrator chose a name, the button says that instead of "Login with Amazon".
        return isBlank(getDisplayName()) ? classes + " " + BUTTON_CLASS + "-text" : classes;
    }

    private static boolean isBlank(@Nullable String text) {
        return text == null || text.isBlank();
    }

    /** {@return the client IDs whose tokens may be exchanged for Keycloak's: the provider's own, and the allowed audiences} */
    public Set<String> audiences() {
        Set<String> audiences = new LinkedHashSet<>();
        setting(CLIENT_ID).ifPresent(audiences::add);
        audiences.addAll(allowedAudiences());
        return audiences;
    }

    /** {@return the client IDs of this realm that may exchange Amazon tokens for Keycloak's} */
    public Set<String> exchangeClients() {
        return values(EXCHANGE_CLIENTS).stream()
                .filter(clientId -> !SavedSettings.isPlaceholder(clientId))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** {@return whether an exchange creates a user for an Amazon account that no user is linked to} */
    public boolean exchangesNewUsers() {
        return setting(EXCHANGE_NEW_USERS).filter(Boolean::parseBoolean).isPresent();
    }

    /** {@return whether Amazon is asked about the client ID and secret when the provider is saved} */
    public boolean checksOnSave() {
        return setting(CHECK_ON_SAVE).filter(Boolean::parseBoolean).isPresent();
    }

    /** On with any word but {@code false}: a filter that cannot be read must not let everybody in. */
    @Override
    public boolean isFilteredByClaims() {
        return setting(FILTERED_BY_CLAIMS)
                .filter(word -> !word.equalsIgnoreCase("false"))
                .isPresent();
    }

    /** {@return the field of Amazon's profile that decides who may sign in: Keycloak's setting "Essential claim"} */
    public Optional<String> essentialClaimName() {
        return choice(CLAIM_FILTER_NAME).map(String::strip);
    }

    /** {@return the regular expression for this field: Keycloak's setting "Essential claim value"} */
    public Optional<String> essentialClaimValue() {
        return choice(CLAIM_FILTER_VALUE).map(String::strip);
    }

    /** Keycloak's default where nothing is set, and where it would end each login because it does not know the word. */
    @Override
    public IdentityProviderSyncMode getSyncMode() {
        return choice(SYNC_MODE).stream()
                .flatMap(word -> Stream.of(IdentityProviderSyncMode.values())
                        .filter(mode -> mode.name().equals(word)))
                .findFirst()
                .orElse(IdentityProviderSyncMode.LEGACY);
    }

    /** {@return whether the e-mail addresses that Amazon sends count as verified: Keycloak's setting "Trust Email"} */
    public boolean trustsEmail() {
        return isSet("isTrustEmail");
    }

    /** {@return whether users can link accounts only, and not sign in: Keycloak's setting "Account linking only"} */
    public boolean onlyLinks() {
        return isSet("isLinkOnly");
    }

    /** {@return whether Amazon's tokens are stored: Keycloak's setting "Store tokens"} */
    public boolean storesTokens() {
        return isSet("isStoreToken");
    }

    /** {@return whether new users may read their Amazon token: Keycloak's setting "Stored tokens readable"} */
    public boolean letsNewUsersReadTokens() {
        return isSet("isAddReadTokenRoleOnCreate");
    }

    /**
     * Keycloak's setting "Store tokens in session", which 26.6 and later have together with version 2 of the brokering API. It is on where
     * nothing is set.
     *
     * @return whether the session of a login keeps the tokens of Amazon that it began with
     */
    public boolean storesTokenInSession() {
        return setting(Switches.STORE_TOKEN_IN_SESSION)
                .map(Boolean::parseBoolean)
                .orElseGet(AmazonIdentityProviderConfig::hasBrokeringApi2);
    }

    /** By its name, because releases before 26.6 do not have the constant. */
    private static boolean hasBrokeringApi2() {
        return Stream.of(Profile.Feature.values())
                .filter(feature -> feature.name().equals("IDENTITY_BROKERING_API_V2"))
                .anyMatch(Profile::isFeatureEnabled);
    }

    /** Keycloak 26.5 changed the type of these getters, so compiled code can call them on one side of that release only. */
    private boolean isSet(String getter) {
        try {
            return Boolean.TRUE.equals(
                    IdentityProviderModel.class.getMethod(getter).invoke(this));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Keycloak has no " + getter, e);
        }
    }

    /** {@return the client IDs that the administrator allowed, without the provider's own} */
    List<String> allowedAudiences() {
        return values(ALLOWED_AUDIENCES);
    }

    private List<String> values(String key) {
        return setting(key).stream()
                .flatMap(values -> Arrays.stream(values.split(VALUE_SEPARATOR)))
                .map(String::strip)
                .filter(value -> !value.isEmpty())
                .toList();
    }

    /** Always on, whatever a realm file says. Keycloak's default is off. */
    @Override
    public boolean isPkceEnabled() {
        return true;
    }

    /** Always S256, whatever a realm file says. */
    @Override
    public String getPkceMethod() {
        return OAuth2Constants.PKCE_METHOD_S256;
    }

    /**
     * Reads the client ID and secret, the secret from Keycloak's vault if it is kept there.
     *
     * @param session the current session
     * @return the credentials
     */
    public ClientCredentials credentials(KeycloakSession session) {
        String configured = setting(CLIENT_SECRET).orElse("");
        try (VaultStringSecret secret = session.vault().getStringSecret(configured)) {
            return new ClientCredentials(clientId(), secret.get().orElse(configured));
        }
    }

    /** {@return whether the client secret is the mask that Keycloak shows in its place} */
    public boolean hasMaskedSecret() {
        return setting(CLIENT_SECRET)
                .filter(ComponentRepresentation.SECRET_VALUE::equals)
                .isPresent();
    }

    /**
     * The same settings with another client secret.
     *
     * @param other whose client secret is taken
     * @return a copy
     */
    public AmazonIdentityProviderConfig withSecretOf(AmazonIdentityProviderConfig other) {
        AmazonIdentityProviderConfig copy = new AmazonIdentityProviderConfig(this);
        copy.setClientSecret(other.getClientSecret());
        return copy;
    }

    /** {@return the client ID, empty while the provider has none} */
    public String clientId() {
        return setting(CLIENT_ID).orElse("");
    }

    /**
     * Checks what is about to be saved, by an administrator or by the import of a realm. Only known mistakes are refused, and what Amazon
     * refuses when it is asked. A value of an unknown form, such as a placeholder that nothing replaced, is a warning: it must not keep a
     * server from starting. Where Keycloak itself cannot read such a value, it is not saved.
     *
     * @throws IllegalArgumentException with the alias of the provider, the mistake and what to do about it
     */
    @Override
    public void validate(RealmModel realm) {
        try {
            SavedSettings.check(this);
            if (isEnabled() && checksOnSave()) {
                saveCheck.check(this);
            }
        } catch (IllegalArgumentException e) {
            // Without the cause: Keycloak prints its message too when it ends because of a realm file.
            throw new IllegalArgumentException("Identity provider \"%s\" of realm \"%s\": %s"
                    .formatted(getAlias(), realm.getName(), e.getMessage()));
        }
        List<String> unknown = UnknownForms.in(this, realm, saveCheck.keepsStoredSecret());
        if (!unknown.isEmpty()) {
            LOG.warnf(
                    "Correct these settings, or logins and token exchanges can fail. The values have an unknown format: %s"
                            + " [realm=%s, alias=%s]",
                    String.join(", ", unknown), realm.getName(), getAlias());
        }
        for (KeycloakChoice choice : KeycloakChoice.values()) {
            choice.leaveOutUnlessWord(this);
        }
    }

    /**
     * The form of {@link #validate(RealmModel)} that a later Keycloak may call instead. Without it the checks would be skipped there
     * without notice.
     *
     * @param session the current session
     * @param realm the realm that the provider is saved in
     */
    public void validate(KeycloakSession session, RealmModel realm) {
        validate(realm);
    }

    private static Region regionOf(String setting) {
        return Stream.of(Region.values())
                .filter(region -> region.name().equals(setting))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("Unknown region \"" + setting
                        + "\". Use NA for North America, EU for Europe, or FE for the Far East."));
    }

    private static NamePolicy namePolicyOf(String setting) {
        return NamePolicy.ofSetting(setting)
                .orElseThrow(() -> new IllegalArgumentException("Unknown name policy \"" + setting + "\". Use one of "
                        + String.join(", ", NamePolicy.settings()) + "."));
    }

    private static ButtonStyle buttonStyleOf(String setting) {
        return ButtonStyle.ofSetting(setting)
                .orElseThrow(() -> new IllegalArgumentException("Unknown button style \"" + setting + "\". Use one of "
                        + String.join(", ", ButtonStyle.settings()) + "."));
    }

    /** {@return the value of a setting, if there is one} */
    Optional<String> setting(String key) {
        return Optional.ofNullable(getConfig().get(key)).filter(value -> !value.isBlank());
    }

    /** A value that is not free text. A placeholder that nothing replaced means the default. */
    Optional<String> choice(String key) {
        return setting(key).filter(value -> !SavedSettings.isPlaceholder(value));
    }
}
