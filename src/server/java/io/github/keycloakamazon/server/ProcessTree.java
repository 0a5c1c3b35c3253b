package io.github.keycloakamazon.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A process with all it starts, ended at the latest when this process ends.
 *
 * <p>{@code kc.sh} may or may not become the Java process it starts, and a script that is killed leaves its child running: so
 * every signal goes to both.
 */
final class ProcessTree {
    private static final Duration PATIENCE_AT_EXIT = Duration.ofSeconds(15);
    private static final Duration PATIENCE_AFTER_KILL = Duration.ofSeconds(10);

    private final Process root;
    private final Thread shutdownHook;

    private ProcessTree(Process root, Runnable cleanUp) {
        this.root = root;
        this.shutdownHook = new Thread(
                () -> {
                    endAll(PATIENCE_AT_EXIT);
                    cleanUp.run();
                },
                "end-keycloak");
        Runtime.getRuntime().addShutdownHook(shutdownHook);
    }

    /**
     * Starts a process.
     *
     * @param cleanUp what to do after the process has ended because this one ends; who ends it earlier cleans up himself
     */
    static ProcessTree start(ProcessBuilder builder, Runnable cleanUp) {
        try {
            return new ProcessTree(builder.start(), cleanUp);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot run " + builder.command().get(0), e);
        }
    }

    boolean isAlive() {
        return root.isAlive();
    }

    /** The exit status of the process, which has ended. */
    int exitStatus() {
        return root.exitValue();
    }

    /** The Java process: the root itself or the one below it. */
    ProcessHandle jvm() {
        return members().stream().filter(ProcessTree::isJava).findFirst().orElse(root.toHandle());
    }

    /**
     * Waits for the root process to end.
     *
     * @return whether it ended before {@code patience} was over
     */
    boolean awaitEnd(Duration patience) {
        try {
            return root.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for process " + root.pid(), e);
        }
    }

    /** Waits for the root process to end, however long that takes. */
    void awaitEnd() throws InterruptedException {
        root.waitFor();
    }

    /** Asks every process to end (SIGTERM) and kills those that have not ended in time. */
    void terminate(Duration patience) {
        endAll(patience);
        forgetShutdownHook();
    }

    /** Kills every process (SIGKILL) and waits until they are gone. */
    void kill() {
        killAll();
        forgetShutdownHook();
    }

    private void endAll(Duration patience) {
        List<ProcessHandle> members = members();
        members.forEach(ProcessHandle::destroy);
        if (!awaitEnd(members, patience)) {
            members.forEach(ProcessHandle::destroyForcibly);
            awaitEnd(members, PATIENCE_AFTER_KILL);
        }
        killAll();
    }

    private void killAll() {
        List<ProcessHandle> members = members();
        members.forEach(ProcessHandle::destroyForcibly);
        awaitEnd(members, PATIENCE_AFTER_KILL);
    }

    /** The root first: it can start no further process once it has its signal. */
    private List<ProcessHandle> members() {
        List<ProcessHandle> members = new ArrayList<>();
        members.add(root.toHandle());
        root.descendants().forEach(members::add);
        return members;
    }

    private void forgetShutdownHook() {
        try {
            Runtime.getRuntime().removeShutdownHook(shutdownHook);
        } catch (IllegalStateException e) {
            // This process is ending, so the hook runs or has run; it finds nothing left to do.
        }
    }

    private static boolean isJava(ProcessHandle process) {
        return process.info()
                .command()
                .map(command -> command.endsWith("/java") || command.endsWith("\\java.exe"))
                .orElse(false);
    }

    /** Waits even when interrupted: a caller that goes on too early would delete files under a living server. */
    private static boolean awaitEnd(List<ProcessHandle> processes, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        boolean interrupted = false;
        while (processes.stream().anyMatch(ProcessHandle::isAlive) && System.nanoTime() < deadline) {
            try {
                TimeUnit.MILLISECONDS.sleep(20);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return processes.stream().noneMatch(ProcessHandle::isAlive);
    }
}
