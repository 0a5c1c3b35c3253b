package io.github.keycloakamazon;

import io.github.keycloakamazon.config.AmazonIdentityProviderConfig;
import io.github.keycloakamazon.identity.KnownUser;
import io.github.keycloakamazon.identity.UserUpdate;
import io.github.keycloakamazon.login.CallbackEndpoint;
import io.github.keycloakamazon.login.CodeExchange;
import io.github.keycloakamazon.login.LoginStart;
import io.github.keycloakamazon.login.NewUserImport;
import io.github.keycloakamazon.lwa.LwaEndpoints;
import io.github.keycloakamazon.runtime.AmazonRuntime;
import io.github.keycloakamazon.token.ExternalTokenCheck;
import io.github.keycloakamazon.token.SessionToken;
import io.github.keycloakamazon.token.TokenRenewals;
import io.github.keycloakamazon.token.TokenResponses;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriBuilder;
import jakarta.ws.rs.core.UriInfo;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.keycloak.broker.oidc.AbstractOAuth2IdentityProvider;
import org.keycloak.broker.provider.AuthenticationRequest;
import org.keycloak.broker.provider.BrokeredIdentityContext;
import org.keycloak.broker.social.SocialIdentityProvider;
import org.keycloak.events.EventBuilder;
import org.keycloak.models.ClientModel;
import org.keycloak.models.FederatedIdentityModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * Brokers logins to Amazon. Keycloak calls the methods, and each delegates to the package that does the work: {@code login} for logins,
 * {@code token} for tokens.
 *
 * <p>One instance serves one request. It uses only members of Keycloak's base class that are the same from 26.0 on.
 *
 * @see <a href="https://developer.amazon.com/docs/login-with-amazon/authorization-code-grant.html">Amazon: Authorization Code Grant</a>
 */
