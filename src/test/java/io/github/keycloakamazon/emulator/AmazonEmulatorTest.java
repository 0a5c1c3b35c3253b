package io.github.keycloakamazon.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AmazonEmulatorTest {
    @Test
    void aLoginYieldsAProfile() throws Exception {
        try (AmazonEmulator amazon = AmazonEmulator.start()) {
            TestBrowser browser = new TestBrowser(amazon);

            Map<String, String> callback = browser.login(Person.JANE, TestBrowser.goodRequest());
            JsonNode tokens =
                    Json.MAPPER.readTree(browser.token(TestBrowser.exchange(callback.getOrDefault("code", "")))
                            .body());
            JsonNode profile = Json.MAPPER.readTree(
                    browser.profile(tokens.path("access_token").asText()).body());

            assertThat(callback).containsEntry("state", "state-1").containsEntry("scope", "profile");
            assertThat(profile.path("user_id").asText())
                    .isEqualTo(amazon.userId(Person.JANE, AmazonEmulator.CLIENT_ID))
                    .matches("amzn1\\.account\\.A[A-Z2-7]{27}");
            assertThat(profile.path("name").asText()).isEqualTo("Jane Doe");
            assertThat(profile.path("email").asText()).isEqualTo("jane.doe@example.com");
            assertThat(profile.has("postal_code")).isFalse();
        }
    }
}
