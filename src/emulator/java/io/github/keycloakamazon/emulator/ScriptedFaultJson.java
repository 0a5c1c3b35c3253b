package io.github.keycloakamazon.emulator;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * A {@link ScriptedFault} as the configuration file and the control API write it.
 *
 * @param times to how many requests, 0 for all; once where it is absent
 */
record ScriptedFaultJson(
        @JsonProperty(required = true) String endpoint,
        @Nullable FaultJson fault,
        @Nullable Integer times,
        @Nullable NetworkFaultJson networkAfterwards) {

    ScriptedFaultJson {
        if (endpoint == null) {
            throw new IllegalArgumentException("endpoint is a text and not null");
        }
        if ((fault == null) == (networkAfterwards == null)) {
            throw new IllegalArgumentException("one of \"fault\" and \"networkAfterwards\" is needed");
        }
        if (networkAfterwards != null && times != null && times != 1) {
            throw new IllegalArgumentException("the network fails once: \"times\" is 1 with \"networkAfterwards\"");
        }
        scripted(endpoint, fault, times, networkAfterwards);
    }

    ScriptedFault scripted() {
        return scripted(endpoint, fault, times, networkAfterwards);
    }

    private static ScriptedFault scripted(
            String endpoint,
            @Nullable FaultJson fault,
            @Nullable Integer times,
            @Nullable NetworkFaultJson networkAfterwards) {
        return new ScriptedFault(
                Endpoint.of(endpoint),
                fault == null ? Fault.none() : fault.fault(),
                times == null ? 1 : times,
                networkAfterwards == null ? null : networkAfterwards.fault());
    }
}
