package io.github.keycloakamazon.emulator;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * {@code grant_type=device_code}: a device asks whether its user has agreed. Amazon takes this name and not the URN of RFC 8628,
 * wants the user code too, and asks for no client. The refresh token works without a secret.
 *
 * @see <a href="https://developer.amazon.com/docs/login-with-amazon/retrieve-token-other-platforms-cbl-docs.html">Retrieve an
 *     access token and refresh token</a>
 */
final class DeviceCodeGrant implements TokenGrant {
    private final DeviceCodes codes;
    private final Grants grants;
    private final TokenBody body;
    private final boolean slowDown;

    /** @param slowDown whether a poll ahead of its time is refused; expected of Amazon, never recorded */
    DeviceCodeGrant(DeviceCodes codes, Grants grants, TokenBody body, boolean slowDown) {
        this.codes = codes;
        this.grants = grants;
        this.body = body;
        this.slowDown = slowDown;
    }

    @Override
    public ObjectNode tokens(TokenRequest request) {
        String userCode = request.required("user_code");
        String deviceCode = request.required("device_code");
        Grants.Access access = codes.poll(deviceCode, userCode, slowDown);
        return body.issue(access, grants.issueRefreshToken(new Grants.RefreshToken(access, false)));
    }
}
