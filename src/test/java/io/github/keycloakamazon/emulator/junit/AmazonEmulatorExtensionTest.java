package io.github.keycloakamazon.emulator.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.keycloakamazon.emulator.AmazonEmulator;
import io.github.keycloakamazon.emulator.Endpoint;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class AmazonEmulatorExtensionTest {
    @RegisterExtension
    static final AmazonEmulatorExtension SHARED = AmazonEmulatorExtension.withDefaults();

    @RegisterExtension
    final AmazonEmulatorExtension own =
            AmazonEmulatorExtension.with(AmazonEmulator.builder().companyId("another-company"));

    private static final Set<AmazonEmulator> SHARED_EMULATORS = ConcurrentHashMap.newKeySet();

    @RepeatedTest(2)
    void theSharedOneStaysAndForgetsWhatTheTestBeforeDid() throws Exception {
        SHARED_EMULATORS.add(SHARED.emulator());

        assertThat(SHARED_EMULATORS).hasSize(1);
        assertThat(SHARED.emulator().requests(Endpoint.PROFILE)).isEmpty();
        HttpURLConnection call = (HttpURLConnection)
                URI.create(SHARED.emulator().profileUrl()).toURL().openConnection();
        assertThat(call.getResponseCode()).isEqualTo(400);
        assertThat(SHARED.emulator().requests(Endpoint.PROFILE)).hasSize(1);
    }

    @Test
    void aTestMayHaveOneOfItsOwn() {
        assertThat(own.emulator()).isNotSameAs(SHARED.emulator());
        assertThat(own.emulator().port()).isNotEqualTo(SHARED.emulator().port());
    }

    @Test
    void withoutATestThereIsNone() {
        assertThatIllegalStateException()
                .isThrownBy(() -> AmazonEmulatorExtension.withDefaults().emulator());
    }
}
