package io.github.keycloakamazon.emulator;

import java.time.Duration;

/** How an answer gets to the client, or does not. */
sealed interface Delivery {
    /** At once, headers and body in one write. */
    record Whole() implements Delivery {}

    record Late(Duration after) implements Delivery {}

    record Never() implements Delivery {}

    record Reset() implements Delivery {}

    record CutOff() implements Delivery {}

    record Flood(long bytes) implements Delivery {}

    record Drip(Duration perByte) implements Delivery {}
}
