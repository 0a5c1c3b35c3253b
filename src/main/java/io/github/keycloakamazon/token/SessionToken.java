package io.github.keycloakamazon.token;

import static org.keycloak.broker.provider.UserAuthenticationIdentityProvider.EXTERNAL_IDENTITY_PROVIDER;

import io.github.keycloakamazon.identity.KnownUser;
import org.keycloak.broker.provider.BrokeredIdentityContext;
import org.keycloak.events.Details;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserSessionModel;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * Which provider the access token in a user session is from. Keycloak keeps one token, under one name, for all providers: without care,
 * an application that asks for the token of one would get that of another which the user linked later in the session.
 */
public final class SessionToken {
    private static final String LINKING = "amazon_linking";

    private SessionToken() {}

    /**
     * Remembers that a signed-in user is linking an account, which Keycloak forgets on the way.
     *
     * @param identity what Amazon says about the user
     */
    public static void rememberLinking(BrokeredIdentityContext identity) {
        if (KnownUser.isLinking(identity.getAuthenticationSession())) {
            identity.getContextData().put(LINKING, "true");
        }
    }

    /**
     * Whether a user links this provider in a session that began with another one, whose token the session must keep.
     *
     * @param session the current session
     * @param authSession the login session of the link
     * @param identity what Amazon says about the user
     * @return whether the token must not go into the user session
     */
    public static boolean isOfAnotherProvider(
            KeycloakSession session, AuthenticationSessionModel authSession, BrokeredIdentityContext identity) {
        if (!identity.getContextData().containsKey(LINKING)) {
            return false;
        }
        UserSessionModel userSession = session.sessions()
                .getUserSession(
                        authSession.getRealm(), authSession.getParentSession().getId());
        return userSession != null
                && !mayBeOf(userSession, identity.getIdpConfig().getAlias());
    }

    /** Whether the token in this session can be from this provider: no other one began the session. */
    static boolean mayBeOf(UserSessionModel userSession, String alias) {
        String owner = userSession.getNote(Details.IDENTITY_PROVIDER);
        if (owner == null) {
            owner = userSession.getNote(EXTERNAL_IDENTITY_PROVIDER);
        }
        return owner == null || owner.equals(alias);
    }
}
