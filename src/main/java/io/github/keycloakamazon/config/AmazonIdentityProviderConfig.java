package io.github.keycloakamazon.config;

import io.github.keycloakamazon.lwa.ClientCredentials;
import io.github.keycloakamazon.lwa.Region;
import io.github.keycloakamazon.lwa.Scopes;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.keycloak.OAuth2Constants;
import org.keycloak.broker.oidc.OAuth2IdentityProviderConfig;
import org.keycloak.models.IdentityProviderModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.utils.KeycloakSessionUtil;
import org.keycloak.vault.VaultStringSecret;

/**
 * The settings of one Amazon provider in a realm, typed, with the defaults filled in, and checked when they are saved.
 *
 * <p>Endpoint URLs are no settings of a realm: whatever stands under Keycloak's keys for them is kept and has no effect.
 */
public class AmazonIdentityProviderConfig extends OAuth2IdentityProviderConfig {
    /** Which Amazon hosts serve the provider: {@code NA}, {@code EU} or {@code FE}. */
    public static final String REGION = "region";
    /** The scopes that the user may decline on the consent page, separated by spaces. */
    public static final String OPTIONAL_SCOPES = "optionalScopes";
    /** How Amazon's one name becomes first and last name: a value of {@link NamePolicy}. */
    public static final String NAME_POLICY = "namePolicy";
    /** Client IDs, besides the provider's own, whose tokens may be exchanged. */
    public static final String ALLOWED_AUDIENCES = "allowedAudiences";
    /** Client IDs of this realm that may exchange Amazon tokens. */
    public static final String EXCHANGE_CLIENTS = "exchangeClients";
    /** Whether an exchange may create a user: {@code true} or {@code false}. */
    public static final String EXCHANGE_NEW_USERS = "exchangeNewUsers";
    /** How the button looks in the themes of this project: a value of {@link ButtonStyle}. */
    public static final String BUTTON_STYLE = "buttonStyle";

    /** What the stylesheet of the themes goes by. */
    private static final String BUTTON_CLASS = "amazon-button";

    /** The scope that is requested when the administrator chose none. */
    public static final String DEFAULT_SCOPE = "profile";

    /** Keycloak stores several values of one setting joined by this. */
    private static final String VALUE_SEPARATOR = "##";

    private static final Pattern CLIENT_ID = Pattern.compile("amzn1\\.application-oa2-client\\.[A-Za-z0-9]+");
    private static final String SECURITY_PROFILE_ID_PREFIX = "amzn1.application.";

    /** The settings of a provider that is yet to be made. */
    public AmazonIdentityProviderConfig() {}

    /**
     * The settings of a provider that exists.
     *
     * @param model what Keycloak has stored, which is copied
     */
    public AmazonIdentityProviderConfig(IdentityProviderModel model) {
        super(model);
    }

    /** {@return the region whose Amazon is asked} */
    public Region region() {
        return setting(REGION).map(AmazonIdentityProviderConfig::regionOf).orElse(Region.NA);
    }

    /** {@return what people are asked to share} */
    public Scopes scopes() {
        return Scopes.parse(setting("defaultScope").orElse(DEFAULT_SCOPE));
    }

    /** {@return what people may decline to share and still sign in} */
    public Scopes optionalScopes() {
        return Scopes.parse(setting(OPTIONAL_SCOPES).orElse(""));
    }

    /** {@return how Amazon's one name is split} */
    public NamePolicy namePolicy() {
        return setting(NAME_POLICY)
                .map(AmazonIdentityProviderConfig::namePolicyOf)
                .orElse(NamePolicy.LAST_WORD_IS_LAST_NAME);
    }

    /** {@return how the button looks in themes that have styles for it} */
    public ButtonStyle buttonStyle() {
        return setting(BUTTON_STYLE)
                .map(AmazonIdentityProviderConfig::buttonStyleOf)
                .orElse(ButtonStyle.GOLD);
    }

    /**
     * The CSS classes of the button, in a login theme that has styles for them, and none in any other.
     *
     * <p>Keycloak asks anew for every page, its cache included, so the answer follows a change of theme at once. It also asks where no
     * page is made; therefore nothing here may fail, not even for a style that was imported unchecked.
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

    /** {@return the client ids whose tokens may be exchanged for Keycloak's: the provider's own, and those allowed besides} */
    public Set<String> audiences() {
        Set<String> audiences = new LinkedHashSet<>();
        setting("clientId").ifPresent(audiences::add);
        audiences.addAll(allowedAudiences());
        return audiences;
    }

