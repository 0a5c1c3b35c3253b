package io.github.keycloakamazon.mapper;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.broker.provider.BrokeredIdentityContext;
import org.keycloak.storage.adapter.InMemoryUserAdapter;

class AmazonUsernameTemplateMapperTest {
    private static final String PROFILE =
            "{\"user_id\":\"amzn1.account.A\",\"name\":\"Ada $1 \\\\ Lovelace\",\"email\":\"Ada@Example.com\"}";

    @ParameterizedTest
    @CsvSource({
        "'${ALIAS}.${CLAIM.user_id}',              shop.amzn1.account.A",
        "'${CLAIM.email|lowercase}',               ada@example.com",
        "'${CLAIM.email | uppercase}',             ADA@EXAMPLE.COM",
        "'${CLAIM.email|sideways}',                Ada@Example.com",
        "'${ CLAIM.email }',                       Ada@Example.com",
        "'${CLAIM.name}',                          Ada $1 \\ Lovelace",
        "'${anything}',                            anything",
        "everybody,                                everybody",
        "' ${CLAIM.user_id} ',                     amzn1.account.A",
    })
    void userNameIsTheTemplateFilled(String template, String userName) throws JsonProcessingException {
        assertThat(fill(Map.of("template", template)).getModelUsername()).isEqualTo(userName);
    }

    @Test
    void templateIsAliasAndUserIdUnlessOneIsSet() throws JsonProcessingException {
        assertThat(fill(Map.of()).getModelUsername()).isEqualTo("shop.amzn1.account.A");
    }

    @Test
    void uuidIsAnotherEachTime() throws JsonProcessingException {
        Map<String, String> settings = Map.of("template", "${UUID}");

        assertThat(fill(settings).getModelUsername())
                .matches("[0-9a-f-]{36}")
                .isNotEqualTo(fill(settings).getModelUsername());
    }

    @ParameterizedTest
    @ValueSource(strings = {"${CLAIM.postal_code}", "${CLAIM.user_id}-${CLAIM.postal_code|lowercase}", " "})
    void userNameIsLeftAloneWhenThereIsNothingToFillTheTemplateWith(String template) throws JsonProcessingException {
        BrokeredIdentityContext person = fill(Map.of("template", template));

        assertThat(person.getModelUsername()).isNull();
        assertThat(person.getUsername()).isEqualTo("amzn1.account.a");
    }

    @Test
    void templateMayMakeTheNameOfTheLinkInstead() throws JsonProcessingException {
        BrokeredIdentityContext person = fill(Map.of("template", "${CLAIM.email}", "target", "BROKER_USERNAME"));

        assertThat(person.getUsername()).isEqualToIgnoringCase("ada@example.com");
        assertThat(person.getModelUsername()).isNull();
    }

    @Test
    void resultThatIsTooLongForTheDatabaseIsNotUsed() throws JsonProcessingException {
        assertThat(fill(Map.of("template", "x".repeat(256))).getModelUsername()).isNull();
        assertThat(fill(Map.of("template", "x".repeat(255))).getModelUsername()).hasSize(255);
    }

    /** Keycloak's own mapper would set the username to null. */
    @ParameterizedTest
    @ValueSource(strings = {"${CLAIM.postal_code}", " ", "u-${UUID}"})
    void laterLoginLeavesTheUsernameWhenTheTemplateCannotBeFilledOrIsRandom(String template)
            throws JsonProcessingException {
        InMemoryUserAdapter user = new InMemoryUserAdapter(null, null, "user");
        user.setUsername("zip-98101");

        new AmazonUsernameTemplateMapper()
                .updateBrokeredUser(
                        null, null, user, TestPerson.settings(Map.of("template", template)), TestPerson.with(PROFILE));

        assertThat(user.getUsername()).isEqualTo("zip-98101");
    }

    private static BrokeredIdentityContext fill(Map<String, String> settings) throws JsonProcessingException {
        BrokeredIdentityContext person = TestPerson.with(PROFILE);
        new AmazonUsernameTemplateMapper()
                .preprocessFederatedIdentity(null, null, TestPerson.settings(settings), person);
        return person;
    }
}
