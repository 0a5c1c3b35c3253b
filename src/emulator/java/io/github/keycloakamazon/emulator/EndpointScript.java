package io.github.keycloakamazon.emulator;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** What an endpoint is told to do to the requests to come: first the scripted ones in order, then always the same. */
public final class EndpointScript {
    private static final Step WELL = new Step(Fault.none(), null);

    private final Deque<Step> once = new ArrayDeque<>();
    private Step always = WELL;

    EndpointScript() {}

    /** Does this to the next request that has no script yet; call it again to script the one after. */
    public synchronized EndpointScript answerOnce(Fault fault) {
        once.add(new Step(fault, null));
        return this;
    }

    /**
     * Answers the next request well, and lets the API's network fail from then on: the answer says {@code Connection: close}, other
     * connections are closed, and the fault is in place before the client can read the answer.
     */
    public synchronized EndpointScript answerOnceThen(NetworkFault fault) {
        once.add(new Step(Fault.none(), fault));
        return this;
    }

    /** Does this to every request that has no script of its own. */
    public synchronized EndpointScript always(Fault fault) {
        always = new Step(fault, null);
        return this;
    }

    /** The endpoint behaves again. */
    public synchronized void clear() {
        once.clear();
        always = WELL;
    }

    synchronized Step next() {
        Step scripted = once.poll();
        return scripted == null ? always : scripted;
    }

    record Step(Fault fault, @Nullable NetworkFault afterwards) {}
}
