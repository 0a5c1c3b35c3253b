package io.github.keycloakamazon.emulator;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;

/** The few DER encodings (X.690) that a certificate is made of. */
final class Der {
    private Der() {}

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

    static byte[] yes() {
        return value(0x01, new byte[] {(byte) 0xFF});
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
