package io.github.keycloakamazon.demo;

/** Why the demo cannot run, said so that the person at the terminal can change it. */
final class DemoException extends RuntimeException {
    DemoException(String message) {
        super(message);
    }
}
