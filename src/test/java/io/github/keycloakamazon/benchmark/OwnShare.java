package io.github.keycloakamazon.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;

/**
 * How much of a server's work is this project's own, by the samples of Java Flight Recorder. A sample belongs to whoever's code is the
 * innermost that is not Java's.
 *
 * @param samples all samples of threads that were running Java code
 * @param own those in this project's classes
 */
record OwnShare(long samples, long own) {
    private static final String PROJECT = "io.github.keycloakamazon.";

    interface Work {
        void run() throws Exception;
    }

    double share() {
        return samples == 0 ? 0 : (double) own / samples;
    }

    static OwnShare during(ServerGauge server, Work work) throws Exception {
        Path recording = Files.createTempFile("login", ".jfr");
        try {
            server.record(recording, work);
            return read(recording);
        } finally {
            Files.delete(recording);
        }
    }

    private static OwnShare read(Path recording) throws IOException {
        long samples = 0;
        long own = 0;
        try (RecordingFile file = new RecordingFile(recording)) {
            while (file.hasMoreEvents()) {
                RecordedEvent event = file.readEvent();
                if (event.getEventType().getName().equals("jdk.ExecutionSample") && event.getStackTrace() != null) {
                    samples++;
                    own += isOwn(event) ? 1 : 0;
                }
            }
        }
        return new OwnShare(samples, own);
    }

    private static boolean isOwn(RecordedEvent sample) {
        return sample.getStackTrace().getFrames().stream()
                .filter(RecordedFrame::isJavaFrame)
                .map(frame -> frame.getMethod().getType().getName())
                .filter(type -> !type.startsWith("java.") && !type.startsWith("jdk.") && !type.startsWith("sun."))
                .findFirst()
                .filter(type -> type.startsWith(PROJECT))
                .isPresent();
    }
}
