package io.github.keycloakamazon.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.keycloakamazon.lwa.Region;
import io.github.keycloakamazon.lwa.Timeouts;
import java.lang.reflect.Proxy;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.keycloak.Config;

class ServerOptionsTest {
    @Test
    void withoutOptionsTheRegionsOfAmazonAreUsed() {
        ServerOptions options = read(Map.of());

        assertThat(options.endpoints(Region.NA).authorization()).hasToString("https://www.amazon.com/ap/oa");
        assertThat(options.endpoints(Region.NA).token()).hasToString("https://api.amazon.com/auth/o2/token");
        assertThat(options.endpoints(Region.EU).authorization()).hasToString("https://eu.account.amazon.com/ap/oa");
        assertThat(options.endpoints(Region.EU).profile()).hasToString("https://api.amazon.co.uk/user/profile");
        assertThat(options.endpoints(Region.FE).authorization()).hasToString("https://apac.account.amazon.com/ap/oa");
        assertThat(options.endpoints(Region.FE).tokenInfo()).hasToString("https://api.amazon.co.jp/auth/o2/tokeninfo");
        assertThat(options.timeouts()).isEqualTo(new Timeouts(3_000, 8_000));
        int workers = Math.max(50, 4 * Runtime.getRuntime().availableProcessors());
        assertThat(options.maxConcurrentCalls()).isEqualTo(workers * 5 / 6);
        assertThat(options.connectAhead()).isTrue();
    }

    @Test
    void numbersReplaceTheDefaults() {
        ServerOptions options = read(Map.of(
                "connect-timeout-millis", " 1000 ",
                "total-timeout-millis", "4000",
                "max-concurrent-calls", "7"));

        assertThat(options.timeouts()).isEqualTo(new Timeouts(1_000, 4_000));
        assertThat(options.maxConcurrentCalls()).isEqualTo(7);
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 1", "4, 3", "10, 8", "50, 41", "200, 166"})
    void fiveSixthsOfTheWorkerThreadsMayCallAmazon(int workerThreads, int places) {
        assertThat(ServerOptions.shareOf(workerThreads)).isEqualTo(places);
    }

    @Test
    void readTimeoutOfOldCommandLinesIsIgnored() {
        assertThat(read(Map.of("read-timeout-millis", "whatever")).readTimeoutIgnored())
                .isTrue();
        assertThat(read(Map.of()).readTimeoutIgnored()).isFalse();
    }

    @Test
    void connectingAheadCanBeTurnedOff() {
        assertThat(read(Map.of("connect-ahead", " False ")).connectAhead()).isFalse();
        assertThat(read(Map.of("connect-ahead", "TRUE")).connectAhead()).isTrue();
    }

    @Test
    void baseUrlsReplaceThoseOfEveryRegion() {
        ServerOptions options = read(Map.of(
                "authorization-base-url", "http://localhost:8081/", "api-base-url", "https://proxy.example/amazon"));

        assertThat(options.endpoints(Region.EU).authorization()).hasToString("http://localhost:8081/ap/oa");
        assertThat(options.endpoints(Region.EU).profile()).hasToString("https://proxy.example/amazon/user/profile");
    }

    @ParameterizedTest
    @CsvSource({
        "api-base-url,           api.amazon.com",
        "api-base-url,           ftp://api.amazon.com",
        "api-base-url,           https://user:password@api.amazon.com",
        "api-base-url,           https://api.amazon.com/?x=1",
        "authorization-base-url, 'https://www amazon com'",
        "connect-timeout-millis, soon",
        "total-timeout-millis,   -1",
        "max-concurrent-calls,   0",
        "connect-ahead,          'yes, please'",
    })
    void nonsenseIsRefusedByName(String option, String value) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read(Map.of(option, value)))
                .withMessageContaining(option);
    }

    static ServerOptions read(Map<String, String> options) {
        return ServerOptions.read((Config.Scope) Proxy.newProxyInstance(
                Config.Scope.class.getClassLoader(),
                new Class<?>[] {Config.Scope.class},
                (proxy, method, arguments) -> options.get((String) arguments[0])));
    }
}
