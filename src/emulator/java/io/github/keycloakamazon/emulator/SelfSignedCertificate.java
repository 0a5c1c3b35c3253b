package io.github.keycloakamazon.emulator;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/**
 * A key and a certificate for some hosts, made on the spot and signed by itself. Java has no public way to make one, so the
 * structure of RFC 5280 section 4.1 is written out in DER here.
 */
final class SelfSignedCertificate {
    private static final DateTimeFormatter UTC_TIME =
            DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final char[] NO_SECRET = "emulator".toCharArray();

    private final List<String> hosts;
    private final PrivateKey key;
    private final X509Certificate certificate;

    private SelfSignedCertificate(List<String> hosts, PrivateKey key, X509Certificate certificate) {
        this.hosts = hosts;
        this.key = key;
        this.certificate = certificate;
    }

    /** Valid from yesterday for a year, for names and IPv4 addresses. */
    static SelfSignedCertificate forHosts(Collection<String> hosts) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair keys = generator.generateKeyPair();
            byte[] content = content(keys, Instant.now(), hosts);
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(keys.getPrivate());
            signature.update(content);
            byte[] whole = Der.sequence(content, ecdsaWithSha256(), Der.bits(signature.sign()));
            Certificate parsed =
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(whole));
            return new SelfSignedCertificate(List.copyOf(hosts), keys.getPrivate(), (X509Certificate) parsed);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("A certificate cannot be made", e);
        }
    }

    /** Another key for the same hosts, which whoever trusts this one does not trust. */
    SelfSignedCertificate forged() {
        return forHosts(hosts);
    }

    /** For a truststore. */
    String pem() {
        try {
            String encoded = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(certificate.getEncoded());
            return "-----BEGIN CERTIFICATE-----\n" + encoded + "\n-----END CERTIFICATE-----\n";
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    void useIn(SslContextFactory.Server tls) {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, NO_SECRET);
            store.setKeyEntry("emulator", key, NO_SECRET, new Certificate[] {certificate});
            tls.setKeyStore(store);
            tls.setKeyStorePassword(String.valueOf(NO_SECRET));
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] content(KeyPair keys, Instant now, Collection<String> hosts) {
        byte[] name = Der.sequence(
                Der.set(Der.sequence(Der.oid(2, 5, 4, 3), Der.text("Amazon emulator - for tests and demos"))));
        return Der.sequence(
                Der.tagged(0, Der.integer(BigInteger.TWO)),
                Der.integer(new BigInteger(63, new SecureRandom()).add(BigInteger.ONE)),
                ecdsaWithSha256(),
                name,
                Der.sequence(
                        Der.time(UTC_TIME.format(now.minus(1, ChronoUnit.DAYS))),
                        Der.time(UTC_TIME.format(now.plus(365, ChronoUnit.DAYS)))),
                name,
                keys.getPublic().getEncoded(),
                Der.tagged(3, Der.sequence(subjectAlternativeName(hosts))));
    }

    private static byte[] subjectAlternativeName(Collection<String> hosts) {
        List<byte[]> names = new ArrayList<>();
        for (String host : hosts) {
            names.add(
                    host.matches("[0-9.]+")
                            ? Der.value(0x87, address(host))
                            : Der.value(0x82, host.getBytes(StandardCharsets.US_ASCII)));
        }
        return Der.sequence(Der.oid(2, 5, 29, 17), Der.octets(Der.sequence(names.toArray(byte[][]::new))));
    }

    private static byte[] address(String digits) {
        try {
            return InetAddress.getByName(digits).getAddress();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] ecdsaWithSha256() {
        return Der.sequence(Der.oid(1, 2, 840, 10045, 4, 3, 2));
    }

    /** The few DER encodings (X.690) a certificate is made of. */
    private static final class Der {
        static byte[] value(int tag, byte[]... contents) {
            ByteArrayOutputStream content = new ByteArrayOutputStream();
            for (byte[] part : contents) {
                content.writeBytes(part);
            }
            ByteArrayOutputStream whole = new ByteArrayOutputStream();
            whole.write(tag);
            int length = content.size();
            if (length > 255) {
                whole.write(0x82);
                whole.write(length >> 8);
            } else if (length > 127) {
                whole.write(0x81);
            }
            whole.write(length);
            whole.writeBytes(content.toByteArray());
            return whole.toByteArray();
        }

        static byte[] sequence(byte[]... parts) {
            return value(0x30, parts);
        }

        static byte[] set(byte[] part) {
            return value(0x31, part);
        }

        static byte[] tagged(int number, byte[] part) {
            return value(0xA0 + number, part);
        }

        static byte[] integer(BigInteger number) {
            return value(0x02, number.toByteArray());
        }

        static byte[] octets(byte[] bytes) {
            return value(0x04, bytes);
        }

        static byte[] bits(byte[] bytes) {
            return value(0x03, new byte[] {0}, bytes);
        }

        static byte[] text(String text) {
            return value(0x0C, text.getBytes(StandardCharsets.UTF_8));
        }

        static byte[] time(String utc) {
            return value(0x17, utc.getBytes(StandardCharsets.US_ASCII));
        }

        static byte[] oid(int first, int second, int... rest) {
            ByteArrayOutputStream encoded = new ByteArrayOutputStream();
            encoded.write(first * 40 + second);
            for (int part : rest) {
                for (int shift = 28; shift > 0; shift -= 7) {
                    if (part >> shift != 0) {
                        encoded.write(0x80 | (part >> shift & 0x7F));
                    }
                }
                encoded.write(part & 0x7F);
            }
            return value(0x06, encoded.toByteArray());
        }
    }
}
