package io.github.keycloakamazon.extension;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.keycloak.component.ComponentModel;
import org.keycloak.credential.UserCredentialManager;
import org.keycloak.models.GroupModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;
import org.keycloak.models.SubjectCredentialManager;
import org.keycloak.models.UserModel;
import org.keycloak.storage.StorageId;
import org.keycloak.storage.UserStorageProvider;
import org.keycloak.storage.UserStorageProviderFactory;
import org.keycloak.storage.adapter.AbstractUserAdapter;
import org.keycloak.storage.user.UserLookupProvider;

/** Somebody else's user storage, with one user that nobody can change, as in a directory that is read-only. */
public class ReadOnlyUsers implements UserStorageProviderFactory<ReadOnlyUsers.Storage> {
    public static final String ID = "test-read-only-users";
    public static final String USERNAME = "reader";
    public static final String EMAIL = "reader@example.com";

    @Override
    public Storage create(KeycloakSession session, ComponentModel model) {
        return new Storage(session, model);
    }

    @Override
    public String getId() {
        return ID;
    }

    /** Finds the user. */
    public static class Storage implements UserStorageProvider, UserLookupProvider {
        private final KeycloakSession session;
        private final ComponentModel model;

        Storage(KeycloakSession session, ComponentModel model) {
            this.session = session;
            this.model = model;
        }

        @Override
        public @Nullable UserModel getUserById(RealmModel realm, String id) {
            return getUserByUsername(realm, StorageId.externalId(id));
        }

        @Override
        public @Nullable UserModel getUserByUsername(RealmModel realm, String username) {
            return username.equals(USERNAME) ? new Reader(session, realm, model) : null;
        }

        @Override
        public @Nullable UserModel getUserByEmail(RealmModel realm, String email) {
            return email.equals(EMAIL) ? new Reader(session, realm, model) : null;
        }

        @Override
        public void close() {}
    }

    /** Refuses every change, but for required actions: real storages let Keycloak keep those, and Keycloak clears them at a login. */
    public static class Reader extends AbstractUserAdapter {
        Reader(KeycloakSession session, RealmModel realm, ComponentModel model) {
            super(session, realm, model);
        }

        @Override
        public String getUsername() {
            return ReadOnlyUsers.USERNAME;
        }

        @Override
        public String getEmail() {
            return ReadOnlyUsers.EMAIL;
        }

        @Override
        public boolean isEmailVerified() {
            return true;
        }

        @Override
        public String getFirstName() {
            return "Rita";
        }

        @Override
        public String getLastName() {
            return "Reader";
        }

        @Override
        public Map<String, List<String>> getAttributes() {
            return Map.of(
                    UserModel.USERNAME, List.of(ReadOnlyUsers.USERNAME),
                    UserModel.EMAIL, List.of(ReadOnlyUsers.EMAIL),
                    UserModel.FIRST_NAME, List.of("Rita"),
                    UserModel.LAST_NAME, List.of("Reader"));
        }

        @Override
        public @Nullable String getFirstAttribute(String name) {
            return getAttributeStream(name).findFirst().orElse(null);
        }

        @Override
        public Stream<String> getAttributeStream(String name) {
            return getAttributes().getOrDefault(name, List.of()).stream();
        }

        @Override
        public void removeRequiredAction(String action) {}

        @Override
        protected Set<RoleModel> getRoleMappingsInternal() {
            return Set.of();
        }

        @Override
        protected Set<GroupModel> getGroupsInternal() {
            return Set.of();
        }

        @Override
        public SubjectCredentialManager credentialManager() {
            return new UserCredentialManager(session, realm, this);
        }
    }
}
