package io.github.keycloakamazon.emulator;

import java.time.Clock;
import java.util.Map;

/** Puts the pages and the API on their paths. */
final class LoginWithAmazon {
    private final EmulatorConfig config;
    private final Clock clock;
    private final Accounts accounts;
    private final Urls urls;

    LoginWithAmazon(EmulatorConfig config, Clock clock, Accounts accounts, Urls urls) {
        this.config = config;
        this.clock = clock;
        this.accounts = accounts;
        this.urls = urls;
    }

    void addTo(Routes routes) {
        addPages(routes);
        addDevicePages(routes);
        addApi(routes);
    }

    private void addPages(Routes routes) {
        AuthorizeHandler authorize = new AuthorizeHandler(
                accounts.registry(), accounts.grants(), accounts.sessions(), config.unknownScope());
        routes.on("GET", Endpoint.AUTHORIZE.path(), authorize::authorize)
                .on("POST", "/ap/signin", authorize::signIn)
                .on("POST", "/ap/consent", authorize::consent)
                .on("GET", "/ap/signout", authorize::signOut);
    }

    private void addDevicePages(Routes routes) {
        DeviceHandler device = new DeviceHandler(accounts.registry(), accounts.deviceCodes(), accounts.sessions());
        routes.on("GET", DeviceHandler.PATH, request -> Pages.userCode(null))
                .on("GET", "/ap/cbl", device::enter)
                .on("POST", "/ap/cbl/signin", device::signIn)
                .on("POST", "/ap/cbl/consent", device::consent)
                .on("GET", "/ap/cbl/signout", device::signOut);
    }

    private void addApi(Routes routes) {
        Profiles profiles = new Profiles(accounts.registry(), accounts.grants());
        add(routes, Endpoint.TOKEN, new TokenHandler(tokenGrants()));
        add(routes, Endpoint.PROFILE, new ProfileHandler(profiles));
        add(routes, Endpoint.LEGACY_PROFILE, new LegacyProfileHandler(profiles));
        add(routes, Endpoint.TOKENINFO, new TokenInfoHandler(accounts.registry(), accounts.grants(), clock));
        add(
                routes,
                Endpoint.CODEPAIR,
                new CodePairHandler(
                        accounts.registry(), accounts.deviceCodes(), config.lifetimes(), urls::verification));
    }

    private void add(Routes routes, Endpoint endpoint, ApiHandler.ApiEndpoint handler) {
        routes.on(endpoint, new ApiHandler(endpoint, handler, new ErrorWriter(config.errorStyle())));
    }

    private Map<String, TokenGrant> tokenGrants() {
        ClientAuthentication authentication = new ClientAuthentication(accounts.registry());
        Grants grants = accounts.grants();
        TokenBody body = new TokenBody(grants, config.lifetimes());
        return Map.of(
                "authorization_code", new AuthorizationCodeGrant(authentication, grants, body),
                "refresh_token", new RefreshTokenGrant(authentication, grants, body, config.refreshTokensRotate()),
                "client_credentials", new ClientCredentialsGrant(authentication, body),
                "device_code", new DeviceCodeGrant(accounts.deviceCodes(), grants, body, config.slowDown()));
    }
}
