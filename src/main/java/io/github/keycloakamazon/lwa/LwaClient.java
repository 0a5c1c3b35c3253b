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
 * Talks to Amazon on a server's behalf. A login takes two calls, {@link #exchange} and {@link #profile}; a token that came from
 * elsewhere takes {@link #verify}.
 *
 * <p>Every method throws {@link LwaException}, and nothing else, whatever Amazon sends or does not send.
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
     * Exchanges an authorization code for tokens; the client secret goes in the body, as in all of Amazon's examples.
     *
     * @param client whose code it is
     * @param grant the code and what it was asked for with
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
     * @param client whom the token was issued to
     * @param refreshToken what Amazon gave along with an earlier access token
     * @return the tokens, mostly without another refresh token: the old one stays good
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
     * Fetches the profile of the user of an access token. That proves nothing about the application the token was issued
     * to.
     *
     * @param accessToken as Amazon issued it
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
     * Asks whom an access token was issued to.
     *
     * @param accessToken as an application presented it
     * @return what Amazon says, not checked yet
     * @throws LwaException when Amazon cannot be asked, refuses, or sends a response that cannot be used
     */
    public TokenInfo tokenInfo(String accessToken) throws LwaException {
        return call(
                LwaCall.TOKENINFO,
                withToken(LwaCall.TOKENINFO, endpoints.tokenInfo(), "x-amz-access-token", "", accessToken),
                TokenInfo::of);
    }

    /**
     * Accepts an access token that did not come from this server's own code exchange only if it was issued by Amazon, to one of our
     * applications, for the user whose profile it opens, and has not expired.
     *
     * @param accessToken as an application presented it
     * @param audiences the client ids that count as ours
     * @return the user's profile, and how long the token is valid
     * @throws LwaException when one of this does not hold, or Amazon cannot be asked
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
