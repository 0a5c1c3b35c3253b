package io.github.keycloakamazon.login;

import io.github.keycloakamazon.lwa.LwaCall;
import io.github.keycloakamazon.lwa.LwaError;
import io.github.keycloakamazon.lwa.LwaException;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * Remembers which provider sent the browser of a login to Amazon, and accepts a callback only for that provider, and once.
 *
 * <p>Keycloak's state names the login, not the provider, and can be put together from the URLs of the login page. Without this check, a
 * user could take it to Amazon by hand, and sign in by a provider that is for linking only, with a code of another provider's client,
 * or without PKCE.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9700#section-4.4">RFC 9700 section 4.4, mix-up attacks</a>
 */
final class InitiatingProvider {
    private static final String NOTE = "amazon_asked_by";

    private InitiatingProvider() {}

    static void remember(AuthenticationSessionModel authSession, String alias) {
        authSession.setAuthNote(NOTE, alias);
    }

    /** @throws LwaException with {@link LwaError#UNSOLICITED} if this provider did not start the login */
    static void require(AuthenticationSessionModel authSession, String alias) throws LwaException {
        String initiator = authSession.getAuthNote(NOTE);
        authSession.removeAuthNote(NOTE);
        if (!alias.equals(initiator)) {
            throw LwaException.of(LwaCall.AUTHORIZATION, LwaError.UNSOLICITED);
        }
    }
}
