package io.github.keycloakamazon.demo.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HtmlTest {
    @Test
    void nothingCanLeaveTextOrAttribute() {
        assertThat(Html.escape("<a href=\"x\" title='y'>&amp;"))
                .isEqualTo("&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;amp;");
    }

    @Test
    void otherTextStaysAsItIs() {
        assertThat(Html.escape("山田太郎 – 😀 ü")).isEqualTo("山田太郎 – 😀 ü");
    }
}
