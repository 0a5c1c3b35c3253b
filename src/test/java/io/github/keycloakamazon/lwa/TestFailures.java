package io.github.keycloakamazon.lwa;

/** Failures that only a response can bring, for tests of what becomes of them. */
public final class TestFailures {
    private TestFailures() {}

    /** A response that cannot be used. */
    public static LwaException withStatus(LwaCall call, LwaError error, int status) {
        return LwaException.of(call, error, status);
    }

    /** An error response in JSON. */
    public static LwaException refused(LwaCall call, int status, String code) {
        return LwaException.refused(call, status, code, "", "");
    }
}
