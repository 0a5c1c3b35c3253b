package io.github.keycloakamazon.lwa;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AuthorizationRequestTest {
    private static final URI ENDPOINT = URI.create("https://www.amazon.com/ap/oa");

    @Test
    void requestIsPercentEncodedThroughout() {
        AuthorizationRequest request = new AuthorizationRequest(
                "amzn1.application-oa2-client.abc",
                "https://kc.example/realms/a b/broker/amazon/endpoint",
                Scopes.parse("profile postal_code"),
                Scopes.NONE,
                "a.b-c_d~e",
                Optional.of("challenge"));

        assertThat(request.toUri(ENDPOINT))
                .hasToString("https://www.amazon.com/ap/oa?client_id=amzn1.application-oa2-client.abc"
                        + "&scope=profile%20postal_code&response_type=code"
                        + "&redirect_uri=https%3A%2F%2Fkc.example%2Frealms%2Fa%20b%2Fbroker%2Famazon%2Fendpoint"
                        + "&state=a.b-c_d%7Ee&code_challenge=challenge&code_challenge_method=S256");
    }

    @Test
    void optionalScopesBecomeScopeData() {
        URI uri = request(Scopes.parse("profile postal_code"), Scopes.parse("postal_code"))
                .toUri(ENDPOINT);

        assertThat(uri.getQuery()).endsWith("&scope_data={\"postal_code\":{\"essential\":false}}");
    }

    @Test
    void optionalScopesThatAreNotAskedForAreLeftOut() {
        URI uri = request(Scopes.parse("profile"), Scopes.parse("postal_code")).toUri(ENDPOINT);

        assertThat(uri.getQuery()).doesNotContain("scope_data", "code_challenge");
    }

    private static AuthorizationRequest request(Scopes scopes, Scopes optionalScopes) {
        return new AuthorizationRequest("id", "https://kc.example/", scopes, optionalScopes, "s", Optional.empty());
    }
}
