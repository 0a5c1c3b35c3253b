package io.github.keycloakamazon.emulator;

import org.jspecify.annotations.Nullable;

/**
 * What an endpoint does to requests to come.
 *
 * @param times to how many of them; 0 for all that have no script of their own
 * @param networkAfterwards what the API's network does from the answer on; then {@code fault} is none, and {@code times} is 1
 */
public record ScriptedFault(
        Endpoint endpoint, Fault fault, int times, @Nullable NetworkFault networkAfterwards) {

    private static final int MOST = 10_000;

    public ScriptedFault {
        if (times < 0 || times > MOST) {
            throw new IllegalArgumentException("times is 0 to " + MOST + ", not " + times);
        }
    }

    void queue(EndpointScript script) {
        if (networkAfterwards != null) {
            script.answerOnceThen(networkAfterwards);
        } else if (times == 0) {
            script.always(fault);
        } else {
            for (int i = 0; i < times; i++) {
                script.answerOnce(fault);
            }
        }
    }
}
