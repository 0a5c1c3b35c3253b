package io.github.keycloakamazon.mapper;

import io.github.keycloakamazon.AmazonIdentityProviderFactory;
import io.github.keycloakamazon.identity.SessionNotes;
import java.util.List;
import java.util.Optional;
import org.keycloak.broker.provider.AbstractIdentityProviderMapper;
import org.keycloak.broker.provider.BrokeredIdentityContext;
import org.keycloak.models.IdentityProviderMapperModel;
import org.keycloak.models.IdentityProviderSyncMode;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.provider.ProviderConfigurationBuilder;

/**
 * Keeps a field of Amazon's profile, such as {@code postal_code}, as a note of the user session. A protocol mapper can put the note into a
 * token. Keycloak does not store the value with the user, and forgets it when the session ends.
 */
public class AmazonUserSessionNoteMapper extends AbstractIdentityProviderMapper {
    /** The mapper's id, which realms and exports refer to. */
    public static final String PROVIDER_ID = "amazon-user-session-note-mapper";

    private static final String JSON_FIELD = "jsonField";
    private static final String SESSION_NOTE = "sessionNote";

    /** One claim cannot hold a list from a note, so several values are joined. */
    private static final String VALUE_SEPARATOR = " ";

    @Override
    public String getId() {
        return PROVIDER_ID;
    }

    @Override
    public String[] getCompatibleProviders() {
        return new String[] {AmazonIdentityProviderFactory.PROVIDER_ID};
    }

    @Override
    public String getDisplayCategory() {
        return "User Session";
    }

    @Override
    public String getDisplayType() {
        return "User Session Note Importer";
    }

    @Override
    public String getHelpText() {
        return "Imports a field of Amazon's profile into a note of the user session. The value is not stored with the user.";
    }

    /** A session begins with every login, so the note is set in every sync mode. */
    @Override
    public boolean supportsSyncMode(IdentityProviderSyncMode syncMode) {
        return true;
    }

    @Override
    public List<ProviderConfigProperty> getConfigProperties() {
        return ProviderConfigurationBuilder.create()
                .property()
                .name(JSON_FIELD)
                .label("amazonJsonField.label")
                .helpText("amazonJsonField.help")
                .type(ProviderConfigProperty.STRING_TYPE)
                .defaultValue("postal_code")
                .add()
                .property()
                .name(SESSION_NOTE)
                .label("amazonSessionNote.label")
                .helpText("amazonSessionNote.help")
                .type(ProviderConfigProperty.STRING_TYPE)
                .defaultValue("amazon_postal_code")
                .add()
                .build();
    }

    /** Runs in every login and every token exchange, for new and for known users. */
    @Override
    public void preprocessFederatedIdentity(
            KeycloakSession session,
            RealmModel realm,
            IdentityProviderMapperModel mapper,
            BrokeredIdentityContext identity) {
        Optional<String> note = setting(mapper, SESSION_NOTE);
        Optional<String> value = setting(mapper, JSON_FIELD)
                .map(field -> ProfileClaims.at(identity, field))
                .filter(values -> !values.isEmpty())
                .map(values -> String.join(VALUE_SEPARATOR, values));
        if (note.isPresent() && value.isPresent()) {
            SessionNotes.add(identity, note.get(), value.get());
        }
    }

    private static Optional<String> setting(IdentityProviderMapperModel mapper, String key) {
        return Optional.ofNullable(mapper.getConfig().get(key))
                .map(String::strip)
                .filter(value -> !value.isEmpty());
    }
}
