package io.github.keycloakamazon.identity;

import org.keycloak.broker.provider.BrokeredIdentityContext;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * Notes for the user session that begins with a login or a token exchange. Keycloak clears the notes of a login when it runs the
 * first-login flow, so they travel with the identity and are copied when the login is complete.
 */
public final class SessionNotes {
    /** Names the notes among the other data of an identity. */
    private static final String PREFIX = "amazon_session_note.";

    private SessionNotes() {}

    /**
     * Adds a note.
     *
     * @param identity what Amazon says about the user
     * @param name the name of the note
     * @param value its value
     */
    public static void add(BrokeredIdentityContext identity, String name, String value) {
        identity.getContextData().put(PREFIX + name, value);
        // A token exchange has no login session, and takes the notes from here.
        identity.setSessionNote(name, value);
    }

    /**
     * Copies the notes into a login that is complete.
     *
     * @param authSession the login, which becomes the user session
     * @param identity what Amazon says about the user
     */
    public static void copy(AuthenticationSessionModel authSession, BrokeredIdentityContext identity) {
        identity.getContextData().forEach((name, value) -> {
            if (name.startsWith(PREFIX) && value instanceof String text) {
                authSession.setUserSessionNote(name.substring(PREFIX.length()), text);
            }
        });
    }
}
