package io.github.keycloakamazon.emulator;

/** What the authorize page does with a scope that the client may not ask for. Recordings show both. */
public enum UnknownScope {
    /** The browser goes back to the client with {@code error=invalid_scope}. */
    REDIRECT,
    /** The browser stays on a page with status 400, and the client learns nothing. */
    PAGE
}
