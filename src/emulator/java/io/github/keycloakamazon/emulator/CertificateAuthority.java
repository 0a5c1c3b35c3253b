package io.github.keycloakamazon.emulator;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;

/**
 * Signs the certificates of Amazon's host names, and of this machine's. Name constraints (RFC 5280 section 4.2.1.10) limit it to
 * these, for clients that check them: OpenSSL, Go and browsers do, Java does not.
 */
record CertificateAuthority(CertifiedKey certified) {
    /** The authority's certificate, for clients that read PEM. */
    static final String CERTIFICATE = "ca.pem";
    /** The same as a truststore for Java, with the password {@code changeit}. */
    static final String TRUSTSTORE = "ca.p12";
    /** The authority's key, which nobody but the emulator needs. */
    static final String KEY = "ca-key.pem";

    private static final String NAME = "Amazon emulator authority - for tests and demos";
    private static final char[] TRUSTSTORE_PASSWORD = "changeit".toCharArray();

    /** A new one that lives in memory. */
    static CertificateAuthority create() {
        List<String> names =
                Stream.concat(Stream.of("localhost"), AmazonHosts.ALL.stream()).toList();
        return new CertificateAuthority(CertifiedKey.selfSigned(
                NAME,
                List.of(Extensions.authority(), Extensions.usedToSignCertificates(), Extensions.onlyForNames(names))));
    }

    /**
     * The one in the folder, so that clients need to be told once; a new one where there is none, or where it has expired.
     *
     * @throws IllegalStateException where the folder cannot be read or written
     */
    static CertificateAuthority in(Path folder) {
        try {
            if (Files.exists(folder.resolve(CERTIFICATE)) && Files.exists(folder.resolve(KEY))) {
                CertificateAuthority found = read(folder);
                if (found.isValid()) {
                    return found;
                }
            }
            CertificateAuthority created = create();
            created.write(folder);
            return created;
        } catch (IOException | UncheckedIOException | GeneralSecurityException | IllegalArgumentException e) {
            throw new IllegalStateException(
                    "The certificate authority in " + folder + " cannot be read or written: " + e.getMessage(), e);
        }
    }

    /** A certificate for the hosts, named like the first. */
    CertifiedKey issue(List<String> hosts) {
        return certified.issue(
                hosts.get(0),
                List.of(
                        Extensions.subjectAlternativeName(hosts),
                        Extensions.usedToSignHandshakes(),
                        Extensions.usedByServers()));
    }

    private boolean isValid() {
        try {
            certified.certificate().checkValidity();
            return true;
        } catch (GeneralSecurityException expired) {
            return false;
        }
    }

    private static CertificateAuthority read(Path folder) throws IOException, GeneralSecurityException {
        byte[] pem = Files.readAllBytes(folder.resolve(CERTIFICATE));
        X509Certificate certificate = (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(pem));
        List<String> lines = new ArrayList<>(Files.readAllLines(folder.resolve(KEY)));
        lines.removeIf(line -> line.startsWith("-----"));
        byte[] key = Base64.getDecoder().decode(String.join("", lines));
        return new CertificateAuthority(new CertifiedKey(
                KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(key)), certificate));
    }

    private void write(Path folder) throws IOException, GeneralSecurityException {
        Files.createDirectories(folder);
        Path key = folder.resolve(KEY);
        Files.deleteIfExists(key);
        if (Files.getFileStore(folder).supportsFileAttributeView("posix")) {
            Files.createFile(key, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        Files.writeString(key, certified.keyPem());
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, TRUSTSTORE_PASSWORD);
        store.setCertificateEntry("amazon-emulator", certified.certificate());
        try (var out = Files.newOutputStream(folder.resolve(TRUSTSTORE))) {
            store.store(out, TRUSTSTORE_PASSWORD);
        }
        // Last: who waits for it finds the others too.
        Files.writeString(folder.resolve(CERTIFICATE), certified.pem());
    }
}
