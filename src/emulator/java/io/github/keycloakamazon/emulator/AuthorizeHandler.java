package io.github.keycloakamazon.emulator;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * {@code /ap/oa} and the pages behind it: sign in, agree, and go back with a code (RFC 6749 sections 4.1.1 and 4.1.2).
 *
 * <p>Every step carries the client's query along and checks it again, so there is no half-finished login to be kept. Amazon
 * differs from the RFC in that {@code state} comes back HTML-escaped, and that an error ends in a bare {@code #}.
 *
 * @see <a href="https://developer.amazon.com/docs/login-with-amazon/authorization-code-grant.html">Authorization code grant</a>
 */
final class AuthorizeHandler {
    /** Recorded of Amazon. */
    private static final String UNREGISTERED_RETURN_URL =
            "The redirect URI you provided has not been whitelisted for your application. Please add your redirect URI in the"
                    + " 'Allowed Return URLs' section under 'Web Settings' for your Security Profile on Amazon Developer"
                    + " Portal.";

    private final Registry registry;
    private final Grants grants;
    private final Sessions sessions;
    private final UnknownScope unknownScope;

    AuthorizeHandler(Registry registry, Grants grants, Sessions sessions, UnknownScope unknownScope) {
        this.registry = registry;
        this.grants = grants;
        this.sessions = sessions;
        this.unknownScope = unknownScope;
    }

    /** {@code GET /ap/oa}. */
    Answer authorize(ReceivedRequest request) {
        return whenValid(request, valid -> {
            Person person = signedIn(request);
            return person == null ? signInPage(valid, request, null) : proceed(valid, person, request);
        });
    }

    /** {@code POST /ap/signin}: an account was chosen or its e-mail entered. */
    Answer signIn(ReceivedRequest request) {
        return whenValid(request, valid -> {
            Person person = registry.chosen(request);
            if (person == null) {
                String entered = request.form("email");
                return signInPage(valid, request, entered == null ? "" : entered);
            }
            return sessions.signIn(person, request, proceed(valid, person, request));
        });
    }

    /** {@code POST /ap/consent}: allowed, in part or as a whole, or cancelled. */
    Answer consent(ReceivedRequest request) {
        return whenValid(request, valid -> {
            Person person = signedIn(request);
            if (person == null) {
                return signInPage(valid, request, null);
            }
            if (!"allow".equals(request.form("decision"))) {
                throw new ProtocolError(400, "access_denied", "Access not permitted.");
            }
            Set<String> granted = granted(valid, request.form().getOrDefault("scope", List.of()));
            grants.consent(person.key(), valid.client().clientId(), valid.scopes(), granted);
            return succeed(valid, person, granted, request);
        });
    }

    /** {@code GET /ap/signout}: back to choosing an account where a login is under way. */
    Answer signOut(ReceivedRequest request) {
        Answer next = request.rawQuery().isEmpty()
                ? Pages.signedOut()
                : Answer.redirect(Endpoint.AUTHORIZE.path() + "?" + request.rawQuery());
        return sessions.signOut(request, next);
    }

    /** The two mistakes that must not be redirected come first, then those that are, then the step itself. */
    private Answer whenValid(ReceivedRequest request, Function<AuthorizationRequest, Answer> step) {
        String clientId = request.query("client_id");
        EmulatedClient client = clientId == null ? null : registry.client(clientId);
        if (client == null) {
            return Pages.error("Unknown client_id", request.rawQuery());
        }
        String redirectUri = request.query("redirect_uri");
        if (redirectUri == null || !client.allowsReturnUrl(redirectUri)) {
            return Pages.error(UNREGISTERED_RETURN_URL, request.rawQuery());
        }
        try {
            return step.apply(AuthorizationRequest.parse(client, redirectUri, request));
        } catch (ProtocolError e) {
            if (unknownScope == UnknownScope.PAGE && e.code().equals("invalid_scope")) {
                return Pages.error(AuthorizationRequest.UNKNOWN_SCOPE, request.rawQuery());
            }
            return fail(redirectUri, e, request);
        }
    }

    private Answer proceed(AuthorizationRequest valid, Person person, ReceivedRequest request) {
        if (!valid.needsConsent()) {
            return succeed(valid, person, valid.scopes(), request);
        }
        Set<String> before = grants.consented(person.key(), valid.client().clientId(), valid.scopes());
        return before == null ? consentPage(valid, person, request) : succeed(valid, person, before, request);
    }

    private Answer succeed(AuthorizationRequest valid, Person person, Set<String> granted, ReceivedRequest request) {
        Grants.Access access = new Grants.Access(valid.client().clientId(), person.key(), granted);
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("code", grants.issueCode(access, valid.redirectUri(), valid.challenge()));
        parameters.put("scope", String.join(" ", granted));
        putState(parameters, request);
        return back(valid.redirectUri(), parameters, "");
    }

    private static Answer fail(String redirectUri, ProtocolError error, ReceivedRequest request) {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("error_description", error.description());
        putState(parameters, request);
        parameters.put("error", error.code());
        return back(redirectUri, parameters, "#");
    }

    private static Answer back(String redirectUri, Map<String, String> parameters, String end) {
        StringJoiner query = new StringJoiner("&", redirectUri + (redirectUri.contains("?") ? "&" : "?"), end);
        parameters.forEach((name, value) -> query.add(name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8)));
        return Answer.redirect(query.toString());
    }

    private static void putState(Map<String, String> parameters, ReceivedRequest request) {
        String state = request.query("state");
        if (state != null) {
            parameters.put("state", Html.escapeState(state));
        }
    }

    /**
     * What is essential, and what is voluntary and was left ticked. Where a user declines everything, the id remains, as the id
     * is shown without asking.
     */
    private static Set<String> granted(AuthorizationRequest valid, List<String> ticked) {
        Set<String> granted = new LinkedHashSet<>(valid.scopes());
        granted.removeIf(scope -> valid.voluntary().contains(scope) && !ticked.contains(scope));
        return granted.isEmpty() ? Set.of("profile:user_id") : granted;
    }

    private Answer signInPage(AuthorizationRequest valid, ReceivedRequest request, @Nullable String unknownEmail) {
        return Pages.signIn(valid.client().name(), registry.people(), "/ap/signin?" + request.rawQuery(), unknownEmail);
    }

    private static Answer consentPage(AuthorizationRequest valid, Person person, ReceivedRequest request) {
        return Pages.consent(new Pages.Consent(
                valid.client().name(),
                valid.scopes(),
                valid.voluntary(),
                person,
                "/ap/consent?" + request.rawQuery(),
                "/ap/signout?" + request.rawQuery()));
    }

    private @Nullable Person signedIn(ReceivedRequest request) {
        String key = sessions.personKey(request);
        return key == null ? null : registry.person(key);
    }
}
