package io.github.keycloakamazon.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;

/**
 * How much of a server's work is this project's own, by the samples of Java Flight Recorder. A sample belongs to whoever's code is the
 * innermost that is not Java's.
 *
 * @param samples all samples of threads that were running Java code
 * @param methods those in this project's classes, by method
 */
record OwnShare(long samples, Map<String, Long> methods) {
    private static final String PROJECT = "io.github.keycloakamazon.";

    interface Work {
        void run() throws Exception;
    }

    long own() {
        return methods.values().stream().mapToLong(Long::longValue).sum();
    }

    double share() {
        return samples == 0 ? 0 : (double) own() / samples;
    }

    /** The methods with most samples, and how many each has. */
    List<List<String>> hottest(int most) {
        return methods.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .limit(most)
                .map(method -> List.of(method.getKey(), method.getValue().toString()))
                .toList();
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
        Map<String, Long> methods = new HashMap<>();
        try (RecordingFile file = new RecordingFile(recording)) {
            while (file.hasMoreEvents()) {
                RecordedEvent event = file.readEvent();
                if (event.getEventType().getName().equals("jdk.ExecutionSample") && event.getStackTrace() != null) {
                    samples++;
                    ownMethod(event).ifPresent(method -> methods.merge(method, 1L, Long::sum));
                }
            }
        }
        return new OwnShare(samples, methods);
    }

    private static Optional<String> ownMethod(RecordedEvent sample) {
        return sample.getStackTrace().getFrames().stream()
                .filter(RecordedFrame::isJavaFrame)
                .map(frame -> frame.getMethod().getType().getName() + "."
                        + frame.getMethod().getName().replace("<init>", "constructor"))
                .filter(name -> !name.startsWith("java.") && !name.startsWith("jdk.") && !name.startsWith("sun."))
                .findFirst()
                .filter(name -> name.startsWith(PROJECT))
                .map(name -> name.substring(PROJECT.length()));
    }
}
