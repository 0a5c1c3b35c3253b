package io.github.keycloakamazon.emulator;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a person sees. Nothing here looks like Amazon, and every page says that it is not. The pages work without scripts; buttons
 * and fields have ids that tests may rely on: {@code #person-<key>}, {@code #email}, {@code #allow}, {@code #cancel}, and
 * check boxes named {@code scope}.
 */
final class Pages {
    /** No form-action: browsers apply it to redirects after a form, and these go to the client's return URL. */
    private static final String CONTENT_SECURITY_POLICY =
            "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; frame-ancestors 'none'";

    private final String css;

    Pages() {
        try (InputStream resource = Pages.class.getResourceAsStream("emulator.css")) {
            if (resource == null) {
                throw new IllegalStateException("emulator.css is missing beside the classes");
            }
            css = new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Answer stylesheet() {
        return Answer.of(200, "text/css;charset=UTF-8", css).withHeader("Cache-Control", "max-age=3600");
    }

    Answer signIn(EmulatedClient client, List<Person> people, String query, @Nullable String unknownEmail) {
        StringBuilder rows = new StringBuilder();
        for (Person person : people) {
            rows.append(row(person));
        }
        String error = unknownEmail == null
                ? ""
                : "<p id=\"email-error\" class=\"error\" role=\"alert\">Nobody here has that e-mail address.</p>";
        return page(200, unknownEmail == null ? "Sign in" : "Error: Sign in", """
                <h1>Sign in</h1>
                <p>to continue to <strong><bdi>%s</bdi></strong></p>
                <form method="post" action="/ap/signin?%s">
                <h2 id="choose">Choose an account</h2>
                <ul class="accounts" aria-labelledby="choose">
                %s</ul>
                </form>
                <form method="post" action="/ap/signin?%s" novalidate>
                <h2>Or enter an e-mail address</h2>
                <label for="email">E-mail address</label>
                <input id="email" name="email" type="email" autocomplete="username" required value="%s"%s>
                %s
                <button id="continue" type="submit" class="primary">Continue</button>
                </form>
                """.formatted(
                        Html.escape(client.name()),
                        Html.escape(query),
                        rows,
                        Html.escape(query),
                        Html.escape(unknownEmail == null ? "" : unknownEmail),
                        unknownEmail == null ? "" : " aria-invalid=\"true\" aria-describedby=\"email-error\"",
                        error));
    }

    Answer consent(AuthorizationRequest request, Person person, String query) {
        StringBuilder scopes = new StringBuilder();
        request.scopes().forEach(scope -> scopes.append(scopeItem(scope, request, person)));
        return page(200, "Allow access", """
                <h1>Allow access?</h1>
                <p><strong><bdi>%s</bdi></strong> asks to see, from the account of <strong><bdi>%s</bdi></strong>:</p>
                <form method="post" action="/ap/consent?%s">
                <ul class="scopes">
                %s</ul>
                <p class="actions">
                <button id="allow" type="submit" name="decision" value="allow" class="primary">Allow</button>
                <button id="cancel" type="submit" name="decision" value="cancel">Cancel</button>
                </p>
                </form>
                <p><a id="another-account" href="/ap/signout?%s">Use another account</a></p>
                """.formatted(
                        Html.escape(request.client().name()),
                        Html.escape(person.label()),
                        Html.escape(query),
                        scopes,
                        Html.escape(query)));
    }

    Answer signedOut() {
        return page(200, "Signed out", """
                <h1>Signed out</h1>
                <p>The next login asks for an account again.</p>
                """);
    }

    /** A mistake that is shown here and never sent to the return URL, with the parameters of the request. */
    Answer error(String problem, Map<String, List<String>> parameters) {
        StringBuilder rows = new StringBuilder();
        parameters.forEach((name, values) -> values.forEach(value -> rows.append("<dt>")
                .append(Html.escape(name))
                .append("</dt><dd>")
                .append(Html.escape(value))
                .append("</dd>\n")));
        return page(400, "400 Bad Request", """
                <h1>We&#39;re sorry</h1>
                <p>The request cannot be served, and there is no safe address to go back to.</p>
                <p><strong>Error summary:</strong> <span id="problem">400 Bad Request: %s</span></p>
                <h2>Request details</h2>
                <dl>
                %s</dl>
                """.formatted(Html.escape(problem), rows));
    }

    Answer welcome(String baseUrl, boolean certificate) {
        return page(200, "Start", """
                <h1>Amazon emulator</h1>
                <p>Stands in for Login with Amazon at <code>%s</code>.</p>
                <dl>
                <dt>Authorize</dt><dd><code>/ap/oa</code></dd>
                <dt>Token</dt><dd><code>/auth/o2/token</code></dd>
                <dt>Profile</dt><dd><code>/user/profile</code></dd>
                <dt>Token info</dt><dd><code>/auth/o2/tokeninfo</code></dd>
                </dl>
                %s<p><a href="/ap/signout">Sign out</a></p>
                """.formatted(
                Html.escape(baseUrl),
                certificate ? "<p><a href=\"/emulator/certificate.pem\">Certificate of the API</a></p>\n" : ""));
    }

    Answer notFound() {
        return page(404, "Not found", "<h1>Not found</h1>\n<p><a href=\"/\">Amazon emulator</a></p>\n");
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

    private static String scopeItem(String scope, AuthorizationRequest request, Person person) {
        String what = Html.escape(describe(scope));
        String value = Html.escape(shown(scope, person));
        String text = value.isEmpty() ? what : what + ": <bdi class=\"detail\">" + value + "</bdi>";
        String name = Html.escape(scope);
        return request.voluntary().contains(scope)
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

    private static Answer page(int status, String title, String main) {
        String html = """
                <!DOCTYPE html>
                <html lang="en">
                <head>
                <meta charset="UTF-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <meta name="color-scheme" content="light dark">
                <title>%s - Amazon emulator</title>
                <link rel="icon" href="data:,">
                <link rel="stylesheet" href="/emulator/style.css">
                </head>
                <body>
                <header>Amazon emulator - not Amazon. For tests and demos.</header>
                <main>
                %s</main>
                </body>
                </html>
                """.formatted(title, main);
        return Answer.of(status, "text/html;charset=UTF-8", html)
                .withHeader("Cache-Control", "no-store")
                .withHeader("Content-Security-Policy", CONTENT_SECURITY_POLICY)
                .withHeader("Referrer-Policy", "no-referrer")
                .withHeader("X-Content-Type-Options", "nosniff");
    }
}
