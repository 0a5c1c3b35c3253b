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
            throw new FieldException("endpoint", "a text is expected");
        }
        FieldException.check("endpoint", () -> Endpoint.of(endpoint));
        if ((fault == null) == (networkAfterwards == null)) {
            throw new IllegalArgumentException("one of \"fault\" and \"networkAfterwards\" is expected");
        }
        if (networkAfterwards != null && times != null && times != 1) {
            throw new FieldException("times", "1 is expected: the network fails once");
        }
        if (times != null) {
            FieldException.check("times", () -> new ScriptedFault(Endpoint.TOKEN, Fault.none(), times, null));
        }
    }

    ScriptedFault scripted() {
        return new ScriptedFault(
                Endpoint.of(endpoint),
                fault == null ? Fault.none() : fault.fault(),
                times == null ? 1 : times,
                networkAfterwards == null ? null : networkAfterwards.fault());
    }
}
