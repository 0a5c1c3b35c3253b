package io.github.keycloakamazon.exchange;

import io.github.keycloakamazon.config.AmazonIdentityProviderConfig;
import io.github.keycloakamazon.token.ExchangeRefusal;
import java.util.List;
import java.util.Optional;
import org.keycloak.OAuthErrorException;
import org.keycloak.authentication.authenticators.util.AuthenticatorUtils;
import org.keycloak.broker.provider.AbstractIdentityProvider;
import org.keycloak.broker.provider.BrokeredIdentityContext;
import org.keycloak.broker.provider.IdentityProviderMapper;
import org.keycloak.events.Details;
import org.keycloak.events.Errors;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.FederatedIdentityModel;
import org.keycloak.models.IdentityProviderMapperModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.protocol.oidc.TokenExchangeContext;
import org.keycloak.services.managers.AuthenticationManager;
import org.keycloak.services.managers.BruteForceProtector;
import org.keycloak.sessions.AuthenticationSessionModel;

/** Finds or creates the user of an Amazon identity, and lets the user in if a direct grant would. */
final class UserSignIn {
    private final KeycloakSession session;
    private final RealmModel realm;
    private final EventBuilder event;
    private final AbstractIdentityProvider<AmazonIdentityProviderConfig> provider;

    UserSignIn(TokenExchangeContext context, AbstractIdentityProvider<AmazonIdentityProviderConfig> provider) {
        this.session = context.getSession();
        this.realm = context.getRealm();
        this.event = context.getEvent();
        this.provider = provider;
    }

    /**
     * Signs the user in to the authentication session.
     *
     * @throws ExchangeRefusal if the user is disabled or locked out, must sign in with a browser first, or must not be created
     */
    void signIn(BrokeredIdentityContext identity, AuthenticationSessionModel authSession) throws ExchangeRefusal {
        List<Mapper> mappers = mappers();
        provider.preprocessFederatedIdentity(session, realm, identity);
        mappers.forEach(mapper -> mapper.type().preprocessFederatedIdentity(session, realm, mapper.model(), identity));
        event.detail(Details.IDENTITY_PROVIDER_USERNAME, identity.getUsername());

        Optional<UserModel> known = linkedUser(identity);
        known.ifPresent(this::nameInEvent);
        UserModel user = known.isPresent() ? known.get() : new NewUser(session, provider).create(identity, authSession);
        requireActive(user);
        authSession.setAuthenticatedUser(user);
        if (known.isPresent()) {
            new LinkedUser(session, provider).update(user, identity);
            mappers.forEach(mapper -> mapper.update(session, realm, user, identity));
        } else {
            // Not the provider's own import: it removes the user when the login is not finished, and an exchange
            // finishes none.
            mappers.forEach(mapper -> mapper.type().importNewUser(session, realm, user, mapper.model(), identity));
        }
        requireNothingToAsk(user, authSession);
        // Before, the event of a refusal would name a new user that does not exist.
        nameInEvent(user);
        if (known.isEmpty()) {
            event.clone()
                    .event(EventType.REGISTER)
                    .detail(Details.REGISTER_METHOD, "token-exchange")
                    .detail(Details.EMAIL, user.getEmail())
                    .success();
        }
    }

    private void nameInEvent(UserModel user) {
        event.user(user).detail(Details.USERNAME, user.getUsername());
    }

    private List<Mapper> mappers() {
        return session.identityProviders()
                .getMappersByAliasStream(provider.getConfig().getAlias())
                .map(this::mapper)
                .toList();
    }

    private Mapper mapper(IdentityProviderMapperModel model) {
        return new Mapper(model, (IdentityProviderMapper) session.getKeycloakSessionFactory()
                .getProviderFactory(IdentityProviderMapper.class, model.getIdentityProviderMapper()));
    }

    private Optional<UserModel> linkedUser(BrokeredIdentityContext identity) {
        return Optional.ofNullable(session.users()
                .getUserByFederatedIdentity(
                        realm,
                        new FederatedIdentityModel(
                                provider.getConfig().getAlias(), identity.getId(), identity.getUsername())));
    }

    private void requireActive(UserModel user) throws ExchangeRefusal {
        if (!user.isEnabled()) {
            throw ExchangeRefusal.badRequest(
                    OAuthErrorException.INVALID_GRANT, Errors.USER_DISABLED, "Account disabled");
        }
        String lockedOut = AuthenticatorUtils.getDisabledByBruteForceEventError(
                session.getProvider(BruteForceProtector.class), session, realm, user);
        if (lockedOut != null) {
            throw ExchangeRefusal.badRequest(OAuthErrorException.INVALID_GRANT, lockedOut, "Account disabled");
        }
    }

    /** Such as a password to change, terms to accept, an e-mail address to verify, or a profile that is not complete. */
    private void requireNothingToAsk(UserModel user, AuthenticationSessionModel authSession) throws ExchangeRefusal {
        AuthenticationManager.evaluateRequiredActionTriggers(
                session, authSession, session.getContext().getHttpRequest(), event, realm, user);
        if (user.getRequiredActionsStream().findAny().isPresent()
                || !authSession.getRequiredActions().isEmpty()) {
            throw ExchangeRefusal.browserNeeded(Errors.RESOLVE_REQUIRED_ACTIONS, "Account is not fully set up");
        }
    }
}
