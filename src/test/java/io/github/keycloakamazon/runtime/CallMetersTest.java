package io.github.keycloakamazon.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CallMetersTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @BeforeEach
    void listen() {
        Metrics.addRegistry(registry);
    }

    @AfterEach
    void stopListening() {
        Metrics.removeRegistry(registry);
        registry.close();
    }

    @Test
    void refusalsStartAtZeroAndAreCounted() {
        CallMeters metrics = new CallMeters();
        assertThat(registry.get("keycloak.amazon.refusals").counter().count()).isZero();

        metrics.refused();

        assertThat(registry.get("keycloak.amazon.refusals").counter().count()).isEqualTo(1);
    }
}
