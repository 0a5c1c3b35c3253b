package io.github.keycloakamazon.emulator;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * {@code POST /auth/o2/create/codepair}: a code for the user and one for the device (RFC 8628 section 3.1 as Amazon had it before).
 *
 * @see <a href="https://developer.amazon.com/docs/login-with-amazon/retrieve-code-other-platforms-cbl-docs.html">Retrieve an
 *     authorization code</a>
 */
final class CodePairHandler implements ApiHandler.ApiEndpoint {
    private final Registry registry;
    private final DeviceCodes codes;
    private final Lifetimes lifetimes;
    private final Supplier<String> verificationUri;

    /** @param verificationUri where the user enters the code */
    CodePairHandler(Registry registry, DeviceCodes codes, Lifetimes lifetimes, Supplier<String> verificationUri) {
        this.registry = registry;
        this.codes = codes;
        this.lifetimes = lifetimes;
        this.verificationUri = verificationUri;
    }

    @Override
    public Answer handle(ReceivedRequest received, String requestId) {
        TokenRequest request = new TokenRequest(received);
        if (!request.required("response_type").equals("device_code")) {
            throw ProtocolError.invalid("response_type");
        }
        EmulatedClient client = registry.client(request.required("client_id"));
        if (client == null) {
            throw ProtocolError.invalidClientId();
        }
        Set<String> scopes =
                new LinkedHashSet<>(List.of(request.required("scope").trim().split(" +", -1)));
        if (!client.scopes().containsAll(scopes)) {
            throw ProtocolError.scopeWithoutPermission();
        }
        DeviceCodes.Pair pair = codes.issue(client.clientId(), scopes);
        return Answer.json(
                200,
                Json.object()
                        .put("user_code", pair.userCode())
                        .put("device_code", pair.deviceCode())
                        .put("verification_uri", verificationUri.get())
                        .put("expires_in", lifetimes.deviceCode().toSeconds())
                        .put("interval", lifetimes.devicePoll().toSeconds()));
    }
}
