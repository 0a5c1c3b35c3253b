package io.github.keycloakamazon.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.keycloakamazon.config.AmazonIdentityProviderConfig;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EssentialClaimTest {
    private static final String PROFILE = """
            {"user_id": "amzn1.account.A", "email": "jane@acme.example", "age": 42, "adult": true, "nothing": null, "empty": "",
             "lines": "jane@acme.example\\n", "groups": ["staff", 7, null, {"a": "b"}], "address": {"city": "Seattle"}}
            """;

    @Test
    void everybodyMatchesWithoutFilter() throws JsonProcessingException {
        assertThat(matches(Map.of())).isTrue();
        assertThat(matches(
                        Map.of("filteredByClaim", "false", "claimFilterName", "email", "claimFilterValue", "nobody")))
                .isTrue();
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "email, .*@acme\\.example, true",
        "' email ', jane@acme\\.example, true",
        "email, ' jane@acme\\.example ', true",
        "scope, .*, false",
        "email, .*@other\\.example, false",
        "email, acme, false",
        "Email, .*, false",
        "lines, .*@acme\\.example, false",
        "age, 42, true",
        "adult, true, true",
        "empty, .*, true",
        "groups, staff, true",
        "groups, 7, true",
        "groups, null, false",
        "groups, guests, false",
        "nothing, .*, false",
        "nothing, null, false",
        "address, .*, false",
        "absent, .*, false",
        "'', .*, false",
        "email, '', false",
        "email, ' ', false",
        "email, '*', false",
        "email, '(', false"
    })
    void claimMustMatchAsAWhole(String name, String value, boolean expected) throws JsonProcessingException {
        assertThat(matches(Map.of("filteredByClaim", "true", "claimFilterName", name, "claimFilterValue", value)))
                .isEqualTo(expected);
    }

    @Test
    void nobodyMatchesAFilterThatIsNotComplete() throws JsonProcessingException {
        assertThat(matches(Map.of("filteredByClaim", "true"))).isFalse();
        assertThat(matches(Map.of("filteredByClaim", "true", "claimFilterName", "email")))
                .isFalse();
        assertThat(matches(Map.of("filteredByClaim", "true", "claimFilterValue", ".*")))
                .isFalse();
    }

    /** The filter stays on if the placeholder or the word of its switch cannot be read, and nobody has a claim that cannot be read. */
    @ParameterizedTest
    @CsvSource({
        "'${env.FILTER:true}', email, nobody, false",
        "'${env.FILTER:true}', email, jane.*, true",
        "yes, email, nobody, false",
        "1, email, nobody, false",
        "' true', email, nobody, false",
        "TRUE, email, nobody, false",
        "FALSE, email, nobody, true",
        "'', email, nobody, true",
        "true, '${env.FILTER_NAME}', .*, false",
        "true, email, '${env.FILTER}', false",
        "true, email, '[${env.LETTERS}].*', false",
    })
    void whatCannotBeReadLetsNobodyIn(String filter, String name, String value, boolean expected)
            throws JsonProcessingException {
        assertThat(matches(Map.of("filteredByClaim", filter, "claimFilterName", name, "claimFilterValue", value)))
                .isEqualTo(expected);
    }

    private static boolean matches(Map<String, String> settings) throws JsonProcessingException {
        AmazonIdentityProviderConfig config = new AmazonIdentityProviderConfig();
        config.getConfig().putAll(settings);
        return EssentialClaim.matches(config, new JsonMapper().readTree(PROFILE));
    }
}
