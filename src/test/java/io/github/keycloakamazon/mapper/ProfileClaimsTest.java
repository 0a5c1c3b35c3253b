package io.github.keycloakamazon.mapper;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.broker.provider.BrokeredIdentityContext;

class ProfileClaimsTest {
    private static final String PROFILE = """
        {"user_id":"amzn1.account.A","name":" Ada ","age":36,"prime":true,"postal_code":null,"nothing":"  ",
         "unseen":"\\u00a0\\u200b\\u3164","padded":"\\u00a0Ada\\u200b",
         "address":{"lines":["1 Main St","", null,"Seattle"]}}\
        """;

    @ParameterizedTest
    @CsvSource({
        "user_id,              amzn1.account.A",
        "'  user_id ',         amzn1.account.A",
        "name,                 Ada",
        "padded,               Ada",
        "age,                  36",
        "prime,                true",
        "'address.lines[0]',   1 Main St",
        "'address.lines[3]',   Seattle",
    })
    void memberIsFoundByItsPathAsStrippedText(String path, String value) throws JsonProcessingException {
        assertThat(ProfileClaims.at(TestPerson.with(PROFILE), path)).containsExactly(value);
    }

    @Test
    void listIsAsManyValuesAsItHasTexts() throws JsonProcessingException {
        assertThat(ProfileClaims.at(TestPerson.with(PROFILE), "address.lines")).containsExactly("1 Main St", "Seattle");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "email",
                "postal_code",
                "nothing",
                "unseen",
                "address",
                "address.lines[9]",
                "address.lines[-1]",
                "address.lines[x]",
                "name.first"
            })
    void whatIsNotThereOrNoTextIsNoValue(String path) throws JsonProcessingException {
        assertThat(ProfileClaims.at(TestPerson.with(PROFILE), path)).isEmpty();
    }

    @Test
    void personWithoutAProfileHasNoValues() {
        assertThat(ProfileClaims.at(TestPerson.withoutProfile(), "user_id")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "false, name,          Ada,        true",
        "false, name,          ada,        false",
        "false, name,          A.*,        false",
        "true,  name,          A.*,        true",
        "true,  name,          A,          false",
        "true,  name,          '(',        false",
        "false, address.lines, Seattle,    true",
        "true,  address.lines, '\\d+ .*',  true",
        "true,  address.lines, Portland,   false",
        "false, email,         Ada,        false",
    })
    void roleAndGroupGoByEqualTextOrByAMatchOfTheWhole(boolean regex, String member, String wanted, boolean applies)
            throws JsonProcessingException {
        assertThat(haveAll(
                        regex, "[{\"key\":\"%s\",\"value\":\"%s\"}]".formatted(member, wanted.replace("\\", "\\\\"))))
                .isEqualTo(applies);
    }

    @Test
    void allWantedValuesMustBeThere() throws JsonProcessingException {
        assertThat(haveAll(false, "[{\"key\":\"name\",\"value\":\"Ada\"},{\"key\":\"age\",\"value\":\"36\"}]"))
                .isTrue();
        assertThat(haveAll(false, "[{\"key\":\"name\",\"value\":\"Ada\"},{\"key\":\"age\",\"value\":\"37\"}]"))
                .isFalse();
        assertThat(haveAll(
                        false,
                        "[{\"key\":\"address.lines\",\"value\":\"Seattle\"},{\"key\":\"address.lines\",\"value\":\"1"
                                + " Main St\"}]"))
                .isTrue();
        assertThat(
                        haveAll(
                                false,
                                "[{\"key\":\"address.lines\",\"value\":\"Seattle\"},{\"key\":\"address.lines\",\"value\":\"Paris\"}]"))
                .isFalse();
    }

    /** A mapper that is not finished, or was garbled in a realm file, gives its role and its group to nobody. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "",
                "[{}]",
                "[{\"key\":\"name\"}]",
                "[{\"key\":\"\",\"value\":\"\"}]",
                "[{\"key\":\"nothing\",\"value\":\"\"}]",
                "not json"
            })
    void mapperWithNothingSetAppliesToNobody(String claims) throws JsonProcessingException {
        assertThat(haveAll(false, claims)).isFalse();
        assertThat(haveAll(true, claims)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "'{\"scope\":\"profile\"}',                 email,             true",
        "'{\"scope\":\"profile\"}',                 name,              true",
        "'{\"scope\":\"profile\"}',                 user_id,           true",
        "'{\"scope\":\"profile\"}',                 address.lines[0],  true",
        "'{\"scope\":\"profile\"}',                 postal_code,       false",
        "'{\"postal_code\":null}',                  postal_code,       true",
        "'{\"postal_code\":\"\"}',                  ' postal_code',    true",
        "'{\"address\":{}}',                        address.lines[0],  true",
        "'{\"name\":\"Ada\"}',                      postal_code,       false",
        "'{\"name\":\"Ada\"}',                      scope,             false",
        "{},                                        .,                 false",
    })
    void absentClaimIsKnownToBeGoneOnlyWhereItWasAskedFor(String profile, String path, boolean known)
            throws JsonProcessingException {
        assertThat(ProfileClaims.isKnown(TestPerson.with(profile), path)).isEqualTo(known);
    }

    @ParameterizedTest
    @CsvSource({
        "profile,             name,        true",
        "profile,             email,       true",
        "profile,             postal_code, false",
        "profile postal_code, postal_code, true",
        "postal_code,         email,       false",
        "profile:user_id,     name,        false",
        "profile:user_id,     user_id,     true",
        "profile:user_id,     other,       true",
    })
    void absentClaimOfAScopeThatTheProviderDoesNotRequestIsUnknown(String scopes, String claim, boolean known)
            throws JsonProcessingException {
        BrokeredIdentityContext person = TestPerson.with("{\"scope\":\"profile\"}");
        person.getIdpConfig().getConfig().put("defaultScope", scopes);

        assertThat(ProfileClaims.isKnown(person, claim)).isEqualTo(known);
    }

    private static boolean haveAll(boolean regex, String claims) throws JsonProcessingException {
        Map<String, String> settings = Map.of("claims", claims, "are.claim.values.regex", String.valueOf(regex));
        boolean role = new AmazonAdvancedRoleMapper().applies(TestPerson.settings(settings), TestPerson.with(PROFILE));
        boolean group =
                new AmazonAdvancedGroupMapper().applies(TestPerson.settings(settings), TestPerson.with(PROFILE));
        assertThat(role).as("role and group go by the same").isEqualTo(group);
        return role;
    }
}
