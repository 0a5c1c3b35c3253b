package io.github.keycloakamazon.demo.recorder;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.github.keycloakamazon.emulator.AmazonEmulator;
import io.github.keycloakamazon.emulator.Answer;
import io.github.keycloakamazon.emulator.Endpoint;
import io.github.keycloakamazon.emulator.Fault;
import io.github.keycloakamazon.emulator.Person;
import io.github.keycloakamazon.emulator.junit.AmazonEmulatorExtension;
import java.lang.reflect.RecordComponent;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The emulator stands for the real Amazon here. */
class AmazonRecorderTest {
    @RegisterExtension
    static final AmazonEmulatorExtension AMAZON = AmazonEmulatorExtension.withDefaults();

    private final HttpClient client = HttpClient.newHttpClient();
    private AmazonEmulator amazon;
    private AmazonRecorder recorder;

    @BeforeEach
    void start(AmazonEmulator emulator) {
        amazon = emulator;
        recorder = AmazonRecorder.start(URI.create(emulator.apiBaseUrl()));
    }

    @AfterEach
    void stop() {
        recorder.close();
    }

    @Test
    void passesRequestsAndResponsesOn() throws Exception {
        String token = accessToken();
        HttpResponse<String> direct = profile(amazon.profileUrl(), token);
        HttpResponse<String> recorded = profile(recorder.url() + "/user/profile", token);

        assertThat(recorded.statusCode()).isEqualTo(200);
        assertThat(recorded.body()).isEqualTo(direct.body()).contains("Jane Doe");
        assertThat(recorded.headers().firstValue("content-type"))
                .isEqualTo(direct.headers().firstValue("content-type"));
    }

    @Test
    void passesFormsOn() throws Exception {
        assertThat(token("grant_type=refresh_token&refresh_token=a%26b&client_id=" + AmazonEmulator.CLIENT_ID
                                + "&client_secret=" + AmazonEmulator.CLIENT_SECRET)
                        .body())
                .contains("invalid_grant");
        assertThat(amazon.requests(Endpoint.TOKEN).get(0).form("refresh_token")).isEqualTo("a&b");
    }

    @Test
    void findsNoDifferenceInTheEmulatorItself() throws Exception {
        profile(recorder.url() + "/user/profile", accessToken());
        profile(recorder.url() + "/user/profile", "unknown");
        token("grant_type=refresh_token&refresh_token=unknown&client_id=" + AmazonEmulator.CLIENT_ID + "&client_secret="
                + AmazonEmulator.CLIENT_SECRET);
        tokenInfo(accessToken());

        Comparison comparison = recorder.compare();

        assertThat(comparison.recorded()).hasSize(4);
        assertThat(comparison.differences().values())
                .allSatisfy(differences -> assertThat(differences).isEmpty());
    }

    static Stream<Map.Entry<Fault, String>> deviations() {
        JsonNodeFactory json = JsonNodeFactory.instance;
        return Stream.of(
                Map.entry(Fault.status(201), "Amazon's status is 201, the emulator's is 200."),
                Map.entry(Fault.html(200), "Amazon's body is: no JSON. The emulator's is: JSON object."),
                Map.entry(Fault.remove("user_id"), "Only the emulator has the field user_id."),
                Map.entry(Fault.set("locale", json.textNode("fr")), "Only Amazon has the field locale."),
                Map.entry(
                        Fault.set("user_id", json.numberNode(1)),
                        "Amazon's field is user_id: number; the emulator's is user_id: string."),
                Map.entry(
                        Fault.answer(new Answer(
                                200,
                                Map.of("Content-Type", "application/json", "X-Locale", "fr"),
                                "{\"name\":\"A\",\"user_id\":\"1\"}")),
                        "Only Amazon has the header x-locale."),
                Map.entry(
                        Fault.answer(new Answer(
                                200, Map.of("Content-Type", "application/json"), "{\"name\":\"A\",\"user_id\":\"1\"}")),
                        "Amazon's order of fields is name, user_id, the emulator's is user_id, name."));
    }

    @ParameterizedTest
    @MethodSource("deviations")
    void findsADeviation(Map.Entry<Fault, String> deviation) throws Exception {
        amazon.on(Endpoint.PROFILE).answerOnce(deviation.getKey());
        profile(recorder.url() + "/user/profile", accessToken());

        Comparison comparison = recorder.compare();

        assertThat(comparison.differences().values().iterator().next()).contains(deviation.getValue());
        assertThat(ComparisonPage.of(comparison)).contains("- " + deviation.getValue());
    }

    @Test
    void findsAnotherLengthOfATokenOrText() throws Exception {
        amazon.on(Endpoint.TOKEN)
                .answerOnce(Fault.answer(new Answer(
                        400,
                        Map.of("Content-Type", "application/json"),
                        "{\"error_description\":\"Short\",\"error\":\"invalid_grant\"}")));
        token("grant_type=refresh_token");

        assertThat(recorder.compare().differences().get(new Call("/auth/o2/token", "refresh_token", "invalid_grant")))
                .anyMatch(difference ->
                        difference.startsWith("Amazon's field is error_description: string of 5 characters"));
    }

