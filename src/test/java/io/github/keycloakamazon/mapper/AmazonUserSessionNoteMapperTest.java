package io.github.keycloakamazon.mapper;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.keycloak.broker.provider.BrokeredIdentityContext;
import org.keycloak.models.IdentityProviderMapperModel;
import org.keycloak.models.IdentityProviderSyncMode;
import org.keycloak.models.UserSessionModel;

class AmazonUserSessionNoteMapperTest {
    private static final IdentityProviderMapperModel POSTAL_CODE =
            TestPerson.settings(Map.of("jsonField", " postal_code ", "sessionNote", " postal "));

    private final AmazonUserSessionNoteMapper mapper = new AmazonUserSessionNoteMapper();

    @Test
    void fieldBecomesANoteOfTheSession() throws JsonProcessingException {
        assertThat(notes(POSTAL_CODE, "{\"postal_code\":\"98101\"}")).containsExactly(Map.entry("postal", "98101"));
    }

    @Test
    void listBecomesOneNote() throws JsonProcessingException {
        assertThat(notes(POSTAL_CODE, "{\"postal_code\":[\"98101\",\"10115\"]}"))
                .containsExactly(Map.entry("postal", "98101 10115"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"{}", "{\"postal_code\":null}", "{\"postal_code\":\" \"}", "{\"postal_code\":{\"a\":1}}"})
    void absentFieldIsNoNote(String profile) throws JsonProcessingException {
        assertThat(notes(POSTAL_CODE, profile)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"'', note", "'  ', note", "postal_code, ''", "postal_code, ' '"})
    void mapperWithoutFieldOrNoteSetsNothing(String field, String note) throws JsonProcessingException {
        assertThat(notes(
                        TestPerson.settings(Map.of("jsonField", field, "sessionNote", note)),
                        "{\"postal_code\":\"98101\",\"\":\"x\"}"))
                .isEmpty();
    }

    @Test
    void everySyncModeIsAllowed() {
        assertThat(IdentityProviderSyncMode.values()).allMatch(mapper::supportsSyncMode);
    }

    private Map<String, String> notes(IdentityProviderMapperModel settings, String profile)
            throws JsonProcessingException {
        BrokeredIdentityContext user = TestPerson.with(profile);
        mapper.preprocessFederatedIdentity(null, null, settings, user);
        Map<String, String> notes = new HashMap<>();
        user.addSessionNotesToUserSession((UserSessionModel) Proxy.newProxyInstance(
                UserSessionModel.class.getClassLoader(),
                new Class<?>[] {UserSessionModel.class},
                (session, method, arguments) -> {
                    assertThat(method.getName()).isEqualTo("setNote");
                    return notes.put((String) arguments[0], (String) arguments[1]);
                }));
        return notes;
    }
}
