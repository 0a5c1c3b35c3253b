package io.github.keycloakamazon.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.keycloakamazon.lwa.Region;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AmazonAccessTest {
    @Test
    void nothingOrBlanksMeanTheEmulator() {
        assertThat(AmazonAccess.from(Map.of())).isEmpty();
        assertThat(AmazonAccess.from(Map.of("AMAZON_CLIENT_ID", "", "AMAZON_CLIENT_SECRET", " ")))
                .isEmpty();
    }

    @Test
    void bothMeanTheRealAmazon() {
        assertThat(AmazonAccess.from(Map.of("AMAZON_CLIENT_ID", " id ", "AMAZON_CLIENT_SECRET", "secret")))
                .contains(new AmazonAccess("id", "secret", Region.NA));
    }

    @Test
    void theRegionCanBeChosen() {
        assertThat(AmazonAccess.from(
                        Map.of("AMAZON_CLIENT_ID", "id", "AMAZON_CLIENT_SECRET", "secret", "AMAZON_REGION", "eu")))
                .contains(new AmazonAccess("id", "secret", Region.EU));
    }

    @Test
    void oneWithoutTheOtherIsAMistake() {
        assertThatThrownBy(() -> AmazonAccess.from(Map.of("AMAZON_CLIENT_ID", "id")))
                .isInstanceOf(DemoException.class)
                .hasMessage("AMAZON_CLIENT_ID is set but AMAZON_CLIENT_SECRET is not: "
                        + "set both for the real Amazon, none for the emulator.");
        assertThatThrownBy(() -> AmazonAccess.from(Map.of("AMAZON_CLIENT_SECRET", "secret")))
                .isInstanceOf(DemoException.class)
                .hasMessageStartingWith("AMAZON_CLIENT_SECRET is set but AMAZON_CLIENT_ID is not")
                .hasMessageNotContaining("\"secret\"");
    }

    @Test
    void anUnknownRegionIsNamed() {
        assertThatThrownBy(() -> AmazonAccess.from(
                        Map.of("AMAZON_CLIENT_ID", "id", "AMAZON_CLIENT_SECRET", "secret", "AMAZON_REGION", "US")))
                .isInstanceOf(DemoException.class)
                .hasMessage("AMAZON_REGION must be one of NA, EU, FE, not \"US\".");
    }

    @Test
    void theSecretIsNotPrinted() {
        assertThat(new AmazonAccess("id", "hush", Region.NA)).hasToString("AmazonAccess[clientId=id, region=NA]");
    }
}
