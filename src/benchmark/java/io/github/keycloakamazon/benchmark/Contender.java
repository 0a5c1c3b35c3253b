package io.github.keycloakamazon.benchmark;

import io.github.keycloakamazon.emulator.AmazonEmulator;
import io.github.keycloakamazon.emulator.Person;
import io.github.keycloakamazon.fixture.TestRealm;
import io.github.keycloakamazon.server.KeycloakServer;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.keycloak.representations.idm.IdentityProviderRepresentation;

/** A way to sign in: with this provider, or with what people would use instead. */
enum Contender {
    AMAZON("this provider") {
        @Override
        TestRealm prepare(TestRealm realm, AmazonEmulator amazon) {
            return realm.withAmazon();
        }
    },
    /** Stores tokens and brings two members of the profile into attributes. */
    AMAZON_WITH_ALL("this provider, mappers and stored tokens") {
        @Override
        TestRealm prepare(TestRealm realm, AmazonEmulator amazon) {
            IdentityProviderRepresentation provider = TestRealm.amazon(Map.of("syncMode", "FORCE"));
            provider.setStoreToken(true);
            realm.withUnmanagedAttributes().withProvider(provider);
            for (String member : List.of("postal_code", "name")) {
                realm.withMapper(
                        "amazon-user-attribute-mapper",
                        Map.of("jsonField", member, "userAttribute", member, "syncMode", "FORCE"));
            }
            return realm;
        }
    },
    GENERIC("generic oauth2") {
        @Override
        TestRealm prepare(TestRealm realm, AmazonEmulator amazon) {
            return realm.withProvider(generic(amazon));
        }
    },
    /** Has no mappers that could read a profile. */
    GENERIC_WITH_TOKENS("generic oauth2, stored tokens") {
        @Override
        TestRealm prepare(TestRealm realm, AmazonEmulator amazon) {
            IdentityProviderRepresentation provider = generic(amazon);
            provider.setStoreToken(true);
            return realm.withProvider(provider);
        }
    },
    PASSWORD("password") {
        @Override
        TestRealm prepare(TestRealm realm, AmazonEmulator amazon) {
            realm.addUser(USERNAME, "paula@example.com", SECRET);
            return realm;
        }

        @Override
        Visitor.Outcome signIn(Visitor visitor, TestRealm realm, Person person)
                throws IOException, InterruptedException {
            return visitor.signInWithPassword(realm, USERNAME, SECRET);
        }
    };

    private static final String USERNAME = "paula";
    private static final String SECRET = "paula's password";

    private final String label;

    Contender(String label) {
        this.label = label;
    }

    String label() {
        return label;
    }

    /** A realm in which people sign in this way. */
    TestRealm realm(KeycloakServer keycloak, AmazonEmulator amazon) {
        return prepare(TestRealm.create(keycloak, any -> {}), amazon);
    }

    abstract TestRealm prepare(TestRealm realm, AmazonEmulator amazon);

    Visitor.Outcome signIn(Visitor visitor, TestRealm realm, Person person) throws IOException, InterruptedException {
        return visitor.signInWithAmazon(realm, person);
    }

    /** As an administrator would set it up by hand for the same result. */
    private static IdentityProviderRepresentation generic(AmazonEmulator amazon) {
        Map<String, String> config = new LinkedHashMap<>();
        config.put("clientId", AmazonEmulator.CLIENT_ID);
        config.put("clientSecret", AmazonEmulator.CLIENT_SECRET);
        config.put("clientAuthMethod", "client_secret_post");
        config.put("authorizationUrl", amazon.authorizeUrl());
        config.put("tokenUrl", amazon.tokenUrl());
        config.put("userInfoUrl", amazon.profileUrl());
        config.put("defaultScope", "profile");
        config.put("pkceEnabled", "true");
        config.put("pkceMethod", "S256");
        config.put("userIDClaim", "user_id");
        config.put("userNameClaim", "email");
        config.put("emailClaim", "email");
        config.put("fullNameClaim", "name");
        IdentityProviderRepresentation provider = new IdentityProviderRepresentation();
        provider.setAlias(TestRealm.ALIAS);
        provider.setProviderId("oauth2");
        provider.setEnabled(true);
        provider.setConfig(config);
        return provider;
    }
}
