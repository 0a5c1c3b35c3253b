package io.github.keycloakamazon.lwa;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.http.NameValuePair;
import org.apache.http.client.entity.UrlEncodedFormEntity;
import org.apache.http.client.methods.HttpGet;
import org.apache.http.client.methods.HttpPost;
import org.apache.http.client.methods.HttpRequestBase;
import org.apache.http.message.BasicNameValuePair;

/**
 * Calls Amazon. A login takes two calls, {@link #exchange} and {@link #profile}. For a token that an application
 * presents, call {@link #verify}.
 *
 * <p>Every method throws {@link LwaException} and nothing else, whatever Amazon sends.
 */
public final class LwaClient {
    private final BoundedHttp http;
    private final LwaEndpoints endpoints;
    private final CallObserver observer;
    private final ConnectionPrewarmer prewarmer;

    LwaClient(BoundedHttp http, LwaEndpoints endpoints, CallObserver observer, ConnectionPrewarmer prewarmer) {
        this.http = http;
        this.endpoints = endpoints;
        this.observer = observer;
        this.prewarmer = prewarmer;
    }

    /** Opens a connection to Amazon for {@link #exchange} and {@link #profile}, unless there is one. Does not wait for it. */
    public void prewarm() {
        prewarmer.prewarm(endpoints.token(), http);
    }

    /**
     * Exchanges an authorization code for tokens. The client secret is sent in the body, as in all of Amazon's examples.
     *
     * @param client the client that requested the code
     * @param grant the code
     * @return the tokens
     * @throws LwaException when Amazon cannot be asked, refuses, or sends a response that cannot be used
     * @see <a href="https://www.rfc-editor.org/rfc/rfc6749#section-4.1.3">RFC 6749 section 4.1.3</a>
     */
    public TokenResponse exchange(ClientCredentials client, AuthorizationCodeGrant grant) throws LwaException {
        List<NameValuePair> form = new ArrayList<>();
        form.add(new BasicNameValuePair("grant_type", "authorization_code"));
        form.add(new BasicNameValuePair("code", grant.code()));
        form.add(new BasicNameValuePair("redirect_uri", grant.redirectUri()));
        grant.codeVerifier().ifPresent(verifier -> form.add(new BasicNameValuePair("code_verifier", verifier)));
        return call(LwaCall.TOKEN, tokenRequest(client, form), TokenResponse::of);
    }

    /**
     * Exchanges a refresh token for a new access token.
     *
     * @param client the client that the token was issued to
     * @param refreshToken the refresh token
     * @return the tokens, in most cases without another refresh token: the old one stays valid
     * @throws LwaException when Amazon cannot be asked, refuses, or sends a response that cannot be used
     * @see <a href="https://developer.amazon.com/docs/login-with-amazon/refresh-token.html">Amazon: Refresh Token</a>
     */
    public TokenResponse refresh(ClientCredentials client, String refreshToken) throws LwaException {
        List<NameValuePair> form = new ArrayList<>();
        form.add(new BasicNameValuePair("grant_type", "refresh_token"));
        form.add(new BasicNameValuePair("refresh_token", refreshToken));
        return call(LwaCall.REFRESH, tokenRequest(client, form), TokenResponse::of);
    }

    /**
     * Fetches the profile of the user of an access token. A profile does not prove which application the token was issued to.
     *
     * @param accessToken the access token
     * @return the profile
     * @throws LwaException when Amazon cannot be asked, refuses, or sends a response that cannot be used
     * @see <a href="https://developer.amazon.com/docs/login-with-amazon/obtain-customer-profile.html">Amazon: Obtain Customer
     *     Profile</a>
     */
    public Profile profile(String accessToken) throws LwaException {
        return call(
                LwaCall.PROFILE,
                withToken(LwaCall.PROFILE, endpoints.profile(), "Authorization", "Bearer ", accessToken),
                Profile::of);
    }

    /**
     * Asks Amazon which application and user an access token was issued to.
     *
     * @param accessToken the access token
     * @return Amazon's response, which the caller must check
     * @throws LwaException when Amazon cannot be asked, refuses, or sends a response that cannot be used
     */
    public TokenInfo tokenInfo(String accessToken) throws LwaException {
        return call(
                LwaCall.TOKENINFO,
                withToken(LwaCall.TOKENINFO, endpoints.tokenInfo(), "x-amz-access-token", "", accessToken),
                TokenInfo::of);
    }

    /**
     * Verifies an access token that did not come from this server's own code exchange: it was issued by Amazon, to one of the audiences,
     * for the user whose profile it gives access to, and it has not expired.
     *
     * @param accessToken the access token that an application presented
     * @param audiences the accepted client IDs
     * @return the user's profile, and how long the token is valid
     * @throws LwaException when one of these checks fails, or Amazon cannot be asked
     */
    public VerifiedToken verify(String accessToken, Set<String> audiences) throws LwaException {
        TokenInfo info = tokenInfo(accessToken);
        if (!info.issuer().equals(TokenInfo.ISSUER)) {
            throw LwaException.of(LwaCall.TOKENINFO, LwaError.WRONG_ISSUER);
        }
        if (!audiences.contains(info.audience())) {
            throw LwaException.of(LwaCall.TOKENINFO, LwaError.WRONG_AUDIENCE);
        }
        if (info.secondsLeft() <= 0) {
            throw LwaException.of(LwaCall.TOKENINFO, LwaError.TOKEN_EXPIRED);
        }
        Profile profile = profile(accessToken);
        if (!profile.userId().equals(info.userId())) {
            throw LwaException.of(LwaCall.PROFILE, LwaError.WRONG_USER);
        }
        return new VerifiedToken(profile, info.secondsLeft());
    }

    private HttpPost tokenRequest(ClientCredentials client, List<NameValuePair> form) {
        form.add(new BasicNameValuePair("client_id", client.clientId()));
        form.add(new BasicNameValuePair("client_secret", client.clientSecret()));
        HttpPost request = new HttpPost(endpoints.token());
        request.setEntity(new UrlEncodedFormEntity(form, StandardCharsets.UTF_8));
        return request;
    }

    private static HttpGet withToken(LwaCall call, URI endpoint, String header, String scheme, String accessToken)
            throws LwaException {
        if (!TokenResponse.isToken(accessToken)) {
            throw LwaException.of(call, LwaError.MALFORMED_TOKEN);
        }
        HttpGet request = new HttpGet(endpoint);
        request.setHeader(header, scheme + accessToken);
        return request;
    }

    private <T> T call(LwaCall call, HttpRequestBase request, ResponseReader<T> reader) throws LwaException {
        long start = System.nanoTime();
        try {
            T response = reader.read(JsonResponse.ofSuccess(call, http.send(call, request)));
            observer.succeeded(call, System.nanoTime() - start);
            prewarmer.connected(request.getURI());
            return response;
        } catch (LwaException e) {
            observer.failed(e, System.nanoTime() - start);
            throw e;
        }
    }

    private interface ResponseReader<T> {
        T read(JsonResponse response) throws LwaException;
    }
}
