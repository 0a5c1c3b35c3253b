package io.github.keycloakamazon.identity;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.representations.userprofile.config.UPAttribute;
import org.keycloak.userprofile.Attributes;
import org.keycloak.userprofile.UserProfileContext;
import org.keycloak.userprofile.UserProfileProvider;
import org.keycloak.validate.ValidationError;

/**
 * The user profile of a realm, as far as it says which values a user may have. Keycloak asks a user to correct a value that the profile
 * refuses. If every login brought the value back, the user would be asked every time, and a token exchange would never succeed.
 */
final class RealmProfile {
    /** Keycloak's messages for attributes that the user, or an administrator, may not edit. A mapper may. */
    private static final Set<String> MESSAGES_OF_PERMISSIONS =
            Set.of("error-user-attribute-read-only", "updateReadOnlyAttributesRejectedMessage");

    private final KeycloakSession session;
    private final RealmModel realm;

    RealmProfile(KeycloakSession session, RealmModel realm) {
        this.session = session;
        this.realm = realm;
    }

    /**
     * Whether the profile refuses the values for the user.
     *
     * @param attribute Keycloak's name of an attribute or of a field of the user
     */
    boolean refuses(UserModel user, String attribute, List<String> values) {
        Attributes changed = with(user, attribute, values);
        return isRefused(changed, attribute)
                || (attribute.equals(UserModel.EMAIL)
                        && realm.isRegistrationEmailAsUsername()
                        && isRefused(changed, UserModel.USERNAME));
    }

    /** Whether a user, in any role and for any application, must have a value. */
    boolean requires(String attribute) {
        UPAttribute declared = profiles().getConfiguration().getAttribute(attribute);
        return declared != null && declared.getRequired() != null;
    }

    /** For the administrator, who sees all attributes: a user sees some of them only in certain applications. */
    private Attributes with(UserModel user, String attribute, List<String> values) {
        Map<String, List<String>> attributes = new HashMap<>(user.getAttributes());
        attributes.put(attribute, values);
        return profiles().create(UserProfileContext.USER_API, attributes, user).getAttributes();
    }

    @SuppressWarnings("unchecked") // An array of consumers, which Keycloak only reads.
    private static boolean isRefused(Attributes attributes, String attribute) {
        List<ValidationError> errors = new ArrayList<>();
        attributes.validate(attribute, errors::add);
        return errors.stream().anyMatch(error -> !MESSAGES_OF_PERMISSIONS.contains(error.getMessage()));
    }

    private UserProfileProvider profiles() {
        return session.getProvider(UserProfileProvider.class);
    }
}
