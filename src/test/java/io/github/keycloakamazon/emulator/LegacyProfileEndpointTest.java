package io.github.keycloakamazon.emulator;

import static io.github.keycloakamazon.emulator.TestBrowser.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.keycloakamazon.emulator.junit.AmazonEmulatorExtension;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class LegacyProfileEndpointTest {
    @RegisterExtension
    final AmazonEmulatorExtension amazon = AmazonEmulatorExtension.withDefaults();

    @Test
    void theProfileIsNestedAndTheRequestIdComesFirst() {
        HttpResponse<String> answer = legacyProfile("profile", "postal_code");
        JsonNode json = json(answer);

        assertThat(json.fieldNames()).toIterable().containsExactly("Request-Id", "Profile");
        assertThat(json.path("Profile").fieldNames())
                .toIterable()
                .containsExactly("CustomerId", "Name", "PrimaryEmail", "PostalCode");
        assertThat(json.path("Profile").path("CustomerId").asText())
                .isEqualTo(amazon.emulator().userId(Person.JANE, AmazonEmulator.CLIENT_ID));
        assertThat(answer.headers().firstValue("x-amzn-RequestId"))
                .hasValue(json.path("Request-Id").asText());
    }

    @Test
    void whatWasNotGrantedIsAbsent() {
        assertThat(json(legacyProfile("profile")).path("Profile").has("PostalCode"))
                .isFalse();
    }

    @Test
    void aBadTokenIsRefused() {
        TestBrowser browser = new TestBrowser(amazon.emulator());

        assertThat(json(browser.get("/ap/user/profile?access_token=x"))
                        .path("error")
                        .asText())
                .isEqualTo("invalid_token");
        assertThat(browser.get("/ap/user/profile").statusCode()).isEqualTo(400);
    }

    private HttpResponse<String> legacyProfile(String... scopes) {
        String token = amazon.emulator().issueAccessToken(AmazonEmulator.CLIENT_ID, Person.JANE, scopes);
        return new TestBrowser(amazon.emulator())
                .get("/ap/user/profile?access_token=" + URLEncoder.encode(token, StandardCharsets.UTF_8));
    }
}
