package io.github.keycloakamazon.emulator;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a user sees. Nothing here looks like Amazon, and every page says that it is not. The pages work without scripts; buttons
 * and fields have ids that tests may rely on: {@code #person-<key>}, {@code #email}, {@code #allow}, {@code #cancel},
 * {@code #user-code}, and check boxes named {@code scope}.
 */
final class Pages {
    private Pages() {}

    /**
     * @param action where the choice is sent
     * @param unknownEmail what was entered and is nobody's
     */
    static Answer signIn(String clientName, List<Person> people, String action, @Nullable String unknownEmail) {
        StringBuilder rows = new StringBuilder();
        for (Person person : people) {
            rows.append(row(person));
        }
        String error = unknownEmail == null
                ? ""
                : "<p id=\"email-error\" class=\"error\" role=\"alert\">Nobody here has that e-mail address.</p>";
        return Page.of(200, unknownEmail == null ? "Sign in" : "Error: Sign in", """
                <h1>Sign in</h1>
                <p>to continue to <strong><bdi>%s</bdi></strong></p>
                <form method="post" action="%s">
                <h2 id="choose">Choose an account</h2>
                <ul class="accounts" aria-labelledby="choose">
                %s</ul>
                </form>
                <form method="post" action="%s" novalidate>
                <h2>Or enter an e-mail address</h2>
                <label for="email">E-mail address</label>
                <input id="email" name="email" type="email" autocomplete="username" required value="%s"%s>
                %s
                <button id="continue" type="submit" class="primary">Continue</button>
                </form>
                """.formatted(
                        Html.escape(clientName),
                        Html.escape(action),
                        rows,
                        Html.escape(action),
                        Html.escape(unknownEmail == null ? "" : unknownEmail),
                        unknownEmail == null ? "" : " aria-invalid=\"true\" aria-describedby=\"email-error\"",
                        error));
    }

    static Answer consent(Consent asked) {
        StringBuilder scopes = new StringBuilder();
        asked.scopes().forEach(scope -> scopes.append(scopeItem(scope, asked)));
        return Page.of(200, "Allow access", """
                <h1>Allow access?</h1>
                <p><strong><bdi>%s</bdi></strong> asks to see, from the account of <strong><bdi>%s</bdi></strong>:</p>
                <form method="post" action="%s">
                <ul class="scopes">
                %s</ul>
                <p class="actions">
                <button id="allow" type="submit" name="decision" value="allow" class="primary">Allow</button>
                <button id="cancel" type="submit" name="decision" value="cancel">Cancel</button>
                </p>
                </form>
                <p><a id="another-account" href="%s">Use another account</a></p>
                """.formatted(
                        Html.escape(asked.clientName()),
                        Html.escape(asked.person().label()),
                        Html.escape(asked.action()),
                        scopes,
                        Html.escape(asked.signOut())));
    }

    /** Where a user enters the code that a device shows. */
    static Answer userCode(@Nullable String refused) {
        return Page.of(
                200,
                refused == null ? "Enter the code" : "Error: Enter the code",
                """
                <h1>Enter the code that your device shows</h1>
                <form method="get" action="/ap/cbl" novalidate>
                <label for="user-code">Code</label>
                <input id="user-code" name="user_code" autocomplete="off" autocapitalize="characters" required value="%s"%s>
                %s
                <button id="continue" type="submit" class="primary">Continue</button>
                </form>
                """.formatted(
                                Html.escape(refused == null ? "" : refused),
                                refused == null ? "" : " aria-invalid=\"true\" aria-describedby=\"code-error\"",
                                refused == null
                                        ? ""
                                        : "<p id=\"code-error\" class=\"error\" role=\"alert\">No device waits for this code.</p>"));
    }

    static Answer deviceAllowed() {
        return Page.of(200, "Device registered", """
                <h1>Your device is registered</h1>
                <p id="device-allowed">Go back to the device; it signs in by itself.</p>
                """);
    }

    static Answer deviceDenied() {
        return Page.of(200, "Device not registered", """
                <h1>Your device is not registered</h1>
                <p id="device-denied">The device sees nothing of your account.</p>
                """);
    }

    static Answer signedOut() {
        return Page.of(200, "Signed out", """
                <h1>Signed out</h1>
                <p>The next login asks for an account again.</p>
                """);
    }

    /** A mistake that is shown here and never sent to the return URL, with the parameters of the request as they came. */
    static Answer error(String problem, String rawQuery) {
        return Page.of(
                400, "400 Bad Request", """
                <h1>We&#39;re sorry!</h1>
                <p>An error occurred when we tried to process your request.</p>
                <details>
                <summary>Show Details</summary>
                <h2>Error Summary</h2>
                <p id="problem">400 Bad Request<br>%s</p>
                <h2>Request Details</h2>
                <pre id="request">%s</pre>
                </details>
                """.formatted(Html.escape(problem), Html.escape(rawQuery.replace('&', '\n'))));
    }

    static Answer welcome(String baseUrl, String apiBaseUrl, String controlUrl, boolean certificate) {
        return Page.of(200, "Start", """
                <h1>Amazon emulator</h1>
                <p>Stands in for Login with Amazon.</p>
                <dl>
                <dt>Authorize</dt><dd><code>%1$s/ap/oa</code></dd>
                <dt>Token</dt><dd><code>%2$s/auth/o2/token</code></dd>
                <dt>Profile</dt><dd><code>%2$s/user/profile</code></dd>
                <dt>Token info</dt><dd><code>%2$s/auth/o2/tokeninfo</code></dd>
                <dt>Code pair of a device</dt><dd><code>%2$s/auth/o2/create/codepair</code></dd>
                <dt>Control</dt><dd><a href="/emulator/openapi.json"><code>%3$s/emulator/openapi.json</code></a></dd>
                </dl>
                %4$s<p><a href="/us/code">Enter the code of a device</a></p>
                <p><a href="/ap/signout">Sign out</a></p>
                """.formatted(
                        Html.escape(baseUrl),
                        Html.escape(apiBaseUrl),
                        Html.escape(controlUrl),
                        certificate ? "<p><a href=\"/emulator/certificate.pem\">Certificate to trust</a></p>\n" : ""));
    }

    static Answer notFound() {
        return Page.of(404, "Not found", "<h1>Not found</h1>\n<p><a href=\"/\">Amazon emulator</a></p>\n");
    }

    private static String row(Person person) {
        return """
                <li><button id="person-%s" type="submit" name="person" value="%s">
                <bdi class="name">%s</bdi> <bdi class="detail">%s</bdi></button></li>
                """.formatted(
                        person.key(),
                        person.key(),
                        Html.escape(person.label()),
                        Html.escape(person.email() == null ? "no e-mail address" : person.email()));
    }

    private static String scopeItem(String scope, Consent asked) {
        String what = Html.escape(describe(scope));
        String value = Html.escape(shown(scope, asked.person()));
        String text = value.isEmpty() ? what : what + ": <bdi class=\"detail\">" + value + "</bdi>";
        String name = Html.escape(scope);
        return asked.voluntary().contains(scope)
                ? "<li><label><input type=\"checkbox\" name=\"scope\" value=\"%s\" checked> <span>%s (optional)</span></label></li>\n"
                        .formatted(name, text)
                : "<li><span>%s</span></li>\n".formatted(text);
    }

    private static String describe(String scope) {
        return switch (scope) {
            case "profile" -> "Name and e-mail address";
            case "profile:user_id" -> "An identifier of the account";
            case "postal_code" -> "Postal code";
            default -> scope;
        };
    }

    private static String shown(String scope, Person person) {
        return switch (scope) {
            case "profile" -> person.email() == null ? person.label() : person.label() + ", " + person.email();
            case "postal_code" -> person.postalCode() == null ? "none" : person.postalCode();
            default -> "";
        };
    }

    /**
     * What a user is asked to agree to.
     *
     * @param voluntary the scopes that the user may decline
     * @param action where the decision is sent
     * @param signOut where the user goes to choose another account
     */
    record Consent(
            String clientName,
            Set<String> scopes,
            Set<String> voluntary,
            Person person,
            String action,
            String signOut) {}
}
