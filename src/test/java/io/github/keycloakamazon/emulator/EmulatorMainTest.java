package io.github.keycloakamazon.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EmulatorMainTest {
    @Test
    void withoutOptionsItServesThisMachineOnPort8081() {
        EmulatorConfig config = EmulatorMain.configure(List.of(), Map.of());

        assertThat(config.port()).isEqualTo(8081);
        assertThat(config.bindAddress()).isEqualTo("127.0.0.1");
        assertThat(config.publicBaseUrl()).isNull();
        assertThat(config.api()).isEqualTo(ApiListener.SHARED);
        assertThat(client(config).clientId()).isEqualTo(AmazonEmulator.CLIENT_ID);
        assertThat(client(config).secret()).isEqualTo(AmazonEmulator.CLIENT_SECRET);
        assertThat(client(config).allowsReturnUrl("http://localhost:8080/realms/x/broker/amazon/endpoint"))
                .isTrue();
        assertThat(client(config).allowsReturnUrl("https://app.test/")).isFalse();
    }

    @Test
    void theEnvironmentSetsEverything() {
        EmulatorConfig config = EmulatorMain.configure(
                List.of(),
                Map.of(
                        "EMULATOR_PORT", "9000",
                        "EMULATOR_BIND", "0.0.0.0",
                        "EMULATOR_PUBLIC_URL", "http://amazon.test:9000",
                        "EMULATOR_HTTPS_PORT", "9443",
                        "EMULATOR_CLIENT_ID", "amzn1.application-oa2-client.x",
                        "EMULATOR_CLIENT_SECRET", "s3cret",
                        "EMULATOR_RETURN_URLS", "https://a.test/x, https://b.test/y",
                        "EMULATOR_ERROR_STYLE", "plain",
                        "EMULATOR_UNKNOWN_SCOPE", "page"));

        assertThat(config.port()).isEqualTo(9000);
        assertThat(config.bindAddress()).isEqualTo("0.0.0.0");
        assertThat(config.publicBaseUrl()).isEqualTo("http://amazon.test:9000");
        assertThat(config.api()).isEqualTo(ApiListener.HTTPS);
        assertThat(config.apiPort()).isEqualTo(9443);
        assertThat(config.errorStyle()).isEqualTo(ErrorStyle.PLAIN);
        assertThat(config.unknownScope()).isEqualTo(UnknownScope.PAGE);
        assertThat(client(config).clientId()).isEqualTo("amzn1.application-oa2-client.x");
        assertThat(client(config).secret()).isEqualTo("s3cret");
        assertThat(client(config).returnUrls()).containsExactlyInAnyOrder("https://a.test/x", "https://b.test/y");
        assertThat(client(config).allowsReturnUrl("http://localhost:8080/")).isFalse();
    }

    @Test
    void anArgumentWinsOverTheEnvironment() {
        EmulatorConfig config =
                EmulatorMain.configure(List.of("--port=1234"), Map.of("EMULATOR_PORT", "9000", "EMULATOR_BIND", ""));

        assertThat(config.port()).isEqualTo(1234);
        assertThat(config.bindAddress()).as("an empty variable is none").isEqualTo("127.0.0.1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--port=x",
                "--port=65536",
                "--port=-1",
                "--unknown=1",
                "8081",
                "--return-urls=/relative",
                "--error-style=loud",
                "--config=/no/such/file.json"
            })
    void whatCannotBeMeantIsRefused(String argument) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EmulatorMain.configure(List.of(argument), Map.of()))
                .withMessageContaining(argument.replaceAll("^--[a-z-]+=", ""));
    }

    @Test
    void theApiMayHaveAPortOfItsOwn() {
        EmulatorConfig config = EmulatorMain.configure(List.of("--api-port=9001"), Map.of());

        assertThat(config.api()).isEqualTo(ApiListener.HTTP);
        assertThat(config.apiPort()).isEqualTo(9001);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EmulatorMain.configure(List.of("--api-port=1", "--https-port=2"), Map.of()))
                .withMessageContaining("one listener");
    }

    @Test
    void insteadOfAmazonItListensOnThePortOfHttps() {
        assertThat(EmulatorMain.configure(List.of("--instead-of-amazon=ca"), Map.of()))
                .satisfies(config -> assertThat(config.insteadOfAmazon()).isEqualTo(Path.of("ca")))
                .satisfies(config -> assertThat(config.apiPort()).isEqualTo(443));
        assertThat(EmulatorMain.configure(List.of("--instead-of-amazon=ca", "--https-port=8443"), Map.of())
                        .apiPort())
                .isEqualTo(8443);
    }

    @Test
    void helpExplainsEveryOption() {
        assertThat(Option.values())
                .allSatisfy(option -> assertThat(Greeting.help()).contains(option.argument() + "=", option.variable()));
    }

    @Test
    void theGreetingSaysWhatItIsAndWhomToSignInAs() {
        EmulatorConfig config = AmazonEmulator.builder()
                .client(AmazonEmulator.DEFAULT_CLIENT)
                .client(EmulatedClient.of("other", "s3cret"))
                .client(EmulatedClient.publicClient("device"))
                .build();
        try (AmazonEmulator amazon = AmazonEmulator.start(config)) {
            assertThat(Greeting.of(amazon, config))
                    .startsWith("Amazon emulator - not Amazon.")
                    .contains(
                            amazon.authorizeUrl(),
                            AmazonEmulator.CLIENT_SECRET,
                            "device (public)",
                            "Jane Doe",
                            "/emulator/openapi.json",
                            "--help",
                            "Ctrl-C")
                    .doesNotContain("s3cret");
        }
    }

    private static EmulatedClient client(EmulatorConfig config) {
        assertThat(config.clients()).hasSize(1);
        return config.clients().get(0);
    }
}
