package io.github.keycloakamazon.lwa;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Timeout;

/**
 * Whatever bytes stand in an answer of Amazon's, they are a value that is safe to store, or an {@link LwaException}.
 *
 * <p>A build tries the inputs that lie beside this class in the test resources. {@code .ci/fuzz} goes on to invent its own; an
 * input that it finds to fail is kept there.
 *
 * <p>The checks are plain comparisons, because they run some thousand times a second.
 */
@Timeout(10)
class AnswerFuzzTest {
    private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7E]{1,4096}");
    private static final Pattern CODE = Pattern.compile("[A-Za-z][A-Za-z0-9_.-]{0,63}");
    private static final Pattern MESSAGE = Pattern.compile("[\\x20-\\x7E]{1,300}");

    @FuzzTest(maxDuration = "")
    void anyAnswerIsSafeToStoreOrAnError(byte[] bytes) {
        ByteBuffer body = ByteBuffer.wrap(bytes, 0, Math.min(bytes.length, BoundedHttp.MAX_RESPONSE_BYTES))
                .asReadOnlyBuffer();
        JsonResponse answer = outcome(() -> success(200, body)).orElse(null);
        if (answer == null) {
            return;
        }
        outcome(() -> TokenResponse.of(answer)).ifPresent(AnswerFuzzTest::check);
        outcome(() -> Profile.of(answer)).ifPresent(AnswerFuzzTest::check);
        outcome(() -> TokenInfo.of(answer)).ifPresent(AnswerFuzzTest::check);
        require(outcome(() -> success(400, body)).isEmpty(), "an answer with status 400 was believed");
    }

    private static JsonResponse success(int status, ByteBuffer body) throws LwaException {
        return JsonResponse.ofSuccess(LwaCall.PROFILE, new BoundedHttp.Response(status, body));
    }

    private interface Reading<T> {
        T read() throws LwaException;
    }

    private static <T> Optional<T> outcome(Reading<T> reading) {
        try {
            return Optional.of(reading.read());
        } catch (LwaException e) {
            require(CODE.matcher(e.code()).matches(), "code");
            require(MESSAGE.matcher(e.toString()).matches(), "message");
            require(e.getCause() == null, "a cause, which would quote the answer");
            return Optional.empty();
        }
    }

    private static void check(TokenResponse tokens) {
        require(TOKEN.matcher(tokens.accessToken()).matches(), "access token");
        require(
                tokens.refreshToken()
                        .filter(token -> !TOKEN.matcher(token).matches())
                        .isEmpty(),
                "refresh token");
        require(tokens.expiresInSeconds().orElse(1) > 0, "lifetime");
    }

    private static void check(Profile profile) {
        require(!profile.userId().isBlank() && profile.userId().length() <= 255, "user_id");
        profile.name().ifPresent(AnswerFuzzTest::checkText);
        profile.email().ifPresent(AnswerFuzzTest::checkText);
        ObjectNode members = profile.toJson();
        require(profile.userId().equals(members.path("user_id").textValue()), "the user_id that mappers see");
        checkTexts(members);
    }

    private static void check(TokenInfo info) {
        require(!info.userId().isBlank(), "user_id");
        require(info.secondsLeft() >= 0, "time left");
    }

    private static void checkTexts(JsonNode node) {
        if (node.isTextual()) {
            checkStorable(node.textValue());
        }
        for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
            checkStorable(names.next());
        }
        for (JsonNode child : node) {
            checkTexts(child);
        }
    }

    private static void checkText(String text) {
        require(!text.isBlank(), "a blank text counts as absent");
        checkStorable(text);
    }

    /** Looks at UTF-16 units, otherwise than the code under test. */
    private static void checkStorable(String text) {
        for (int i = 0; i < text.length(); i++) {
            char unit = text.charAt(i);
            require(!Character.isISOControl(unit), "control character");
            if (Character.isHighSurrogate(unit)) {
                i++;
                require(i < text.length() && Character.isLowSurrogate(text.charAt(i)), "half a surrogate pair");
            } else {
                require(!Character.isLowSurrogate(unit), "half a surrogate pair");
            }
        }
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError("Not as it should be: " + what);
        }
    }
}
