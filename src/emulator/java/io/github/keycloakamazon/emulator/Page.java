package io.github.keycloakamazon.emulator;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** What all pages have in common: the banner, the style, and headers that let a browser do no more than show them. */
final class Page {
    /** No form-action: browsers apply it to redirects after a form, and these go to the client's return URL. */
    private static final String CONTENT_SECURITY_POLICY =
            "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; frame-ancestors 'none'";

    private Page() {}

    /** @param main the HTML between the banner and the end */
    static Answer of(int status, String title, String main) {
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

    static Answer stylesheet() {
        return Answer.of(200, "text/css;charset=UTF-8", resource("emulator.css"))
                .withHeader("Cache-Control", "max-age=3600");
    }

    /** A text that lies beside the classes. */
    static String resource(String name) {
        try (InputStream resource = Page.class.getResourceAsStream(name)) {
            if (resource == null) {
                throw new IllegalStateException(name + " is missing beside the classes");
            }
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
