package io.github.keycloakamazon.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.keycloakamazon.lwa.LwaCall;
import io.github.keycloakamazon.lwa.LwaError;
import io.github.keycloakamazon.lwa.LwaException;
import org.junit.jupiter.api.Test;

/** Keycloak 26.7 creates realms with line breaks in their names. */
class FailureLogTest {
    @Test
    void namesRealmProviderAndCode() {
        assertThat(FailureLog.line(LwaException.of(LwaCall.AUTHORIZATION, LwaError.UNSOLICITED), "shop", "amazon"))
                .isEqualTo("Amazon's authorization call failed: unsolicited"
                        + " [realm=shop, alias=amazon, code=unsolicited]");
    }

    @Test
    void isOneLineWhateverTheNames() {
        assertThat(FailureLog.line(
                        LwaException.of(LwaCall.AUTHORIZATION, LwaError.UNSOLICITED),
                        "shop\r\nforged",
                        "a\u0085b\u2028c\u001b[2J"))
                .endsWith("[realm=shop__forged, alias=a_b_c_[2J, code=unsolicited]");
    }

    @Test
    void whatOthersThrowIsNamedWithItsPlaceAndWithoutItsMessage() {
        Throwable failure = new IllegalStateException(
                "jane@example.com is not unique", new NullPointerException("jane@example.com"));

        assertThat(FailureLog.line(failure, "shop", "amazon"))
                .startsWith("A login or token exchange failed: java.lang.IllegalStateException at "
                        + FailureLogTest.class.getName())
                .contains(", caused by java.lang.NullPointerException at ")
                .endsWith("[realm=shop, alias=amazon]")
                .doesNotContain("jane");
    }

    @Test
    void failureWithoutAStackOrWithACircleOfCausesIsOneLineToo() {
        RuntimeException first = new RuntimeException("a");
        first.setStackTrace(new StackTraceElement[0]);
        first.initCause(new RuntimeException("b", first));

        assertThat(FailureLog.line(first, "shop\nforged", "amazon"))
                .startsWith("A login or token exchange failed: java.lang.RuntimeException, caused by")
                .endsWith("[realm=shop_forged, alias=amazon]")
                .hasSizeLessThan(2000);
    }
}
