package io.github.keycloakamazon.identity;

import io.github.keycloakamazon.config.AmazonIdentityProviderConfig;
import java.util.List;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.IdentityProviderModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.storage.ReadOnlyException;
import org.keycloak.storage.StorageId;

/**
 * Writes values from Amazon to a user who has values already.
 *
 * <p>Keycloak checks most of these values only when it writes to the database, where a value that is too long or belongs to another
 * user ends the login with an error page, or after the login, where it asks the user to correct what the user profile of the realm
 * refuses. Here such a value is left out, with a warning, and the user keeps the old one.
 */
public final class UserFields {
    /** The length of Keycloak's columns for username, e-mail and names, in characters. */
    public static final int MAX_LENGTH = 255;

    private static final Logger LOG = Logger.getLogger(UserFields.class);

    private final KeycloakSession session;
    private final RealmModel realm;
    private final IdentityProviderModel provider;
    private final RealmProfile profile;

    /**
     * Writes fields of users of a realm.
     *
     * @param session the current session
     * @param realm the realm of the users
     * @param provider the provider that the values come from
     */
    public UserFields(KeycloakSession session, RealmModel realm, IdentityProviderModel provider) {
        this.session = session;
        this.realm = realm;
        this.provider = provider;
        this.profile = new RealmProfile(session, realm);
    }

    /**
     * Changes the username, unless it is too long, another user signs in with it, or the user profile refuses it.
     *
     * @param user the user
     * @param username the new username
     */
    public void setUsername(UserModel user, String username) {
        if (username.equalsIgnoreCase(user.getUsername())) {
            return;
        }
        if (username.length() > MAX_LENGTH) {
            warn("The username from Amazon is not used, because it is too long", user);
        } else if (isUsernameOfAnother(user, username)) {
            warn("The username from Amazon is not used, because another user of the realm has it", user);
        } else if (!isRefused(user, UserModel.USERNAME, username)) {
            write(user, "username", () -> user.setUsername(username));
        }
    }

    /**
     * Changes the e-mail address, unless it is too long, another user of the realm has it, or the user profile refuses it. An address that
     * changes is verified only if the administrator trusts the addresses of this provider. If the realm uses the address as the username,
     * the username changes too.
     *
     * @param user the user
     * @param email the new address
     */
    public void setEmail(UserModel user, String email) {
        setEmail(user, email, isEmailTrusted());
    }

    void setEmail(UserModel user, String email, boolean verified) {
        if (email.length() > MAX_LENGTH) {
            return;
        }
        if (!email.equalsIgnoreCase(user.getEmail())) {
            if (!mayHaveEmail(user, email)) {
                return;
            }
            write(user, "e-mail address", () -> {
                user.setEmail(email);
                user.setEmailVerified(verified);
            });
        }
        if (realm.isRegistrationEmailAsUsername()) {
            setUsername(user, email);
        }
    }

    /**
     * Changes the first name, unless the user profile refuses it. A name that is too long is cut.
     *
     * @param user the user
     * @param firstName the new first name
     */
    public void setFirstName(UserModel user, String firstName) {
        String fitting = cut(firstName);
        if (!fitting.equals(user.getFirstName()) && !isRefused(user, UserModel.FIRST_NAME, fitting)) {
            write(user, "first name", () -> user.setFirstName(fitting));
        }
    }

    /**
     * Changes the last name, unless the user profile refuses it. A name that is too long is cut.
     *
     * @param user the user
     * @param lastName the new last name
     */
    public void setLastName(UserModel user, String lastName) {
        String fitting = cut(lastName);
        if (!fitting.equals(user.getLastName()) && !isRefused(user, UserModel.LAST_NAME, fitting)) {
            write(user, "last name", () -> user.setLastName(fitting));
        }
    }

    /**
     * Changes or removes an attribute, unless the user profile refuses the values, or requires one where there is none. A value that has
     * not changed is left alone: to write it would throw the user out of Keycloak's cache at every login.
     *
     * @param user the user
     * @param attribute the name of the attribute
     * @param values the new values; none removes the attribute
     */
    public void setAttribute(UserModel user, String attribute, List<String> values) {
        if (user.getAttributeStream(attribute).toList().equals(values)) {
            return;
        }
        if (values.isEmpty()) {
            if (!profile.requires(attribute)) {
                write(user, "value of an attribute", () -> user.removeAttribute(attribute));
            }
        } else if (!isRefused(user, attribute, values)) {
            write(user, "value of an attribute", () -> user.setAttribute(attribute, values));
        }
    }

