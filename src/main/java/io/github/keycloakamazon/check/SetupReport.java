package io.github.keycloakamazon.check;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.github.keycloakamazon.config.AmazonIdentityProviderConfig;
import io.github.keycloakamazon.lwa.AuthorizationRequest;
import io.github.keycloakamazon.lwa.Region;
import io.github.keycloakamazon.setup.Finding;
import io.github.keycloakamazon.setup.SetupCheck;
import io.github.keycloakamazon.setup.Works;
import java.util.List;
import java.util.Set;

/**
 * What an administrator learns about the setup of a provider. Contains no secret.
 *
 * @param alias the alias of the provider
 * @param works whether users can sign in, as far as Amazon says so without a login
 * @param region the Amazon region of the provider
 * @param clientId the client ID that users are sent to Amazon with
 * @param returnUrl the return URL that users are sent to Amazon with
 * @param scopes the scopes that are requested
 * @param optionalScopes the scopes that users may decline
 * @param findings one per part of the setup
 */
@JsonPropertyOrder({"alias", "works", "region", "clientId", "returnUrl", "scopes", "optionalScopes", "findings"})
public record SetupReport(
        String alias,
        @JsonInclude(JsonInclude.Include.ALWAYS) Works works,
        Region region,
        String clientId,
        String returnUrl,
        Set<String> scopes,
        Set<String> optionalScopes,
        List<Finding> findings) {

    static SetupReport of(AmazonIdentityProviderConfig config, SetupCheck check) {
        AuthorizationRequest request = check.request();
        return new SetupReport(
                config.getAlias(),
                check.works(),
                config.region(),
                request.clientId(),
                request.redirectUri(),
                request.scopes().values(),
                request.optionalScopes().values(),
                check.findings());
    }
}
