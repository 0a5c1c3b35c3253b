package io.github.keycloakamazon.mapper;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import org.keycloak.broker.oidc.mappers.AbstractJsonUserAttributeMapper;
import org.keycloak.broker.provider.BrokeredIdentityContext;
import org.keycloak.models.IdentityProviderMapperModel;
import org.keycloak.models.IdentityProviderModel;

/** What mappers are given: a person as the provider hands them on, and their own settings. */
final class TestPerson {
    private TestPerson() {}

    /** Somebody of whom Amazon tells this, signing in by the provider with alias {@code shop}. */
    static BrokeredIdentityContext with(String profile) throws JsonProcessingException {
        BrokeredIdentityContext person = withoutProfile();
        person.getContextData()
                .put(AbstractJsonUserAttributeMapper.CONTEXT_JSON_NODE, new ObjectMapper().readTree(profile));
        return person;
    }

    /** Somebody who came without a profile, as Keycloak's own test of a mapper may. */
    static BrokeredIdentityContext withoutProfile() {
        IdentityProviderModel provider = new IdentityProviderModel();
        provider.setAlias("shop");
        provider.setEnabled(true);
        BrokeredIdentityContext person = new BrokeredIdentityContext("amzn1.account.A", provider);
        person.setUsername("amzn1.account.a");
        return person;
    }

    static IdentityProviderMapperModel settings(Map<String, String> settings) {
        IdentityProviderMapperModel mapper = new IdentityProviderMapperModel();
        mapper.setName("the mapper");
        mapper.setConfig(settings);
        return mapper;
    }
}
