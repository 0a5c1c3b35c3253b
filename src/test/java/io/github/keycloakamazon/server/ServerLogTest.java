package io.github.keycloakamazon.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerLogTest {
    @TempDir
    private Path directory;

    @Test
    void readsWhatWasWrittenSinceTheMark() throws IOException {
        ServerLog log = new ServerLog(directory.resolve("log"));
        Files.writeString(log.file(), "before – ü\n");

        long mark = log.mark();
        Files.writeString(log.file(), "after – ü\n", StandardOpenOption.APPEND);

        assertThat(log.since(mark)).isEqualTo("after – ü\n");
        assertThat(log.since(0)).isEqualTo("before – ü\nafter – ü\n");
    }

    @Test
    void aLogNotYetWrittenIsEmpty() {
        ServerLog log = new ServerLog(directory.resolve("missing"));

        assertThat(log.mark()).isZero();
        assertThat(log.since(0)).isEmpty();
        assertThat(log.tail(3)).isEmpty();
    }

    @Test
    void theTailIsTheLastLines() throws IOException {
        ServerLog log = new ServerLog(Files.writeString(directory.resolve("log"), "1\n2\n3\n4\n"));

        assertThat(log.tail(2)).isEqualTo("3\n4");
        assertThat(log.tail(9)).isEqualTo("1\n2\n3\n4");
    }
}
