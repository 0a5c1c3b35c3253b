package io.github.keycloakamazon.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What a server writes to standard output and standard error.
 *
 * @param file the file it is written to
 */
public record ServerLog(Path file) {
    /** The place where the log ends now, in bytes. */
    public long mark() {
        try {
            return Files.exists(file) ? Files.size(file) : 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * What was written after {@code mark}.
     *
     * @param mark an earlier answer of {@link #mark()}
     */
    public String since(long mark) {
        if (!Files.exists(file)) {
            return "";
        }
        try (SeekableByteChannel channel = Files.newByteChannel(file)) {
            channel.position(mark);
            ByteBuffer rest = ByteBuffer.allocate(Math.toIntExact(Math.max(0, channel.size() - mark)));
            while (rest.hasRemaining() && channel.read(rest) >= 0) {
                // A read may give less than asked for.
            }
            return UTF_8.decode(rest.flip()).toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The last lines, at most {@code count}. */
    public String tail(int count) {
        List<String> lines = since(0).lines().toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - count), lines.size()));
    }
}
