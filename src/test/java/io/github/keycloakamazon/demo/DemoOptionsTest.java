package io.github.keycloakamazon.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DemoOptionsTest {
    private static final Map<String, String> REAL_AMAZON =
            Map.of("AMAZON_CLIENT_ID", "amzn1.application-oa2-client.1", "AMAZON_CLIENT_SECRET", "secret");

    @Test
    void standardPortsAndTheEmulatorUnlessToldOtherwise() {
        DemoOptions options = DemoOptions.from(new Properties(), Map.of());

        assertThat(options.ports())
                .containsOnly(
                        Map.entry(DemoPort.KEYCLOAK, 8080),
                        Map.entry(DemoPort.AMAZON, 8081),
                        Map.entry(DemoPort.APP, 8082));
        assertThat(options.amazon()).isEmpty();
        assertThat(options.returnUrl()).isEqualTo("http://localhost:8080/realms/demo/broker/amazon/endpoint");
    }

    @Test
    void eachPortCanBeChosen() {
        DemoOptions options = DemoOptions.from(
                properties("demo.keycloak.port", "9080", "demo.amazon.port", "9081", "demo.app.port", " 9082 "),
                Map.of());

        assertThat(options.url(DemoPort.KEYCLOAK)).isEqualTo("http://localhost:9080");
        assertThat(options.url(DemoPort.AMAZON)).isEqualTo("http://localhost:9081");
        assertThat(options.url(DemoPort.APP)).isEqualTo("http://localhost:9082");
        assertThat(options.returnUrl()).startsWith("http://localhost:9080/");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "0", "-1", "65536", "80 80", "1e3"})
    void whatIsNoPortIsNamed(String text) {
        assertThatThrownBy(() -> DemoOptions.from(properties("demo.app.port", text), Map.of()))
                .isInstanceOf(DemoException.class)
                .hasMessage("-Ddemo.app.port must be a port number from 1 to 65535, not \"" + text + "\".");
    }

    @Test
    void onePortCannotServeTwo() {
        assertThatThrownBy(() -> DemoOptions.from(properties("demo.app.port", "8080"), Map.of()))
                .isInstanceOf(DemoException.class)
                .hasMessage("Port 8080 cannot serve both Keycloak and the sample application: "
                        + "change -Ddemo.keycloak.port or -Ddemo.app.port.");
    }

    @Test
    void aTakenPortIsNamedWithAFreeOneToUseInstead() {
        DemoOptions options = DemoOptions.from(new Properties(), Map.of());
        Set<Integer> taken = Set.of(8080, 8090, 8082);

        assertThatThrownBy(() -> options.requireFreePorts(port -> !taken.contains(port)))
                .isInstanceOf(DemoException.class)
                .hasMessage(String.join(
                        System.lineSeparator(),
                        "Port 8080 is taken by another program, and Keycloak wants it. "
                                + "Choose another: mvn -Pdemo -Ddemo.keycloak.port=8100",
                        "Port 8082 is taken by another program, and the sample application wants it. "
                                + "Choose another: mvn -Pdemo -Ddemo.app.port=8092"));
    }

    @Test
    void theRealAmazonNeedsNoPortHere() {
        DemoOptions options = DemoOptions.from(properties("demo.amazon.port", "8080"), REAL_AMAZON);

        options.requireFreePorts(port -> port != 8081);

        assertThat(options.amazon()).isPresent();
    }

    private static Properties properties(String... namesAndValues) {
        Properties properties = new Properties();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            properties.setProperty(namesAndValues[i], namesAndValues[i + 1]);
        }
        return properties;
    }
}
