package io.github.keycloakamazon.emulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Collection;

/** Extensions of a certificate (RFC 5280 section 4.2.1). */
final class Extensions {
    private Extensions() {}

    /** Which hosts the certificate is for: names and IPv4 addresses. */
    static byte[] subjectAlternativeName(Collection<String> hosts) {
        byte[][] names = hosts.stream().map(Extensions::generalName).toArray(byte[][]::new);
        return extension(17, false, Der.sequence(names));
    }

    /** A certificate authority. */
    static byte[] authority() {
        return extension(19, true, Der.sequence(Der.yes()));
    }

    /** The names that certificates of this authority may be for, and no others. */
    static byte[] onlyForNames(Collection<String> hosts) {
        byte[][] subtrees =
                hosts.stream().map(host -> Der.sequence(generalName(host))).toArray(byte[][]::new);
        return extension(30, true, Der.sequence(Der.value(0xA0, subtrees)));
    }

    /** Signs certificates. */
    static byte[] usedToSignCertificates() {
        return extension(15, true, Der.value(0x03, new byte[] {2, 0x04}));
    }

    /** Signs handshakes. */
    static byte[] usedToSignHandshakes() {
        return extension(15, true, Der.value(0x03, new byte[] {7, (byte) 0x80}));
    }

    /** Proves a server. */
    static byte[] usedByServers() {
        return extension(37, false, Der.sequence(Der.oid(1, 3, 6, 1, 5, 5, 7, 3, 1)));
    }

    /** The key that signed the certificate. */
    static byte[] authorityKey(byte[] keyId) {
        return extension(35, false, Der.sequence(Der.value(0x80, keyId)));
    }

    /** The key of the certificate. */
    static byte[] subjectKey(byte[] keyId) {
        return extension(14, false, Der.octets(keyId));
    }

    private static byte[] extension(int number, boolean critical, byte[] value) {
        byte[] oid = Der.oid(2, 5, 29, number);
        return critical ? Der.sequence(oid, Der.yes(), Der.octets(value)) : Der.sequence(oid, Der.octets(value));
    }

    private static byte[] generalName(String host) {
        return host.matches("[0-9.]+")
                ? Der.value(0x87, address(host))
                : Der.value(0x82, host.getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] address(String digits) {
        try {
            return InetAddress.getByName(digits).getAddress();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
