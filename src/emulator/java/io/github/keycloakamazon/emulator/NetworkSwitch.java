package io.github.keycloakamazon.emulator;

import org.eclipse.jetty.io.EndPoint;
import org.jspecify.annotations.Nullable;

/** Lets the API's network fail. */
@FunctionalInterface
interface NetworkSwitch {
    /**
     * Puts a fault in place of the one before.
     *
     * @param keep the connection that is not closed, because its answer is still to be sent
     */
    void fail(NetworkFault fault, @Nullable EndPoint keep);
}