    /** {@return the client IDs of this realm that may exchange Amazon tokens for Keycloak's} */
    public Set<String> exchangeClients() {
        return new LinkedHashSet<>(values(EXCHANGE_CLIENTS));
    }

    /** {@return whether an exchange creates a user for an Amazon account that no user is linked to} */
    public boolean exchangesNewUsers() {
        return Boolean.parseBoolean(setting(EXCHANGE_NEW_USERS).orElse("false").strip());
    }

    /** {@return whether the e-mail addresses that Amazon sends count as verified: Keycloak's setting "Trust Email"} */
    public boolean trustsEmail() {
        return isSet("isTrustEmail");
    }

    /** {@return whether users can link accounts only, and not sign in: Keycloak's setting "Account linking only"} */
    public boolean onlyLinks() {
        return isSet("isLinkOnly");
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

    private List<String> allowedAudiences() {
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
        try (VaultStringSecret secret = session.vault().getStringSecret(getClientSecret())) {
            return new ClientCredentials(getClientId(), secret.get().orElse(getClientSecret()));
        }
    }

    /**
     * Checks what an administrator is about to save.
     *
     * @throws IllegalArgumentException with a sentence for the administrator, naming the mistake and the cure
     */
    @Override
    public void validate(RealmModel realm) {
        String clientId = setting("clientId")
                .orElseThrow(() -> new IllegalArgumentException(
                        "The client ID is missing. Copy it from the web settings of your security profile in the Amazon developer"
                                + " console."));
        checkClientId("The client ID", clientId);
        checkClientSecret(setting("clientSecret")
                .orElseThrow(() -> new IllegalArgumentException(
                        "The client secret is missing. Copy it from the web settings of your security profile in the Amazon"
                                + " developer console.")));
        checkScopes();
        setting(REGION).ifPresent(AmazonIdentityProviderConfig::regionOf);
        setting(NAME_POLICY).ifPresent(AmazonIdentityProviderConfig::namePolicyOf);
        setting(BUTTON_STYLE).ifPresent(AmazonIdentityProviderConfig::buttonStyleOf);
        allowedAudiences().forEach(audience -> checkClientId("The allowed audience", audience));
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

    private static void checkClientId(String name, String value) {
        if (CLIENT_ID.matcher(value).matches()) {
            return;
        }
        String mistake;
        if (value.contains("://")) {
            mistake = " is a URL.";
        } else if (value.chars().anyMatch(Character::isWhitespace)) {
            mistake = " has a space or a line break in it.";
        } else if (value.startsWith(SECURITY_PROFILE_ID_PREFIX)) {
            mistake = " is the ID of a security profile.";
        } else {
            mistake = " is not one of Amazon's.";
        }
        throw new IllegalArgumentException(name + mistake
                + " Use the client ID from the web settings of your security profile: it starts with"
                + " amzn1.application-oa2-client. and goes on with letters and digits.");
    }

    private static void checkClientSecret(String secret) {
        if (secret.chars()
                .anyMatch(character -> Character.isWhitespace(character) || Character.isISOControl(character))) {
            throw new IllegalArgumentException(
                    "The client secret has a space or a line break in it. Copy it again, without anything around it.");
        }
    }

    private void checkScopes() {
        Scopes asked = scopes();
        if (asked.values().isEmpty()) {
            throw new IllegalArgumentException("Ask for at least one scope, as in \"profile\".");
        }
        Scopes optional = optionalScopes();
        Set<String> notAsked = new LinkedHashSet<>(optional.values());
        notAsked.removeAll(asked.values());
        if (!notAsked.isEmpty()) {
            throw new IllegalArgumentException(
                    "The optional scope \"" + String.join(" ", notAsked) + "\" is not among the scopes asked for ("
                            + asked.joined() + "). Add it there too, or take it out here.");
        }
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

    private Optional<String> setting(String key) {
        return Optional.ofNullable(getConfig().get(key)).filter(value -> !value.isBlank());
    }
}
