package io.github.keycloakamazon.demo.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SessionsTest {
    @Test
    void idsAreLongAndNeverTheSame() {
        Sessions<String> sessions = new Sessions<>(10);

        assertThat(sessions.put("a")).hasSize(43).isNotEqualTo(sessions.put("a"));
    }

    @Test
    void whatIsRemovedIsHadOnce() {
        Sessions<String> sessions = new Sessions<>(10);
        String id = sessions.put("a");

        assertThat(sessions.remove(id)).contains("a");
        assertThat(sessions.remove(id)).isEmpty();
        assertThat(sessions.get(id)).isEmpty();
    }

    @Test
    void theLongestUnusedIsForgottenFirst() {
        Sessions<String> sessions = new Sessions<>(2);
        String first = sessions.put("first");
        String second = sessions.put("second");
        assertThat(sessions.get(first)).isPresent();

        sessions.put("third");

        assertThat(sessions.get(first)).isPresent();
        assertThat(sessions.get(second)).isEmpty();
    }
}
