package io.github.keycloakamazon.token;

import static org.keycloak.broker.oidc.AbstractOAuth2IdentityProvider.FEDERATED_REFRESH_TOKEN;
import static org.keycloak.broker.oidc.AbstractOAuth2IdentityProvider.FEDERATED_TOKEN_EXPIRATION;
import static org.keycloak.broker.provider.UserAuthenticationIdentityProvider.FEDERATED_ACCESS_TOKEN;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.models.utils.KeycloakModelUtils;

/** The token that Keycloak keeps in a user session, in notes. It ends with the session. */
final class SessionTokenStore implements TokenStore {
    private final KeycloakSession session;
    private final String alias;
    private final UserSessionModel userSession;

    SessionTokenStore(KeycloakSession session, String alias, UserSessionModel userSession) {
        this.session = session;
        this.alias = alias;
        this.userSession = userSession;
    }

    @Override
    public String key() {
        return String.join("/", userSession.getRealm().getId(), alias, "session", userSession.getId());
    }

    /** Empty as well when the token in the session is another provider's. */
    @Override
    public Optional<StoredToken> read() {
        return SessionToken.mayBeOf(userSession, alias) ? tokenOf(userSession) : Optional.empty();
    }

    @Override
    public Optional<StoredToken> latest() {
        return inTransaction(SessionTokenStore::tokenOf);
    }

    @Override
    public void replace(StoredToken stored, StoredToken renewed) {
        inTransaction(sameSession -> {
            Optional<StoredToken> unchanged = tokenOf(sameSession).filter(stored::equals);
            if (unchanged.isPresent()) {
                write(sameSession, renewed);
            }
            return unchanged;
        });
    }

    private static void write(UserSessionModel userSession, StoredToken token) {
        userSession.setNote(FEDERATED_ACCESS_TOKEN, token.accessToken());
        token.refreshToken().ifPresent(refreshToken -> userSession.setNote(FEDERATED_REFRESH_TOKEN, refreshToken));
        if (token.expiration().isPresent()) {
            userSession.setNote(
                    FEDERATED_TOKEN_EXPIRATION, Long.toString(token.expiration().getAsLong()));
        } else {
            userSession.removeNote(FEDERATED_TOKEN_EXPIRATION);
        }
    }

    private static Optional<StoredToken> tokenOf(UserSessionModel userSession) {
        return Optional.ofNullable(userSession.getNote(FEDERATED_ACCESS_TOKEN))
                .map(accessToken -> new StoredToken(
                        accessToken,
                        Optional.ofNullable(userSession.getNote(FEDERATED_REFRESH_TOKEN)),
                        expirationOf(userSession)));
    }

    private static OptionalLong expirationOf(UserSessionModel userSession) {
        String expiration = userSession.getNote(FEDERATED_TOKEN_EXPIRATION);
        return expiration == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(expiration));
    }

    /** No other transaction sees a transient session, because Keycloak does not store it. */
    private Optional<StoredToken> inTransaction(Function<UserSessionModel, Optional<StoredToken>> task) {
        return KeycloakModelUtils.runJobInTransactionWithResult(session.getKeycloakSessionFactory(), other -> {
            RealmModel realm = other.realms().getRealm(userSession.getRealm().getId());
            other.getContext().setRealm(realm);
            UserSessionModel stored = userSession.isOffline()
                    ? other.sessions().getOfflineUserSession(realm, userSession.getId())
                    : other.sessions().getUserSession(realm, userSession.getId());
            return task.apply(Objects.requireNonNullElse(stored, userSession));
        });
    }
}
