package io.github.keycloakamazon.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StartupLogTest {
    @Test
    void numberOfPlacesIsSaid() {
        assertThat(StartupLog.places(ServerOptionsTest.read(Map.of("max-concurrent-calls", "7"))))
                .contains("at most 7 requests")
                .contains("http-pool-max-threads is " + WorkerPool.maxThreads());
    }

    @Test
    void nothingIsWrongWithoutOptions() {
        assertThat(StartupLog.warnings(ServerOptionsTest.read(Map.of()))).isEmpty();
    }

    @Test
    void readTimeoutIsIgnoredAloud() {
        assertThat(StartupLog.warnings(ServerOptionsTest.read(Map.of("read-timeout-millis", "0"))))
                .singleElement()
                .asString()
                .contains("read-timeout-millis")
                .contains("total-timeout-millis");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://proxy.example/amazon",
                "http://localhost:8081",
                "HTTP://LOCALHOST",
                "http://127.0.0.1:1",
                "http://127.8.9.10",
                "http://[::1]:8081",
                "http://amazon.localhost:8081"
            })
    void addressInAmazonsPlaceIsWarnedOf(String url) {
        assertThat(StartupLog.warnings(ServerOptionsTest.read(Map.of("api-base-url", url))))
                .singleElement()
                .asString()
                .startsWith("The option api-base-url")
                .contains("Remove the option in production");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://emulator:8081",
                "http://10.0.0.1",
                "http://127.0.0.1.evil.example",
                "http://localhost.evil.example",
                "http://[fe80::1]"
            })
    void plainHttpToAnotherHostIsWarnedOfMoreLoudly(String url) {
        assertThat(StartupLog.warnings(ServerOptionsTest.read(
                        Map.of("api-base-url", url, "authorization-base-url", "https://www.example"))))
                .hasSize(2)
                .anyMatch(line -> line.startsWith("SECURITY RISK: the option api-base-url") && line.contains(url))
                .anyMatch(line -> line.startsWith("The option authorization-base-url"));
    }
}
