package io.github.keycloakamazon.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.keycloakamazon.config.AmazonIdentityProviderConfig;
import io.github.keycloakamazon.fixture.OpenProfile;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.keycloak.broker.provider.BrokeredIdentityContext;
import org.keycloak.models.IdentityProviderModel;
import org.keycloak.models.IdentityProviderSyncMode;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserProvider;
import org.keycloak.storage.ReadOnlyException;
import org.keycloak.storage.adapter.InMemoryUserAdapter;

/** Users of a user storage that refuses some or all changes, as a read-only LDAP directory does. */
class ReadOnlyUserTest {
    private static final String IN_STORAGE = "f:directory:rita";

    private final IdentityProviderModel provider = new IdentityProviderModel();
    private final RealmModel realm = answering(RealmModel.class, Map.of("getName", "shop", "getId", "shop"));

    /** Refuses a change of these fields, as {@code ReadonlyLDAPUserModelDelegate} does: what stays the same may be written. */
    private static final class Reader extends InMemoryUserAdapter {
        private final Predicate<String> refused;
        private final String storageId;
        private boolean guarded;

        Reader(String id, Predicate<String> refused) {
            super(null, null, id);
            this.storageId = id;
            this.refused = refused;
            setUsername("rita");
            setFirstName("Rita");
            setLastName("Reader");
            setEmail("rita@example.com");
            guarded = true;
        }

        @Override
        public String getId() {
            return storageId;
        }

        @Override
        public void setSingleAttribute(String name, String value) {
            if (guarded && refused.test(name) && !value.equals(getFirstAttribute(name))) {
                throw new ReadOnlyException("The directory is read-only");
            }
            super.setSingleAttribute(name, value);
        }

        @Override
        public void setUsername(String username) {
            setSingleAttribute(USERNAME, username);
        }

        @Override
        public void setFirstName(String firstName) {
            setSingleAttribute(FIRST_NAME, firstName);
        }

        @Override
        public void setLastName(String lastName) {
            setSingleAttribute(LAST_NAME, lastName);
        }

        @Override
        public void setEmail(String email) {
            setSingleAttribute(EMAIL, email);
        }
    }

    @Test
    void whatTheStorageRefusesIsLeftOutOfTheIdentity() {
        BrokeredIdentityContext identity = prepare(new Reader(IN_STORAGE, field -> true));

        assertThat(identity.getFirstName()).isNull();
        assertThat(identity.getLastName()).isNull();
        assertThat(identity.getEmail()).isNull();
    }

    @ParameterizedTest
    @CsvSource({"firstName", "lastName", "email"})
    void fieldsThatItTakesStay(String refused) {
        Reader user = new Reader(IN_STORAGE, refused::equals);

        BrokeredIdentityContext identity = prepare(user);

        assertThat(identity.getFirstName()).isEqualTo(refused.equals("firstName") ? null : "Jane");
        assertThat(identity.getLastName()).isEqualTo(refused.equals("lastName") ? null : "Doe");
        assertThat(identity.getEmail()).isEqualTo(refused.equals("email") ? null : "jane@example.com");
        assertUnchanged(user);
    }

    /** Only Keycloak writes to it, after its own checks. */
    @Test
    void userOfKeycloaksDatabaseIsNotTried() {
        BrokeredIdentityContext identity = prepare(new Reader("local", field -> true));

        assertThat(identity.getFirstName()).isEqualTo("Jane");
        assertThat(identity.getEmail()).isEqualTo("jane@example.com");
    }

    @Test
    void updateLeavesOutWhatTheStorageRefuses() {
        Reader user = new Reader(IN_STORAGE, field -> true);
        UserFields fields = new UserFields(session(user), realm, provider());

        fields.setFirstName(user, "Jane");
        fields.setLastName(user, "Doe");
        fields.setEmail(user, "jane@example.com");
        fields.setUsername(user, "jane");
        fields.write(user, "value of an attribute", () -> user.setSingleAttribute("postalCode", "11111"));

        assertUnchanged(user);
        assertThat(user.getFirstAttribute("postalCode")).isNull();
    }

    private static void assertUnchanged(UserModel user) {
        assertThat(user.getUsername()).isEqualTo("rita");
        assertThat(user.getFirstName()).isEqualTo("Rita");
        assertThat(user.getLastName()).isEqualTo("Reader");
        assertThat(user.getEmail()).isEqualTo("rita@example.com");
    }

    private BrokeredIdentityContext prepare(UserModel user) {
        BrokeredIdentityContext identity = new BrokeredIdentityContext("amzn1.account.A", provider());
        identity.setFirstName("Jane");
        identity.setLastName("Doe");
        identity.setEmail("jane@example.com");
        new KnownUser(session(user), realm, identity, new AmazonIdentityProviderConfig(provider())).prepareIdentity();
        return identity;
    }

    private IdentityProviderModel provider() {
        provider.setAlias("amazon");
        provider.setEnabled(true);
        provider.setSyncMode(IdentityProviderSyncMode.FORCE);
        return provider;
    }

    private static KeycloakSession session(UserModel user) {
        UserProvider users = answering(UserProvider.class, Map.of("getUserByFederatedIdentity", user));
        return answering(KeycloakSession.class, Map.of("users", users, "getProvider", OpenProfile.provider()));
    }

    /** Answers these methods with these values, and all others with nothing. */
    private static <T> T answering(Class<T> type, Map<String, Object> answers) {
        Object proxy =
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                    Object answer = answers.get(method.getName());
                    return answer == null && method.getReturnType() == boolean.class ? (Object) false : answer;
                });
        return type.cast(proxy);
    }
}