    /**
     * Changes a user, unless the user storage that the user is from, such as an LDAP directory, allows no changes. The user then keeps
     * what the storage has, with a warning.
     *
     * @param user the user
     * @param what what is changed, for the warning
     * @param change the change
     */
    public void write(UserModel user, String what, Runnable change) {
        try {
            change.run();
        } catch (ReadOnlyException e) {
            warn("The %s from Amazon is not used, because the user storage is read-only".formatted(what), user);
        }
    }

    /**
     * Whether a user accepts a value. Only a user of a user storage can refuse one, and only an attempt shows it. The user does not change.
     *
     * @param set what writes the value
     * @param old the value of now
     * @param value the new value
     */
    static boolean takes(UserModel user, Consumer<String> set, @Nullable String old, String value) {
        if (StorageId.isLocalStorage(user.getId()) && user.getFederationLink() == null) {
            return true;
        }
        try {
            set.accept(value);
            set.accept(old);
            return true;
        } catch (ReadOnlyException e) {
            return false;
        }
    }

    /**
     * Cuts a text to the length of a column, and never between the halves of one character.
     *
     * @param text the text
     * @return the text, or its beginning
     */
    public static String cut(String text) {
        if (text.length() <= MAX_LENGTH) {
            return text;
        }
        boolean insidePair = Character.isHighSurrogate(text.charAt(MAX_LENGTH - 1));
        return text.substring(0, insidePair ? MAX_LENGTH - 1 : MAX_LENGTH);
    }

    /** Not if another user has the address, or if the user profile refuses it. */
    boolean mayHaveEmail(UserModel user, String email) {
        if (isEmailOfAnother(user, email)) {
            warn("The e-mail address from Amazon is not used, because another user of the realm has it", user);
            return false;
        }
        return !isRefused(user, UserModel.EMAIL, email);
    }

    /** Whether the user profile refuses the value. If it does, a warning is logged. */
    boolean isRefused(UserModel user, String attribute, String value) {
        return isRefused(user, attribute, List.of(value));
    }

    private boolean isRefused(UserModel user, String attribute, List<String> values) {
        boolean refused = profile.refuses(user, attribute, values);
        if (refused) {
            warn(
                    "The %s from Amazon is not used, because the user profile of the realm refuses it"
                            .formatted(attribute.replaceAll("\\p{Cntrl}", "_")),
                    user);
        }
        return refused;
    }

    /** Where users sign in with the e-mail address, it must not be the username of another user either. */
    private boolean isEmailOfAnother(UserModel user, String email) {
        if (realm.isDuplicateEmailsAllowed()) {
            return false;
        }
        return isAnother(user, session.users().getUserByEmail(realm, email))
                || (realm.isLoginWithEmailAllowed()
                        && isAnother(user, session.users().getUserByUsername(realm, email)));
    }

    private boolean isUsernameOfAnother(UserModel user, String username) {
        return isAnother(user, session.users().getUserByUsername(realm, username))
                || (realm.isLoginWithEmailAllowed()
                        && username.contains("@")
                        && isAnother(user, session.users().getUserByEmail(realm, username)));
    }

    private static boolean isAnother(UserModel user, @Nullable UserModel owner) {
        return owner != null && !owner.getId().equals(user.getId());
    }

    boolean isEmailTrusted() {
        return new AmazonIdentityProviderConfig(provider).trustsEmail();
    }

    /** Without the value, which is personal data, and once in a login, also if a mapper brings the same value again. */
    private void warn(String message, UserModel user) {
        String warning = "%s [realm=%s, alias=%s, user=%s]"
                .formatted(
                        message,
                        realm.getName().replaceAll("\\p{Cntrl}", "_"),
                        provider.getAlias().replaceAll("\\p{Cntrl}", "_"),
                        user.getId());
        if (session.getAttribute(warning) == null) {
            session.setAttribute(warning, true);
            LOG.warn(warning);
        }
    }
}
