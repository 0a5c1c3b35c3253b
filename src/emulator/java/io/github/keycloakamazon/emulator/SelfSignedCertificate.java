package io.github.keycloakamazon.emulator;

import java.util.Collection;
import java.util.List;

/** One certificate for some hosts, made on the spot and signed by itself. */
record SelfSignedCertificate(List<String> hosts, CertifiedKey certified) implements ServerCertificates {
    private static final String NAME = "Amazon emulator - for tests and demos";

    /** For names and IPv4 addresses. */
    static SelfSignedCertificate forHosts(Collection<String> hosts) {
        return new SelfSignedCertificate(
                List.copyOf(hosts), CertifiedKey.selfSigned(NAME, List.of(Extensions.subjectAlternativeName(hosts))));
    }

    @Override
    public List<CertifiedKey> all() {
        return List.of(certified);
    }

    @Override
    public String pem() {
        return certified.pem();
    }

    @Override
    public ServerCertificates forged() {
        return forHosts(hosts);
    }
}