    @Test
    void namesACallThatTheEmulatorDoesNotKnow() throws Exception {
        amazon.on(Endpoint.TOKEN).answerOnce(Fault.html(503));
        token("grant_type=authorization_code");

        Comparison comparison = recorder.compare();

        assertThat(comparison.differences())
                .containsEntry(
                        new Call("/auth/o2/token", "authorization_code", "503"),
                        List.of("The emulator is not known to respond like this."));
    }

    @Test
    void anAmazonThatIsDownIsAGatewayErrorAndNotRecorded() throws Exception {
        try (AmazonRecorder lost = AmazonRecorder.start(URI.create("http://localhost:1"))) {
            assertThat(profile(lost.url() + "/user/profile", "token").statusCode())
                    .isEqualTo(502);
            assertThat(lost.compare().isEmpty()).isTrue();
        }
    }

    /** Whatever Amazon and Keycloak send, in any place: neither the recording nor the page has it. */
    @ParameterizedTest
    @MethodSource("seeds")
    void keepsNoValue(int seed) throws Exception {
        Values values = new Values(new Random(seed));
        amazon.on(Endpoint.TOKEN)
                .answerOnce(Fault.answer(new Answer(
                        seed % 2 == 0 ? 200 : 400,
                        Map.of("Content-Type", "application/json", "X-Id", values.next()),
                        """
                        {"access_token": "%s", "error": "%s", "error_description": "%s", "%s": "%s", "name": ["%s", {"a": "%s"}],
                        "Profile": {"Name": "%s", "%s": {"deeper": "%s"}}, "number": %d}""".formatted(
                                        values.next(),
                                        values.next(),
                                        values.next(),
                                        values.next(),
                                        values.next(),
                                        values.next(),
                                        values.next(),
                                        values.next(),
                                        values.next(),
                                        values.next(),
                                        values.number()))));
        String form = "grant_type=%s&code=%s&client_secret=%s".formatted(values.next(), values.next(), values.next());
        String path = seed % 3 == 0 ? "/" + values.next() + "?access_token=" + values.next() : "/auth/o2/token";
        client.send(
                HttpRequest.newBuilder(URI.create(recorder.url() + path))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .header("Authorization", "Bearer " + values.next())
                        .POST(HttpRequest.BodyPublishers.ofString(form))
                        .build(),
                BodyHandlers.discarding());

        List<String> kept = new ArrayList<>();
        collect(recorder.recording().responses(), kept);
        kept.add(ComparisonPage.of(recorder.compare()));

        assertThat(kept).hasSizeGreaterThan(3);
        assertThat(values.all)
                .allSatisfy(value -> assertThat(kept)
                        .noneMatch(text -> text.toLowerCase(Locale.ROOT).contains(value.toLowerCase(Locale.ROOT))));
    }

    static IntStream seeds() {
        return IntStream.range(0, 30);
    }

    /** Made-up secrets: each is unlike every word of the protocol. */
    private static final class Values {
        private final List<String> all = new ArrayList<>();
        private final Random random;

        Values(Random random) {
            this.random = random;
        }

        String next() {
            StringBuilder value = new StringBuilder();
            for (int i = 0; i < 6 + random.nextInt(60); i++) {
                value.append((char) ('a' + random.nextInt(26))).append(random.nextInt(10));
            }
            all.add(value.toString());
            return value.toString();
        }

        long number() {
            long number = 1_000_000_000L + random.nextInt(Integer.MAX_VALUE);
            all.add(Long.toString(number));
            return number;
        }
    }

    /** Every text that can be reached from an object. */
    private static void collect(Object object, List<String> texts) throws ReflectiveOperationException {
        if (object instanceof Map<?, ?> map) {
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                collect(entry.getKey(), texts);
                collect(entry.getValue(), texts);
            }
        } else if (object instanceof Collection<?> collection) {
            for (Object element : collection) {
                collect(element, texts);
            }
        } else if (object instanceof Record) {
            for (RecordComponent component : object.getClass().getRecordComponents()) {
                collect(component.getAccessor().invoke(object), texts);
            }
        } else {
            texts.add(object.toString());
        }
    }

    private String accessToken() {
        return amazon.issueAccessToken(AmazonEmulator.CLIENT_ID, Person.JANE, "profile", "postal_code");
    }

    private HttpResponse<String> profile(String url, String accessToken) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create(url))
                        .header("Authorization", "Bearer " + accessToken)
                        .build(),
                BodyHandlers.ofString());
    }

    private void tokenInfo(String accessToken) throws Exception {
        client.send(
                HttpRequest.newBuilder(URI.create(recorder.url() + "/auth/o2/tokeninfo?access_token="
                                + URLEncoder.encode(accessToken, StandardCharsets.UTF_8)))
                        .build(),
                BodyHandlers.discarding());
    }

    private HttpResponse<String> token(String form) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create(recorder.url() + "/auth/o2/token"))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(form))
                        .build(),
                BodyHandlers.ofString());
    }
}
