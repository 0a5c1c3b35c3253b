package io.github.keycloakamazon.emulator;

/** A field of a JSON object has a value that cannot be meant. */
final class FieldException extends IllegalArgumentException {
    private final String field;

    /** @param problem without the name of the field */
    FieldException(String field, String problem) {
        super(problem);
        this.field = field;
    }

    String field() {
        return field;
    }

    /** Does it, and says which field was the reason where it is refused. */
    static void check(String field, Runnable use) {
        try {
            use.run();
        } catch (IllegalArgumentException e) {
            throw new FieldException(field, String.valueOf(e.getMessage()));
        }
    }
}
