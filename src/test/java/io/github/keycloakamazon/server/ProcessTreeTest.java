package io.github.keycloakamazon.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ProcessTreeTest {
    @TempDir
    private Path directory;

    @Test
    void terminatingEndsTheScriptAndWhatItStarted() throws IOException {
        Family family = start("sleep 300 & echo $! > child; wait");

        family.tree().terminate(Duration.ofSeconds(20));

        assertThat(family.tree().isAlive()).isFalse();
        assertThat(ProcessHandle.of(family.child())).isEmpty();
    }

    @Test
    void whatDoesNotListenIsKilled() throws IOException {
        Family family = start("trap '' TERM; sleep 300 & echo $! > child; while true; do wait; sleep 0.1; done");

        family.tree().terminate(Duration.ofMillis(200));

        assertThat(family.tree().isAlive()).isFalse();
        assertThat(ProcessHandle.of(family.child())).isEmpty();
    }

    @Test
    void killingEndsAllAndMayBeRepeated() throws IOException {
        Family family = start("sleep 300 & echo $! > child; wait");

        family.tree().kill();
        family.tree().kill();

        assertThat(family.tree().isAlive()).isFalse();
        assertThat(ProcessHandle.of(family.child())).isEmpty();
    }

    private record Family(ProcessTree tree, long child) {}

    /** Runs a script that writes the process id of its child into the file {@code child}. */
    private Family start(String script) throws IOException {
        Path fifo = directory.resolve("child");
        new ProcessBuilder("mkfifo", fifo.toString()).start().onExit().join();
        ProcessTree tree =
                ProcessTree.start(new ProcessBuilder("sh", "-c", script).directory(directory.toFile()), () -> {});
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(Files.newInputStream(fifo), StandardCharsets.UTF_8))) {
            return new Family(tree, Long.parseLong(reader.readLine()));
        }
    }
}
