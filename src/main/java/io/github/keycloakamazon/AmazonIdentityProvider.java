package io.github.keycloakamazon;

import io.github.keycloakamazon.lwa.AuthorizationCodeGrant;
import io.github.keycloakamazon.lwa.AuthorizationRequest;
import io.github.keycloakamazon.lwa.AuthorizationRequest.CodeChallenge;
import io.github.keycloakamazon.lwa.ClientCredentials;
import io.github.keycloakamazon.lwa.ForeignToken;
import io.github.keycloakamazon.lwa.LwaCall;
import io.github.keycloakamazon.lwa.LwaClient;
import io.github.keycloakamazon.lwa.LwaEndpoints;
import io.github.keycloakamazon.lwa.LwaException;
import io.github.keycloakamazon.lwa.Profile;
import io.github.keycloakamazon.lwa.Scopes;
import io.github.keycloakamazon.lwa.SetupProbe;
import io.github.keycloakamazon.lwa.TokenResponse;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriBuilder;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.keycloak.OAuth2Constants;
import org.keycloak.OAuthErrorException;
import org.keycloak.broker.oidc.AbstractOAuth2IdentityProvider;
import org.keycloak.broker.provider.AuthenticationRequest;
import org.keycloak.broker.provider.BrokeredIdentityContext;
import org.keycloak.broker.provider.IdentityBrokerException;
import org.keycloak.broker.social.SocialIdentityProvider;
import org.keycloak.events.Details;
import org.keycloak.events.Errors;
import org.keycloak.events.EventBuilder;
import org.keycloak.models.ClientModel;
import org.keycloak.models.FederatedIdentityModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;
import org.keycloak.protocol.oidc.TokenExchangeContext;
import org.keycloak.protocol.oidc.utils.PkceUtils;
import org.keycloak.representations.AccessTokenResponse;
import org.keycloak.services.ErrorResponseException;
import org.keycloak.sessions.AuthenticationSessionModel;
import org.keycloak.vault.VaultStringSecret;

/**
 * Brokers logins to Amazon: sends the browser there, turns the authorization code it brings back into an identity, accepts Amazon
 * tokens that applications obtained themselves, and hands out stored ones.
 *
 * <p>One instance serves one request. It keeps to the members of Keycloak's base class that are the same from 26.0 on.
 *
 * @see <a href="https://developer.amazon.com/docs/login-with-amazon/authorization-code-grant.html">Amazon: Authorization Code Grant</a>
 */
