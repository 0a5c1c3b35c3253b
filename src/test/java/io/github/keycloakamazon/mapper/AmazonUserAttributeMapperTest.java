package io.github.keycloakamazon.mapper;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.github.keycloakamazon.fixture.OpenProfile;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.keycloak.broker.provider.BrokeredIdentityContext;
import org.keycloak.models.IdentityProviderMapperModel;
import org.keycloak.models.RealmModel;
import org.keycloak.storage.adapter.InMemoryUserAdapter;

class AmazonUserAttributeMapperTest {
    private static final IdentityProviderMapperModel POSTAL_CODE =
            TestPerson.settings(Map.of("jsonField", " postal_code ", "userAttribute", " address.postal_code "));

    /** A realm without any setting. */
    private static final RealmModel REALM = (RealmModel) Proxy.newProxyInstance(
            RealmModel.class.getClassLoader(),
            new Class<?>[] {RealmModel.class},
            (realm, method, arguments) -> method.getReturnType() == boolean.class ? (Object) false : null);

    private final AmazonUserAttributeMapper mapper = new AmazonUserAttributeMapper();
    private final InMemoryUserAdapter user = new InMemoryUserAdapter(null, null, "user");

    @Test
    void newPersonGetsTheAttribute() throws JsonProcessingException {
        BrokeredIdentityContext person = TestPerson.with("{\"postal_code\":\"98101\"}");

        mapper.preprocessFederatedIdentity(null, null, POSTAL_CODE, person);

        assertThat(person.getAttributes()).containsEntry("address.postal_code", List.of("98101"));
    }

    @Test
    void newPersonWithoutTheMemberGetsNoAttribute() throws JsonProcessingException {
        BrokeredIdentityContext person = TestPerson.with("{\"name\":\"Ada\"}");

        mapper.preprocessFederatedIdentity(null, null, POSTAL_CODE, person);

        assertThat(person.getAttributes()).isEmpty();
    }

    @Test
    void laterLoginBringsTheNewValue() throws JsonProcessingException {
        user.setAttribute("address.postal_code", List.of("98101"));

        mapper.updateBrokeredUser(
                OpenProfile.session(), null, user, POSTAL_CODE, TestPerson.with("{\"postal_code\":\"10115\"}"));

        assertThat(user.getAttributeStream("address.postal_code")).containsExactly("10115");
    }

    @Test
    void laterLoginTakesAwayWhatAmazonNoLongerTells() throws JsonProcessingException {
        user.setAttribute("address.postal_code", List.of("98101"));

        mapper.updateBrokeredUser(
                OpenProfile.session(), null, user, POSTAL_CODE, TestPerson.with("{\"postal_code\":null}"));

        assertThat(user.getAttributes()).doesNotContainKey("address.postal_code");
    }

    /** An export may hold a mapper that was never finished. */
    @ParameterizedTest
    @CsvSource({"'', address", "'  ', address", "postal_code, ''", "postal_code, ' '"})
    void mapperWithoutMemberOrAttributeSetsNothing(String member, String attribute) throws JsonProcessingException {
        BrokeredIdentityContext person = TestPerson.with("{\"postal_code\":\"98101\",\"\":\"x\"}");

        mapper.preprocessFederatedIdentity(
                null, null, TestPerson.settings(Map.of("jsonField", member, "userAttribute", attribute)), person);

        assertThat(person.getAttributes()).isEmpty();
    }

    /** A token exchange does not tell the granted scopes. */
    @ParameterizedTest
    @CsvSource({
        "profile postal_code, {},                         98101",
        "profile,             '{\"scope\":\"profile\"}',    98101",
        "profile postal_code, '{\"scope\":\"profile\"}',",
        "profile,             '{\"postal_code\":\" \"}',",
    })
    void attributeStaysWhileItIsUnknownWhatAmazonWasAskedFor(String scopes, String profile, String kept)
            throws JsonProcessingException {
        user.setAttribute("address.postal_code", List.of("98101"));
        BrokeredIdentityContext person = TestPerson.with(profile);
        person.getIdpConfig().getConfig().put("defaultScope", scopes);

        mapper.updateBrokeredUser(OpenProfile.session(), null, user, POSTAL_CODE, person);

        assertThat(user.getFirstAttribute("address.postal_code")).isEqualTo(kept);
    }

    @ParameterizedTest
    @CsvSource({"user_id, username", "user_id, Username", "name, email"})
    void fieldsThatUsersSignInWithAreNoTarget(String claim, String target) throws JsonProcessingException {
        BrokeredIdentityContext person = TestPerson.with("{\"user_id\":\"id\",\"name\":\"eve@example.com\"}");
        IdentityProviderMapperModel settings = TestPerson.settings(Map.of("jsonField", claim, "userAttribute", target));
        user.setUsername("user");

        mapper.preprocessFederatedIdentity(null, null, settings, person);
        mapper.updateBrokeredUser(OpenProfile.session(), null, user, settings, person);

        assertThat(person.getAttributes()).isEmpty();
        assertThat(person.getEmail()).isNull();
        assertThat(user.getUsername()).isEqualTo("user");
        assertThat(user.getEmail()).isNull();
    }

    @Test
    void namesAreCutAndNeverRemoved() throws JsonProcessingException {
        IdentityProviderMapperModel settings =
                TestPerson.settings(Map.of("jsonField", "name", "userAttribute", "lastName"));
        BrokeredIdentityContext person = TestPerson.with("{\"name\":\"" + "x".repeat(300) + "\"}");

        mapper.preprocessFederatedIdentity(OpenProfile.session(), REALM, settings, person);
        mapper.updateBrokeredUser(OpenProfile.session(), null, user, settings, person);
        mapper.updateBrokeredUser(OpenProfile.session(), null, user, settings, TestPerson.with("{\"name\":null}"));

        assertThat(person.getLastName()).hasSize(255);
        assertThat(user.getLastName()).hasSize(255);
    }
}
