package io.github.keycloakamazon.emulator;

import java.time.Duration;

/** A way for the API's listener to fail before there is any request; see {@link AmazonEmulator#network(NetworkFault)}. */
public sealed interface NetworkFault {
    /** All is well again; a closed listener opens on the port it had. */
    static NetworkFault none() {
        return new None();
    }

    /** The listener is closed: connections are refused. */
    static NetworkFault refuse() {
        return new Refuse();
    }

    /** The HTTPS listener shows a certificate of the right name that nobody trusts. */
    static NetworkFault untrustedCertificate() {
        return new UntrustedCertificate();
    }

    /** Connections are accepted and never read: a TLS handshake does not end, a plain request gets no answer. */
    static NetworkFault stall() {
        return new Stall();
    }

    /** Connections are served this much after they were accepted. */
    static NetworkFault acceptDelay(Duration delay) {
        return new AcceptDelay(delay);
    }

    record None() implements NetworkFault {}

    record Refuse() implements NetworkFault {}

    record UntrustedCertificate() implements NetworkFault {}

    record Stall() implements NetworkFault {}

    record AcceptDelay(Duration delay) implements NetworkFault {}
}
