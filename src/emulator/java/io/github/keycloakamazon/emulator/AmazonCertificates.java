package io.github.keycloakamazon.emulator;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A certificate for each of Amazon's hosts, and one for this machine, all signed by one authority. */
record AmazonCertificates(CertificateAuthority authority, List<CertifiedKey> all) implements ServerCertificates {
    private static final List<String> THIS_MACHINE = List.of("localhost", "127.0.0.1");

    /** Of the authority in the folder, which is made where there is none. */
    static AmazonCertificates signedIn(Path folder) {
        return signedBy(CertificateAuthority.in(folder));
    }

    @Override
    public String pem() {
        return authority.certified().pem();
    }

    @Override
    public ServerCertificates forged() {
        return signedBy(CertificateAuthority.create());
    }

    private static AmazonCertificates signedBy(CertificateAuthority authority) {
        List<CertifiedKey> all = new ArrayList<>();
        all.add(authority.issue(THIS_MACHINE));
        for (String host : AmazonHosts.ALL) {
            all.add(authority.issue(List.of(host)));
        }
        return new AmazonCertificates(authority, List.copyOf(all));
    }
}
