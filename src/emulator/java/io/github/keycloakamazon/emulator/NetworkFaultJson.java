package io.github.keycloakamazon.emulator;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Duration;

/** A {@link NetworkFault} as the configuration file and the control API write it. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = NetworkFaultJson.None.class, name = "none"),
    @JsonSubTypes.Type(value = NetworkFaultJson.Refuse.class, name = "refuse"),
    @JsonSubTypes.Type(value = NetworkFaultJson.Stall.class, name = "stall"),
    @JsonSubTypes.Type(value = NetworkFaultJson.AcceptDelay.class, name = "acceptDelay"),
    @JsonSubTypes.Type(value = NetworkFaultJson.UntrustedCertificate.class, name = "untrustedCertificate")
})
sealed interface NetworkFaultJson {
    NetworkFault fault();

    record None() implements NetworkFaultJson {
        @Override
        public NetworkFault fault() {
            return NetworkFault.none();
        }
    }

    record Refuse() implements NetworkFaultJson {
        @Override
        public NetworkFault fault() {
            return NetworkFault.refuse();
        }
    }

    record Stall() implements NetworkFaultJson {
        @Override
        public NetworkFault fault() {
            return NetworkFault.stall();
        }
    }

    record AcceptDelay(@JsonProperty(required = true) long millis) implements NetworkFaultJson {
        public AcceptDelay {
            if (millis < 0) {
                throw new FieldException("millis", "0 or more is expected, not " + millis);
            }
        }

        @Override
        public NetworkFault fault() {
            return NetworkFault.acceptDelay(Duration.ofMillis(millis));
        }
    }

    record UntrustedCertificate() implements NetworkFaultJson {
        @Override
        public NetworkFault fault() {
            return NetworkFault.untrustedCertificate();
        }
    }
}
