package io.github.keycloakamazon.emulator;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/**
 * A key and its certificate. Java has no public way to make a certificate, so the structure of RFC 5280 section 4.1 is written out
 * in DER here. Valid from yesterday for a year.
 */
record CertifiedKey(PrivateKey key, X509Certificate certificate) {
    private static final DateTimeFormatter UTC_TIME =
            DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
    /** As long as RFC 5280 section 4.2.1.2 makes them. */
    private static final int KEY_ID_LENGTH = 20;

    /** A certificate that its own key signs. */
    static CertifiedKey selfSigned(String name, List<byte[]> extensions) {
        KeyPair keys = newKeys();
        return new CertifiedKey(keys.getPrivate(), certificate(name(name), keys, name(name), keys, extensions));
    }

    /** A new key with a certificate that this one signs. */
    CertifiedKey issue(String name, List<byte[]> extensions) {
        KeyPair keys = newKeys();
        byte[] issuer = certificate.getSubjectX500Principal().getEncoded();
        return new CertifiedKey(
                keys.getPrivate(),
                certificate(name(name), keys, issuer, new KeyPair(certificate.getPublicKey(), key), extensions));
    }

    /** The certificate, for a truststore. */
    String pem() {
        try {
            return pem("CERTIFICATE", certificate.getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    String keyPem() {
        return pem("PRIVATE KEY", key.getEncoded());
    }

    private static String pem(String what, byte[] encoded) {
        return "-----BEGIN " + what + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded)
                + "\n-----END " + what + "-----\n";
    }

    private static KeyPair newKeys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("A key cannot be made", e);
        }
    }

    private static X509Certificate certificate(
            byte[] subject, KeyPair keys, byte[] issuer, KeyPair issuerKeys, List<byte[]> extensions) {
        try {
            List<byte[]> all = new ArrayList<>(extensions);
            all.add(Extensions.subjectKey(keyId(keys.getPublic())));
            all.add(Extensions.authorityKey(keyId(issuerKeys.getPublic())));
            byte[] content = content(subject, keys, issuer, all);
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(issuerKeys.getPrivate());
            signature.update(content);
            byte[] whole = Der.sequence(content, ecdsaWithSha256(), Der.bits(signature.sign()));
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(whole));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("A certificate cannot be made", e);
        }
    }

    private static byte[] content(byte[] subject, KeyPair keys, byte[] issuer, List<byte[]> extensions) {
        Instant now = Instant.now();
        return Der.sequence(
                Der.tagged(0, Der.integer(BigInteger.TWO)),
                Der.integer(new BigInteger(63, new SecureRandom()).add(BigInteger.ONE)),
                ecdsaWithSha256(),
                issuer,
                Der.sequence(
                        Der.time(UTC_TIME.format(now.minus(1, ChronoUnit.DAYS))),
                        Der.time(UTC_TIME.format(now.plus(365, ChronoUnit.DAYS)))),
                subject,
                keys.getPublic().getEncoded(),
                Der.tagged(3, Der.sequence(extensions.toArray(byte[][]::new))));
    }

    private static byte[] keyId(PublicKey key) {
        return Arrays.copyOf(Hashes.sha256(key.getEncoded()), KEY_ID_LENGTH);
    }

    private static byte[] name(String commonName) {
        return Der.sequence(Der.set(Der.sequence(Der.oid(2, 5, 4, 3), Der.text(commonName))));
    }

    private static byte[] ecdsaWithSha256() {
        return Der.sequence(Der.oid(1, 2, 840, 10045, 4, 3, 2));
    }
}
