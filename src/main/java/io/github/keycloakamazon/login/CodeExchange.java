package io.github.keycloakamazon.login;

import static org.keycloak.broker.oidc.AbstractOAuth2IdentityProvider.FEDERATED_REFRESH_TOKEN;
import static org.keycloak.broker.oidc.AbstractOAuth2IdentityProvider.FEDERATED_TOKEN_EXPIRATION;
import static org.keycloak.broker.provider.UserAuthenticationIdentityProvider.FEDERATED_ACCESS_TOKEN;

import io.github.keycloakamazon.config.AmazonIdentityProviderConfig;
import io.github.keycloakamazon.identity.EssentialClaim;
import io.github.keycloakamazon.identity.KnownUser;
import io.github.keycloakamazon.identity.ProfileMapping;
import io.github.keycloakamazon.identity.SessionNotes;
import io.github.keycloakamazon.lwa.AuthorizationCodeGrant;
import io.github.keycloakamazon.lwa.LwaCall;
import io.github.keycloakamazon.lwa.LwaClient;
import io.github.keycloakamazon.lwa.LwaException;
import io.github.keycloakamazon.lwa.Profile;
import io.github.keycloakamazon.lwa.Scopes;
import io.github.keycloakamazon.lwa.TokenResponse;
import io.github.keycloakamazon.runtime.Admission;
import io.github.keycloakamazon.runtime.AmazonRuntime;
import io.github.keycloakamazon.runtime.FailureLog;
import io.github.keycloakamazon.token.StoredToken;
import java.util.List;
import java.util.Optional;
import org.keycloak.OAuth2Constants;
import org.keycloak.broker.provider.BrokeredIdentityContext;
import org.keycloak.broker.provider.IdentityBrokerException;
import org.keycloak.models.KeycloakSession;
import org.keycloak.services.messages.Messages;
import org.keycloak.sessions.AuthenticationSessionModel;

/** Turns the authorization code of a callback into an identity, with the two calls to Amazon that a login takes. */
public final class CodeExchange {
    /** The user session note with the scopes that the user granted, for protocol mappers. */
    private static final String GRANTED_SCOPE_NOTE = "amazon_granted_scope";

    private final KeycloakSession session;
    private final AmazonIdentityProviderConfig config;
    private final AmazonRuntime runtime;

    /**
     * Makes an exchange for one request.
     *
     * @param session the current session
     * @param config the provider's settings
     * @param runtime the server's way to Amazon
     */
    public CodeExchange(KeycloakSession session, AmazonIdentityProviderConfig config, AmazonRuntime runtime) {
        this.session = session;
        this.config = config;
        this.runtime = runtime;
    }

    /**
     * Exchanges an authorization code and fetches the profile.
     *
     * @param redirectUri the redirect URI of the authorization request
     * @throws LwaException when this provider did not request the code, or when Amazon refuses, fails, is too slow, or has too many
     *     requests waiting for it
     * @throws IdentityBrokerException when the provider is no longer for this login, or when the user does not have the essential claim
     *     that the administrator requires
     */
    BrokeredIdentityContext identityFor(AuthenticationSessionModel authSession, String code, String redirectUri)
            throws LwaException {
        InitiatingProvider.require(authSession, config.getAlias());
        requireOffered(authSession);
        Optional<String> codeVerifier = Optional.ofNullable(authSession.getClientNote(LoginStart.CODE_VERIFIER_NOTE));
        authSession.removeClientNote(LoginStart.CODE_VERIFIER_NOTE);
        return runtime.call(Admission.login(LwaCall.TOKEN, config.region()), () -> {
            LwaClient amazon = amazon();
            TokenResponse tokens = amazon.exchange(
                    config.credentials(session), new AuthorizationCodeGrant(code, redirectUri, codeVerifier));
            return identity(tokens, amazon.profile(tokens.accessToken()));
        });
    }

