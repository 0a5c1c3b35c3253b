package io.github.keycloakamazon.emulator;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * {@code /us/code} and the pages behind it: a user enters the code that a device shows, signs in and agrees. The path is the one
 * recorded of Amazon; its pages were not.
 */
final class DeviceHandler {
    /** Where a user is sent. */
    static final String PATH = "/us/code";

    private final Registry registry;
    private final DeviceCodes codes;
    private final Sessions sessions;

    DeviceHandler(Registry registry, DeviceCodes codes, Sessions sessions) {
        this.registry = registry;
        this.codes = codes;
        this.sessions = sessions;
    }

    /** {@code GET /ap/cbl}: a user code was entered. */
    Answer enter(ReceivedRequest request) {
        return whenPending(request, pair -> {
            Person person = signedIn(request);
            return person == null ? signInPage(pair, null) : consentPage(pair, person);
        });
    }

    /** {@code POST /ap/cbl/signin}. */
    Answer signIn(ReceivedRequest request) {
        return whenPending(request, pair -> {
            Person person = registry.chosen(request);
            if (person == null) {
                String entered = request.form("email");
                return signInPage(pair, entered == null ? "" : entered);
            }
            return sessions.signIn(person, request, consentPage(pair, person));
        });
    }

    /** {@code POST /ap/cbl/consent}. */
    Answer consent(ReceivedRequest request) {
        return whenPending(request, pair -> {
            Person person = signedIn(request);
            if (person == null) {
                return signInPage(pair, null);
            }
            if (!"allow".equals(request.form("decision"))) {
                codes.deny(pair);
                return Pages.deviceDenied();
            }
            codes.approve(pair, person.key());
            return Pages.deviceAllowed();
        });
    }

    /** {@code GET /ap/cbl/signout}: back to choosing an account. */
    Answer signOut(ReceivedRequest request) {
        return whenPending(request, pair -> sessions.signOut(request, Answer.redirect("/ap/cbl?" + query(pair))));
    }

    private Answer whenPending(ReceivedRequest request, Function<DeviceCodes.Pair, Answer> step) {
        String userCode = request.query("user_code");
        DeviceCodes.Pair pair = userCode == null ? null : codes.pending(userCode);
        return pair == null ? Pages.userCode(userCode == null ? "" : userCode) : step.apply(pair);
    }

    private Answer signInPage(DeviceCodes.Pair pair, @Nullable String unknownEmail) {
        return Pages.signIn(clientName(pair), registry.people(), "/ap/cbl/signin?" + query(pair), unknownEmail);
    }

    private Answer consentPage(DeviceCodes.Pair pair, Person person) {
        return Pages.consent(new Pages.Consent(
                clientName(pair),
                pair.scopes(),
                Set.of(),
                person,
                "/ap/cbl/consent?" + query(pair),
                "/ap/cbl/signout?" + query(pair)));
    }

    private String clientName(DeviceCodes.Pair pair) {
        return registry.knownClient(pair.clientId()).name();
    }

    private @Nullable Person signedIn(ReceivedRequest request) {
        String key = sessions.personKey(request);
        return key == null ? null : registry.person(key);
    }

    private static String query(DeviceCodes.Pair pair) {
        return "user_code=" + URLEncoder.encode(pair.userCode(), StandardCharsets.UTF_8);
    }
}