public class AmazonIdentityProvider extends AbstractOAuth2IdentityProvider<AmazonIdentityProviderConfig>
        implements SocialIdentityProvider<AmazonIdentityProviderConfig> {
    private final AmazonRuntime runtime;
    private final TokenRenewals renewals;
    private final LwaEndpoints endpoints;
    private Optional<NewUserImport> newUserImport = Optional.empty();

    AmazonIdentityProvider(
            KeycloakSession session,
            AmazonIdentityProviderConfig config,
            AmazonRuntime runtime,
            TokenRenewals renewals) {
        super(session, config);
        this.runtime = runtime;
        this.renewals = renewals;
        this.endpoints = runtime.endpoints(config.region());
        setEndpointsOfKeycloak(config);
    }

    /**
     * Before 26.5, Keycloak's own callback endpoint makes the token call, with the URLs that it finds in the configuration. This
     * configuration is a copy that lives as long as the request. Whatever a realm administrator wrote there is overwritten.
     */
    private void setEndpointsOfKeycloak(AmazonIdentityProviderConfig config) {
        config.setAuthorizationUrl(endpoints.authorization().toString());
        config.setTokenUrl(endpoints.token().toString());
        config.setUserInfoUrl(endpoints.profile().toString());
        config.setClientAuthMethod(OIDCLoginProtocol.CLIENT_SECRET_POST);
    }

    @Override
    protected String getDefaultScopes() {
        return AmazonIdentityProviderConfig.DEFAULT_SCOPE;
    }

    // ---- Login

    @Override
    public Response performLogin(AuthenticationRequest request) {
        if (LoginStart.isPassive(request)) {
            return Response.seeOther(LoginStart.loginRequired(request)).build();
        }
        Response toAmazon = super.performLogin(request);
        runtime.prewarm(session, getConfig().region());
        return toAmazon;
    }

    @Override
    protected UriBuilder createAuthorizationUrl(AuthenticationRequest request) {
        return UriBuilder.fromUri(LoginStart.authorizationUrl(request, getConfig(), endpoints));
    }

    /**
     * Keycloak 26.5 and later find the callback endpoint of this project here. Earlier releases know this method by another signature,
     * so they use their own endpoint, which makes the token call itself and then calls {@link #getFederatedIdentity(String)}.
     */
    @Override
    public Object callback(RealmModel realm, AuthenticationCallback callback, EventBuilder event) {
        return new CallbackEndpoint(session, this, codeExchange(), callback, event);
    }

    @Override
    public BrokeredIdentityContext getFederatedIdentity(String tokenResponse) {
        return codeExchange().identityFor(tokenResponse);
    }

    @Override
    public void authenticationFinished(AuthenticationSessionModel authSession, BrokeredIdentityContext identity) {
        newUserImport.ifPresent(NewUserImport::complete);
        if (SessionToken.isOfAnotherProvider(session, authSession, identity)) {
            return;
        }
        super.authenticationFinished(authSession, identity);
        CodeExchange.keepInSession(authSession, identity);
    }

    private CodeExchange codeExchange() {
        return new CodeExchange(session, getConfig(), runtime);
    }

    // ---- The user

    @Override
    public void preprocessFederatedIdentity(
            KeycloakSession session, RealmModel realm, BrokeredIdentityContext identity) {
        SessionToken.rememberLinking(identity);
        new KnownUser(session, realm, identity, getConfig()).prepareIdentity();
    }

    /** Keycloak calls the mappers next. */
    @Override
    public void importNewUser(
            KeycloakSession session, RealmModel realm, UserModel user, BrokeredIdentityContext identity) {
        super.importNewUser(session, realm, user, identity);
        newUserImport = Optional.ofNullable(identity.getAuthenticationSession())
                .map(authSession -> NewUserImport.begin(session, realm, user, authSession));
    }

    /** Does not call the method of the base class, which does something else on every release. */
    @Override
    public void updateBrokeredUser(
            KeycloakSession session, RealmModel realm, UserModel user, BrokeredIdentityContext identity) {
        new UserUpdate(session, realm, identity, getConfig()).apply(user);
    }

    // ---- An Amazon token for a Keycloak token

    @Override
    protected boolean supportsExternalExchange() {
        return true;
    }

    @Override
    protected BrokeredIdentityContext validateExternalTokenThroughUserInfo(
            EventBuilder event, String subjectToken, String subjectTokenType) {
        return new ExternalTokenCheck(session, getConfig(), runtime).identityFor(event, subjectToken);
    }

    // ---- A Keycloak token for an Amazon token

    @Override
    public Response retrieveToken(KeycloakSession session, FederatedIdentityModel link) {
        return tokenResponses().ofLink(link);
    }

    /** Keycloak 26.6 and later call this for version 2 of the brokering API. */
    @Override
    public Response retrieveToken(
            KeycloakSession session,
            FederatedIdentityModel link,
            @Nullable UserSessionModel userSession,
            UserModel user) {
        return tokenResponses().ofBrokeringApi(userSession, user);
    }

    @Override
    protected Response exchangeStoredToken(
            UriInfo uriInfo,
            @Nullable EventBuilder event,
            @Nullable ClientModel client,
            UserSessionModel userSession,
            UserModel user) {
        return tokenResponses()
                .stored(user, event, linkUrl(uriInfo, client, userSession))
                .orElseGet(() -> exchangeNotLinked(uriInfo, client, userSession, user));
    }

    @Override
    protected Response exchangeSessionToken(
            UriInfo uriInfo,
            @Nullable EventBuilder event,
            @Nullable ClientModel client,
            UserSessionModel userSession,
            UserModel user) {
        return tokenResponses()
                .ofSession(userSession, event, linkUrl(uriInfo, client, userSession))
                .orElseGet(() -> exchangeTokenExpired(uriInfo, client, userSession, user));
    }

    /** Hands out the token that the session began with until it expires. {@code null} leaves it to the methods above. */
    @Override
    protected @Nullable Response hasExternalExchangeToken(
            EventBuilder event, UserSessionModel userSession, MultivaluedMap<String, String> parameters) {
        return TokenResponses.hasExpired(userSession)
                ? null
                : super.hasExternalExchangeToken(event, userSession, parameters);
    }

    private Optional<String> linkUrl(UriInfo uriInfo, @Nullable ClientModel client, UserSessionModel userSession) {
        return Optional.ofNullable(client).map(present -> getLinkingUrl(uriInfo, present, userSession));
    }

    private TokenResponses tokenResponses() {
        return new TokenResponses(session, getConfig(), renewals);
    }
}
