package io.github.keycloakamazon.config;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.keycloak.models.IdentityProviderModel;
import org.keycloak.models.RealmModel;

/** Finds the settings whose values have a form that is neither right nor a known mistake. */
final class UnknownForms {
    private static final Pattern CLIENT_ID = Pattern.compile("amzn1\\.application-oa2-client\\.[A-Za-z0-9]+");
    private static final String VAULT = "${vault.";

    /** What an administrator may write between client IDs instead of Keycloak's own separator. */
    private static final Pattern OTHER_SEPARATOR = Pattern.compile("[,;\\s]");

    private static final List<String> ESSENTIAL_CLAIM =
            List.of(IdentityProviderModel.CLAIM_FILTER_NAME, IdentityProviderModel.CLAIM_FILTER_VALUE);

    private final AmazonIdentityProviderConfig config;
    private final RealmModel realm;
    private final List<String> names = new ArrayList<>();

    private UnknownForms(AmazonIdentityProviderConfig config, RealmModel realm) {
        this.config = config;
        this.realm = realm;
    }

    /**
     * Finds them.
     *
     * @param keepsStoredSecret whether Keycloak puts the stored client secret in place of its mask
     * @return the names of the settings
     */
    static List<String> in(AmazonIdentityProviderConfig config, RealmModel realm, boolean keepsStoredSecret) {
        UnknownForms forms = new UnknownForms(config, realm);
        forms.findInCredentials(keepsStoredSecret);
        forms.findInClients();
        forms.findPlaceholders();
        return forms.names;
    }

    private void findInCredentials(boolean keepsStoredSecret) {
        if (!CLIENT_ID.matcher(config.clientId()).matches()) {
            names.add(AmazonIdentityProviderConfig.CLIENT_ID);
        }
        boolean usable = config.hasMaskedSecret()
                ? keepsStoredSecret
                : config.setting(AmazonIdentityProviderConfig.CLIENT_SECRET)
                        .filter(secret -> !SavedSettings.isPlaceholder(secret) || secret.startsWith(VAULT))
                        .isPresent();
        if (!usable) {
            names.add(AmazonIdentityProviderConfig.CLIENT_SECRET);
        }
    }

    private void findInClients() {
        if (!config.allowedAudiences().stream()
                .allMatch(audience -> CLIENT_ID.matcher(audience).matches())) {
            names.add(AmazonIdentityProviderConfig.ALLOWED_AUDIENCES);
        }
        if (isPlaceholder(AmazonIdentityProviderConfig.EXCHANGE_CLIENTS)
                || config.exchangeClients().stream().anyMatch(this::looksLikeSeveralClients)) {
            names.add(AmazonIdentityProviderConfig.EXCHANGE_CLIENTS);
        }
    }

    /** A client ID may contain these characters. Other client IDs are not looked up: Keycloak imports the clients of a realm last. */
    private boolean looksLikeSeveralClients(String clientId) {
        return OTHER_SEPARATOR.matcher(clientId).find() && realm.getClientByClientId(clientId) == null;
    }

    private void findPlaceholders() {
        Stream<String> texts = Stream.of(
                AmazonIdentityProviderConfig.SCOPES,
                AmazonIdentityProviderConfig.OPTIONAL_SCOPES,
                AmazonIdentityProviderConfig.REGION,
                AmazonIdentityProviderConfig.NAME_POLICY,
                AmazonIdentityProviderConfig.BUTTON_STYLE);
        Stream<String> choices = Stream.of(KeycloakChoice.values()).map(KeycloakChoice::key);
        // Without the filter, it does not matter what they are.
        Stream<String> claim = config.isFilteredByClaims() ? ESSENTIAL_CLAIM.stream() : Stream.empty();
        Stream.of(texts, Switches.keys(), choices, claim)
                .flatMap(keys -> keys)
                .filter(this::isPlaceholder)
                .forEach(names::add);
    }

    private boolean isPlaceholder(String key) {
        return config.setting(key).filter(SavedSettings::isPlaceholder).isPresent();
    }
}