    /**
     * Fetches the profile for a token response that Keycloak's own callback endpoint received, on Keycloak 26.0 to 26.4.
     *
     * @param tokenResponse the body of the response
     * @return the identity
     * @throws IdentityBrokerException with the key of a message for the user
     */
    public BrokeredIdentityContext identityFor(String tokenResponse) {
        AuthenticationSessionModel authSession = session.getContext().getAuthenticationSession();
        try {
            InitiatingProvider.require(authSession, config.getAlias());
            requireOffered(authSession);
            TokenResponse tokens = TokenResponse.parse(tokenResponse);
            Profile profile = runtime.call(
                    Admission.login(LwaCall.PROFILE, config.region()), () -> amazon().profile(tokens.accessToken()));
            return identity(tokens, profile);
        } catch (LwaException e) {
            FailureLog.warn(e, session.getContext().getRealm(), config);
            throw new IdentityBrokerException(e.getMessage(), e).withMessageCode(LoginFailure.messageKey(e));
        }
    }

    private BrokeredIdentityContext identity(TokenResponse tokens, Profile profile) {
        requireEssentialClaim(profile);
        Scopes granted = grantedScopes();
        BrokeredIdentityContext identity = ProfileMapping.toIdentity(profile, granted, config);
        if (config.storesTokens()) {
            identity.setToken(StoredToken.of(tokens).toJson());
        }
        identity.getContextData().put(FEDERATED_ACCESS_TOKEN, tokens.accessToken());
        tokens.expiresInSeconds()
                .ifPresent(seconds -> identity.getContextData()
                        .put(FEDERATED_TOKEN_EXPIRATION, Long.toString(StoredToken.expirationIn(seconds))));
        if (config.storesTokenInSession() && !config.storesTokens()) {
            tokens.refreshToken()
                    .ifPresent(refreshToken -> identity.getContextData().put(FEDERATED_REFRESH_TOKEN, refreshToken));
        }
        identity.getContextData().put(GRANTED_SCOPE_NOTE, granted.joined());
        return identity;
    }

    /** The provider can be changed while the user is at Amazon. Keycloak 26.0 to 26.6 do not notice that, at least not all of it. */
    private void requireOffered(AuthenticationSessionModel authSession) {
        if (!config.isEnabled() || (config.onlyLinks() && !KnownUser.isLinking(authSession))) {
            throw new IdentityBrokerException("The identity provider is disabled, or for account linking only")
                    .withMessageCode(Messages.IDENTITY_PROVIDER_NOT_FOUND);
        }
    }

    private void requireEssentialClaim(Profile profile) {
        if (!EssentialClaim.matches(config, profile.toJson())) {
            throw new IdentityBrokerException("The essential claim does not match")
                    .withMessageCode(Messages.IDENTITY_PROVIDER_UNMATCHED_ESSENTIAL_CLAIM_ERROR);
        }
    }

    /** Amazon names the granted scopes in a parameter that passed through the browser, so only those that were requested count. */
    private Scopes grantedScopes() {
        String scope = session.getContext().getUri().getQueryParameters().getFirst(OAuth2Constants.SCOPE);
        return scope == null ? Scopes.NONE : Scopes.read(scope).within(config.scopes());
    }

    private LwaClient amazon() {
        return runtime.client(session, config.region());
    }

    /**
     * Keeps in the user session what later token exchanges and protocol mappers need.
     *
     * @param authSession the login, which becomes the user session
     * @param identity the user's identity at Amazon
     */
    public static void keepInSession(AuthenticationSessionModel authSession, BrokeredIdentityContext identity) {
        for (String note : List.of(FEDERATED_REFRESH_TOKEN, FEDERATED_TOKEN_EXPIRATION, GRANTED_SCOPE_NOTE)) {
            if (identity.getContextData().get(note) instanceof String value) {
                authSession.setUserSessionNote(note, value);
            }
        }
        SessionNotes.copy(authSession, identity);
    }
}