public class AmazonIdentityProvider extends AbstractOAuth2IdentityProvider<AmazonIdentityProviderConfig>
        implements SocialIdentityProvider<AmazonIdentityProviderConfig> {
    /** Where Keycloak's own callback endpoint, too, looks for the PKCE code verifier. */
    private static final String CODE_VERIFIER_NOTE = "BROKER_CODE_CHALLENGE";

    /** Which provider sent the browser of this login to Amazon. */
    private static final String ASKED_BY_NOTE = "amazon_asked_by";

    /** The user session's note of what the person let Amazon share, for protocol mappers. */
    static final String GRANTED_SCOPE_NOTE = "amazon_granted_scope";

    /** No login has this state, so nothing can come of it. */
    private static final String PROBE_STATE = "setup-check";

    private static final String SCOPE_PARAMETER = "scope";

    private final AmazonServer server;
    private final LwaEndpoints endpoints;

    AmazonIdentityProvider(KeycloakSession session, AmazonIdentityProviderConfig config, AmazonServer server) {
        super(session, config);
        this.server = server;
        this.endpoints = server.endpoints(config.region());
        aimKeycloaksOwnEndpoint(config);
    }

    /**
     * Before 26.5 Keycloak's own callback endpoint makes the token call, with what it finds in the configuration. This is a copy that
     * lives as long as the request; whatever a realm administrator wrote there is overwritten.
     */
    private void aimKeycloaksOwnEndpoint(AmazonIdentityProviderConfig config) {
        config.setAuthorizationUrl(endpoints.authorization().toString());
        config.setTokenUrl(endpoints.token().toString());
        config.setUserInfoUrl(endpoints.profile().toString());
        config.setClientAuthMethod(OIDCLoginProtocol.CLIENT_SECRET_POST);
    }

    @Override
    protected String getDefaultScopes() {
        return AmazonIdentityProviderConfig.DEFAULT_SCOPE;
    }

    // ---- To Amazon

    @Override
    public Response performLogin(AuthenticationRequest request) {
        Response toAmazon = super.performLogin(request);
        server.connectAhead(session, getConfig().region());
        return toAmazon;
    }

    /** Nothing of the application's own request reaches Amazon, which knows no {@code prompt}, {@code login_hint} or {@code acr_values}. */
    @Override
    protected UriBuilder createAuthorizationUrl(AuthenticationRequest request) {
        AmazonIdentityProviderConfig config = getConfig();
        request.getAuthenticationSession().setAuthNote(ASKED_BY_NOTE, config.getAlias());
        AuthorizationRequest authorization = new AuthorizationRequest(
                config.getClientId(),
                request.getRedirectUri(),
                config.scopes(),
                config.optionalScopes(),
                request.getState().getEncoded(),
                codeChallenge(request.getAuthenticationSession()));
        return UriBuilder.fromUri(authorization.toUri(endpoints.authorization()));
    }

    private Optional<CodeChallenge> codeChallenge(AuthenticationSessionModel authSession) {
        if (!getConfig().isPkceEnabled()) {
            authSession.removeClientNote(CODE_VERIFIER_NOTE);
            return Optional.empty();
        }
        String method = getConfig().getPkceMethod();
        String codeVerifier = PkceUtils.generateCodeVerifier();
        authSession.setClientNote(CODE_VERIFIER_NOTE, codeVerifier);
        return Optional.of(new CodeChallenge(PkceUtils.encodeCodeChallenge(codeVerifier, method), method));
    }

    // ---- Back from Amazon

    /**
     * Keycloak 26.5 and later find the own endpoint here. Earlier ones know this method by another signature, so that they use their
     * own endpoint, which makes the token call itself and comes to {@link #getFederatedIdentity(String)}.
     */
    @Override
    public Object callback(RealmModel realm, AuthenticationCallback callback, EventBuilder event) {
        return new AmazonCallbackEndpoint(session, this, callback, event);
    }

    /**
     * Exchanges an authorization code and fetches the profile: the two calls to Amazon that a login takes.
     *
     * @param redirectUri the redirect URI of the authorization request
     * @throws LwaException when nobody asked for the code, or when Amazon refuses, fails, is too slow, or has too many requests
     *     waiting for it already
     */
    BrokeredIdentityContext authenticate(AuthenticationSessionModel authSession, String code, String redirectUri)
            throws LwaException {
        checkAskedFor(authSession);
        Optional<String> codeVerifier = Optional.ofNullable(authSession.getClientNote(CODE_VERIFIER_NOTE));
        authSession.removeClientNote(CODE_VERIFIER_NOTE);
        return server.admit(LwaCall.TOKEN, () -> {
            LwaClient amazon = amazon();
            TokenResponse tokens =
                    amazon.exchange(credentials(), new AuthorizationCodeGrant(code, redirectUri, codeVerifier));
            return identity(tokens, amazon.profile(tokens.accessToken()));
        });
    }

    /**
     * Takes an answer only where it was asked for, and once. Keycloak's state names the login, not the provider, and can be put
     * together from the addresses on the login page: without this, a person could take it to Amazon by hand, and come in by a
     * provider that is for linking only, with a code of another provider's client, or past PKCE.
     *
     * @see <a href="https://www.rfc-editor.org/rfc/rfc9700#section-4.4">RFC 9700 section 4.4, mix-up attacks</a>
     */
    private void checkAskedFor(AuthenticationSessionModel authSession) throws LwaException {
        String askedBy = authSession.getAuthNote(ASKED_BY_NOTE);
        authSession.removeAuthNote(ASKED_BY_NOTE);
        if (!getConfig().getAlias().equals(askedBy)) {
            throw LwaException.unsolicited();
        }
    }

    @Override
    public BrokeredIdentityContext getFederatedIdentity(String tokenAnswer) {
        try {
            checkAskedFor(session.getContext().getAuthenticationSession());
            TokenResponse tokens = TokenResponse.parse(tokenAnswer);
            return identity(tokens, server.admit(LwaCall.PROFILE, () -> amazon().profile(tokens.accessToken())));
        } catch (LwaException e) {
            LoginFailure failure = LoginFailure.of(e);
            failure.log(session.getContext().getRealm(), getConfig());
            throw new IdentityBrokerException(e.getMessage(), e).withMessageCode(failure.messageKey());
        }
    }

    private BrokeredIdentityContext identity(TokenResponse tokens, Profile profile) {
        Scopes granted = grantedScopes();
        BrokeredIdentityContext identity = ProfileMapping.toIdentity(profile, granted, getConfig());
        identity.setToken(StoredToken.of(tokens).toJson());
        identity.getContextData().put(FEDERATED_ACCESS_TOKEN, tokens.accessToken());
        tokens.expiresInSeconds()
                .ifPresent(seconds -> identity.getContextData()
                        .put(FEDERATED_TOKEN_EXPIRATION, Long.toString(StoredToken.expirationIn(seconds))));
        identity.getContextData().put(GRANTED_SCOPE_NOTE, granted.joined());
        return identity;
    }

    /** What Amazon says was granted, as far as it was asked for: the parameter passed through the browser. */
    private Scopes grantedScopes() {
        String scope = session.getContext().getUri().getQueryParameters().getFirst(SCOPE_PARAMETER);
        return scope == null
                ? Scopes.NONE
                : Scopes.read(scope).within(getConfig().scopes());
    }

    /** Leaves in the user session what a later exchange or a protocol mapper may ask for. */
    @Override
    public void authenticationFinished(AuthenticationSessionModel authSession, BrokeredIdentityContext context) {
        super.authenticationFinished(authSession, context);
        for (String note : List.of(FEDERATED_TOKEN_EXPIRATION, GRANTED_SCOPE_NOTE)) {
            if (context.getContextData().get(note) instanceof String value) {
                authSession.setUserSessionNote(note, value);
            }
        }
    }

    // ---- An Amazon token for a Keycloak one

    @Override
    protected boolean supportsExternalExchange() {
        return true;
    }

    /**
     * Accepts an Amazon access token that a mobile application obtained itself, if it was issued to one of our client ids.
     *
     * @throws ErrorResponseException with {@code invalid_token} in every other case
     */
    @Override
    protected BrokeredIdentityContext validateExternalTokenThroughUserInfo(
            EventBuilder event, String subjectToken, String subjectTokenType) {
        event.detail("validation_method", "tokeninfo");
        try {
            ForeignToken token = server.admit(
                    LwaCall.TOKENINFO,
                    () -> amazon().verify(subjectToken, getConfig().audiences()));
            BrokeredIdentityContext identity = ProfileMapping.toIdentity(token.profile(), Scopes.NONE, getConfig());
            // Keycloak keeps the token in the user session; this keeps it from being handed out after its end.
            identity.setSessionNote(
                    FEDERATED_TOKEN_EXPIRATION, Long.toString(StoredToken.expirationIn(token.secondsLeft())));
            return identity;
        } catch (LwaException e) {
            LoginFailure.of(e).log(session.getContext().getRealm(), getConfig());
            event.detail(Details.IDENTITY_PROVIDER, getConfig().getAlias());
            event.detail(Details.REASON, e.code());
            event.error(Errors.INVALID_TOKEN);
            throw new ErrorResponseException(
                    OAuthErrorException.INVALID_TOKEN,
                    TokenFailure.of(e).isTemporary() ? "Amazon could not be asked about the token" : "invalid token",
                    Response.Status.BAD_REQUEST);
        }
    }

    /**
     * How Keycloak 26.3 to 26.6 call for the same check in their experimental exchange of external tokens (feature
     * {@code token-exchange-external-internal:v2}). Other releases do not know this method, so it overrides nothing there.
     *
     * @param context the request
     * @return the person the token speaks for
     */
    protected BrokeredIdentityContext exchangeExternalTokenV2Impl(TokenExchangeContext context) {
        return exchangeExternalUserInfoValidationOnly(context.getEvent(), context.getFormParams());
    }

    // ---- Stored tokens

    /** What {@code GET /realms/{realm}/broker/{alias}/token} answers: all that is stored, refreshed if it has run out. */
    @Override
    public Response retrieveToken(KeycloakSession session, FederatedIdentityModel link) {
        RealmModel realm = session.getContext().getRealm();
        try {
            UserModel user = Optional.ofNullable(session.users().getUserByFederatedIdentity(realm, link))
                    .orElseThrow(() -> LwaException.expired(LwaCall.REFRESH));
            return json(Response.Status.OK, storedTokens().fresh(realm, user).toJson());
        } catch (LwaException e) {
            return refusal(realm, e);
        }
    }

    /** An error is answered, not thrown: before 26.4 Keycloak makes an HTML page of what is thrown. */
    private Response refusal(RealmModel realm, LwaException cause) {
        TokenFailure failure = TokenFailure.of(cause);
        failure.log(realm, getConfig());
        return json(failure.status(), failure.body());
    }

    /**
     * What an exchange of a Keycloak token for an Amazon one answers: the stored access token, refreshed if it has run out. Event and
     * client are absent when the newer of Keycloak's endpoints asks.
     */
    @Override
    protected Response exchangeStoredToken(
            UriInfo uriInfo,
            @Nullable EventBuilder event,
            @Nullable ClientModel client,
            UserSessionModel userSession,
            UserModel user) {
        RealmModel realm = session.getContext().getRealm();
        FederatedIdentityModel link =
                session.users().getFederatedIdentity(realm, user, getConfig().getAlias());
        if (link == null || link.getToken() == null) {
            fail(event, "requested_issuer is not linked");
            return exchangeNotLinked(uriInfo, client, userSession, user);
        }
        try {
            StoredToken token = storedTokens().fresh(realm, user);
            return handOut(token.accessToken(), token.secondsLeft(), uriInfo, event, client, userSession);
        } catch (LwaException e) {
            fail(event, e.code());
            return refusal(realm, e);
        }
    }

    /** Where tokens are not stored, the session still knows the one of this login, which is good for as long as Amazon said. */
    @Override
    protected Response exchangeSessionToken(
            UriInfo uriInfo,
            @Nullable EventBuilder event,
            @Nullable ClientModel client,
            UserSessionModel userSession,
            UserModel user) {
        String accessToken = userSession.getNote(FEDERATED_ACCESS_TOKEN);
        String expiration = userSession.getNote(FEDERATED_TOKEN_EXPIRATION);
        if (accessToken == null || StoredToken.isPast(expiration)) {
            fail(event, LwaException.TOKEN_EXPIRED);
            return exchangeTokenExpired(uriInfo, client, userSession, user);
        }
        long secondsLeft = expiration == null ? 0 : StoredToken.secondsUntil(Long.parseLong(expiration));
        return handOut(accessToken, secondsLeft, uriInfo, event, client, userSession);
    }

    /**
     * The token that the session began with, when an application exchanged it for Keycloak's: Keycloak would hand it out for as long
     * as the session lasts. After its end, {@code null} leaves it to the methods above.
     */
    @Override
    protected @Nullable Response hasExternalExchangeToken(
            EventBuilder event, UserSessionModel userSession, MultivaluedMap<String, String> parameters) {
        return StoredToken.isPast(userSession.getNote(FEDERATED_TOKEN_EXPIRATION))
                ? null
                : super.hasExternalExchangeToken(event, userSession, parameters);
    }

    private Response handOut(
            String accessToken,
            long secondsLeft,
            UriInfo uriInfo,
            @Nullable EventBuilder event,
            @Nullable ClientModel client,
            UserSessionModel userSession) {
        AccessTokenResponse answer = new AccessTokenResponse();
        answer.setToken(accessToken);
        answer.setTokenType("Bearer");
        answer.setExpiresIn(secondsLeft);
        answer.setOtherClaims(OAuth2Constants.ISSUED_TOKEN_TYPE, OAuth2Constants.ACCESS_TOKEN_TYPE);
        if (client != null) {
            answer.setOtherClaims(ACCOUNT_LINK_URL, getLinkingUrl(uriInfo, client, userSession));
        }
        if (event != null) {
            event.success();
        }
        return Response.ok(answer).type(MediaType.APPLICATION_JSON_TYPE).build();
    }

    private static void fail(@Nullable EventBuilder event, String reason) {
        if (event != null) {
            event.detail(Details.REASON, reason);
            event.error(Errors.INVALID_TOKEN);
        }
    }

    private static Response json(Response.Status status, String body) {
        return Response.status(status)
                .entity(body)
                .type(MediaType.APPLICATION_JSON_TYPE)
                .build();
    }

    // ---- A check of the set-up

    /**
     * Lets an administrator's check talk to Amazon in this provider's name, if there is a place for it.
     *
     * @param redirectUri the provider's return URL
     * @param check what to do with the probe
     * @param <T> what comes of it
     * @return that
     * @throws LwaException with code {@link LwaException#BUSY} if there is none
     */
    public <T> T probeSetup(String redirectUri, Function<SetupProbe, T> check) throws LwaException {
        AmazonIdentityProviderConfig config = getConfig();
        AuthorizationRequest request = new AuthorizationRequest(
                config.getClientId(),
                redirectUri,
                config.scopes(),
                config.optionalScopes(),
                PROBE_STATE,
                Optional.empty());
        return server.admit(
                LwaCall.TOKEN, () -> check.apply(server.probe(session, config.region(), credentials(), request)));
    }

    private StoredTokens storedTokens() {
        return new StoredTokens(
                session, getConfig().getAlias(), server, refreshToken -> amazon().refresh(credentials(), refreshToken));
    }

    private LwaClient amazon() {
        return server.client(session, getConfig().region());
    }

    private ClientCredentials credentials() {
        AmazonIdentityProviderConfig config = getConfig();
        try (VaultStringSecret secret = session.vault().getStringSecret(config.getClientSecret())) {
            return new ClientCredentials(config.getClientId(), secret.get().orElse(config.getClientSecret()));
        }
    }
}
