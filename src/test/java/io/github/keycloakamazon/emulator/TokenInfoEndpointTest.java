package io.github.keycloakamazon.emulator;

import static io.github.keycloakamazon.emulator.TestBrowser.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TokenInfoEndpointTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final AmazonEmulator amazon =
            AmazonEmulator.builder().clock(Clock.fixed(START, ZoneOffset.UTC)).start();
    private final TestBrowser browser = new TestBrowser(amazon);
    private final String token = amazon.issueAccessToken(AmazonEmulator.CLIENT_ID, Person.JANE, "profile");

    @AfterEach
    void stop() {
        amazon.close();
    }

    @Test
    void itTellsWhomTheTokenWasIssuedTo() {
        JsonNode info = json(inQuery(token));

        assertThat(info.fieldNames()).toIterable().containsExactly("aud", "user_id", "iss", "exp", "app_id", "iat");
        assertThat(info.path("aud").asText()).isEqualTo(AmazonEmulator.CLIENT_ID);
        assertThat(info.path("user_id").asText()).isEqualTo(amazon.userId(Person.JANE, AmazonEmulator.CLIENT_ID));
        assertThat(info.path("iss").asText()).isEqualTo("https://www.amazon.com");
        assertThat(info.path("app_id").asText()).matches("amzn1\\.application\\.[0-9a-f]{32}");
    }

    @Test
    void expIsTheSecondsLeftAndIatATime() {
        amazon.clock().advance(Duration.ofSeconds(1230));

        JsonNode info = json(inQuery(token));

        assertThat(info.path("exp").asLong()).isEqualTo(2370);
        assertThat(info.path("iat").asLong()).isEqualTo(START.getEpochSecond());
    }

    @Test
    void theTokenMayComeInAmazonsOwnHeader() {
        HttpResponse<String> answer =
                browser.send(TestBrowser.request(amazon.tokenInfoUrl()).header("x-amz-access-token", token));

        assertThat(answer.statusCode()).isEqualTo(200);
    }

    @Test
    void theTokenMayNotComeAsBearer() {
        HttpResponse<String> answer =
                browser.send(TestBrowser.request(amazon.tokenInfoUrl()).header("Authorization", "Bearer " + token));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(json(answer).path("error_description").asText())
                .isEqualTo("The request is missing a required parameter : access_token");
    }

    @Test
    void anExpiredTokenIsInvalid() {
        amazon.clock().advance(Duration.ofHours(1));

        assertThat(inQuery(token).statusCode()).isEqualTo(400);
        assertThat(json(inQuery(token)).path("error").asText()).isEqualTo("invalid_token");
    }

    private HttpResponse<String> inQuery(String value) {
        return browser.get("/auth/o2/tokeninfo?access_token=" + URLEncoder.encode(value, StandardCharsets.UTF_8));
    }
}
