package io.github.keycloakamazon.emulator;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.List;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** What an HTTPS listener shows; of several certificates, the one for the host that the client names (SNI). */
interface ServerCertificates {
    /** All of them. */
    List<CertifiedKey> all();

    /** What a client has to trust. */
    String pem();

    /** Others for the same hosts, which whoever trusts these does not trust. */
    ServerCertificates forged();

    default void useIn(SslContextFactory.Server tls) {
        char[] noSecret = "emulator".toCharArray();
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, noSecret);
            for (CertifiedKey certified : all()) {
                store.setKeyEntry(
                        certified.certificate().getSubjectX500Principal().getName(),
                        certified.key(),
                        noSecret,
                        new Certificate[] {certified.certificate()});
            }
            tls.setKeyStore(store);
            tls.setKeyStorePassword(String.valueOf(noSecret));
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("The certificates cannot be used", e);
        }
    }
}
