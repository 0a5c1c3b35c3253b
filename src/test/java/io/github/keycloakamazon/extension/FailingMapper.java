package io.github.keycloakamazon.extension;

import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.keycloak.broker.provider.AbstractIdentityProviderMapper;
import org.keycloak.broker.provider.BrokeredIdentityContext;
import org.keycloak.broker.provider.IdentityBrokerException;
import org.keycloak.models.IdentityProviderMapperModel;
import org.keycloak.models.IdentityProviderSyncMode;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.provider.ProviderConfigProperty;

/** Somebody else's mapper: fails where and as its settings say. */
public class FailingMapper extends AbstractIdentityProviderMapper {
    public static final String ID = "test-failing-mapper";
    /** The step it fails in: preprocess, import or update. */
    public static final String STEP = "step";
    /** How it fails: code, message, runtime, linkage, web, stack. */
    public static final String FAILURE = "failure";
    /** What no log and no page may show. */
    public static final String PERSONAL = "jane.secret@example.com";

    @Override
    public String getId() {
        return ID;
    }

    @Override
    public String[] getCompatibleProviders() {
        return new String[] {ANY_PROVIDER};
    }

    @Override
    public String getDisplayCategory() {
        return "Test";
    }

    @Override
    public String getDisplayType() {
        return "Fails";
    }

    @Override
    public String getHelpText() {
        return "Fails.";
    }

    @Override
    public List<ProviderConfigProperty> getConfigProperties() {
        return List.of();
    }

    @Override
    public boolean supportsSyncMode(IdentityProviderSyncMode syncMode) {
        return true;
    }

    @Override
    public void preprocessFederatedIdentity(
            KeycloakSession session,
            RealmModel realm,
            IdentityProviderMapperModel mapper,
            BrokeredIdentityContext identity) {
        failIn("preprocess", mapper);
    }

    @Override
    public void importNewUser(
            KeycloakSession session,
            RealmModel realm,
            UserModel user,
            IdentityProviderMapperModel mapper,
            BrokeredIdentityContext identity) {
        failIn("import", mapper);
    }

    @Override
    public void updateBrokeredUser(
            KeycloakSession session,
            RealmModel realm,
            UserModel user,
            IdentityProviderMapperModel mapper,
            BrokeredIdentityContext identity) {
        user.setSingleAttribute("halfway", "yes");
        failIn("update", mapper);
    }

    private static void failIn(String step, IdentityProviderMapperModel mapper) {
        if (!step.equals(mapper.getConfig().get(STEP))) {
            return;
        }
        switch (mapper.getConfig().get(FAILURE)) {
            case "code" -> throw new IdentityBrokerException(PERSONAL).withMessageCode("amazonLoginBusy");
            case "message" -> throw new IdentityBrokerException(PERSONAL);
            case "linkage" -> throw new NoSuchMethodError(PERSONAL);
            case "stack" -> throw new StackOverflowError(PERSONAL);
            case "web" ->
                throw new WebApplicationException(
                        Response.status(418).entity("short and stout").build());
            default -> throw new IllegalStateException(PERSONAL, new NullPointerException(PERSONAL));
        }
    }
}
