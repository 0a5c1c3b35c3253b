package io.github.keycloakamazon.demo.app;

import static io.github.keycloakamazon.demo.app.Html.escape;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The pages. No script, and every text that is not written here goes through {@link Html#escape}. */
final class Pages {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss 'UTC'").withZone(ZoneOffset.UTC);

    private final String identityProvider;

    Pages(String identityProvider) {
        this.identityProvider = identityProvider;
    }

    String welcome() {
        return page("Sign in", """
                <h1>Sample application</h1>
                <p class="lead">It has no users of its own. It sends you to Keycloak, and Keycloak can send you to Amazon.</p>
                <p class="actions">
                  <a class="button" href="/login">Sign in</a>
                  <a class="button quiet" href="/login?idp=%s">Straight to Amazon</a>
                </p>
                <p class="hint"><b>Sign in</b> opens Keycloak's login page with its Amazon button.
                <b>Straight to Amazon</b> skips that page (<code>kc_idp_hint</code>).</p>
                """.formatted(escape(identityProvider)));
    }

    String person(SignedIn person) {
        return page(person.displayName(), """
                <h1>Hello, <bdi>%s</bdi></h1>
                <p class="lead">%s</p>
                <dl>
                %s</dl>
                <form method="post" action="/logout"><button class="button" type="submit">Sign out</button></form>
                <h2>Everything Keycloak said about you</h2>
                <div class="scroll" role="region" aria-labelledby="claims" tabindex="0">
                <table>
                <caption id="claims">Claims of the ID token</caption>
                <thead><tr><th scope="col">Claim</th><th scope="col">Value</th></tr></thead>
                <tbody>
                %s</tbody>
                </table>
                </div>
                <p class="hint">Checked before this page was shown: the state of the login, the proof of PKCE, and of the ID
                token its signature (%s), issuer, audience, times and nonce.</p>
                """.formatted(
                        escape(person.displayName()),
                        escape(signedInThrough(person)),
                        summary(person),
                        claims(person),
                        escape(String.valueOf(person.idToken().getHeader().getAlgorithm()))));
    }

    String error(String heading, String message) {
        return page(heading, """
                <h1>%s</h1>
                <p class="lead" role="alert">%s</p>
                <p class="actions"><a class="button" href="/">Back to the start</a></p>
                """.formatted(escape(heading), escape(message)));
    }

    private static String signedInThrough(SignedIn person) {
        return person.text("identity_provider")
                .map(alias -> "You signed in through the identity provider \"" + alias + "\".")
                .orElse("You signed in with an account of Keycloak's own.");
    }

    private static String summary(SignedIn person) {
        return entry("Name", person.text("name"))
                + entry("E-mail", person.text("email").map(email -> email + verification(person)))
                + entry("Postal code", person.text("postal_code"))
                + entry(
                        "Account in Keycloak",
                        Optional.of(person.claims().getSubject().getValue()))
                + entry("Signed in at", signedInAt(person));
    }

    private static String verification(SignedIn person) {
        return Boolean.TRUE.equals(person.claims().getClaim("email_verified")) ? " (verified)" : " (not verified)";
    }

    private static String entry(String term, Optional<String> description) {
        return "<div><dt>%s</dt><dd><bdi>%s</bdi></dd></div>\n"
                .formatted(escape(term), escape(description.orElse("not known")));
    }

    private static String claims(SignedIn person) {
        return person.all().entrySet().stream().map(Pages::claim).collect(Collectors.joining());
    }

    private static String claim(Map.Entry<String, String> claim) {
        return "<tr><th scope=\"row\"><code>%s</code></th><td><bdi>%s</bdi></td></tr>\n"
                .formatted(escape(claim.getKey()), escape(claim.getValue()));
    }

    private static Optional<String> signedInAt(SignedIn person) {
        return Optional.ofNullable(person.claims().getAuthenticationTime()).map(time -> TIME.format(time.toInstant()));
    }

    private static String page(String title, String body) {
        return """
                <!doctype html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <meta name="color-scheme" content="light dark">
                <title>%s · Sample application</title>
                <link rel="stylesheet" href="/style.css">
                </head>
                <body>
                <main>
                %s</main>
                <footer>A demo of Login with Amazon for Keycloak. Not made or endorsed by Amazon.</footer>
                </body>
                </html>
                """.formatted(escape(title), body);
    }
}
