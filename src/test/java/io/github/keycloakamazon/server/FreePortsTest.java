package io.github.keycloakamazon.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class FreePortsTest {
    @Test
    void portsFoundTogetherDiffer() {
        assertThat(FreePorts.find(20)).doesNotHaveDuplicates().allMatch(port -> port > 0);
    }

    /** Linux takes those from 32,768 on for outgoing connections, macOS those from 49,152 on. */
    @Test
    void noOutgoingConnectionComesInTheWay() {
        assertThat(FreePorts.find(20)).allMatch(port -> port < 32_768);
    }

    @Test
    void aPortSomebodyListensOnIsNotFree() throws IOException {
        try (ServerSocket everywhere = new ServerSocket(0);
                ServerSocket loopback = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(FreePorts.isFree(everywhere.getLocalPort())).isFalse();
            assertThat(FreePorts.isFree(loopback.getLocalPort())).isFalse();
        }
    }
}
