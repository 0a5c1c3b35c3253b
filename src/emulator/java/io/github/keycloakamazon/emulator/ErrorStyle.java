package io.github.keycloakamazon.emulator;

/** Which fields a JSON error of the API has. Recordings show both styles, side by side and until today. */
public enum ErrorStyle {
    /** {@code error_description} and {@code error}. */
    PLAIN,
    /** {@code error_index} and {@code request_id} too, which always come together. */
    DETAILED
}
