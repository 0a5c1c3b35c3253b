package io.github.keycloakamazon.emulator;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A client as the configuration file and the control API write it. */
record ClientJson(
        @JsonProperty(required = true) String clientId,
        @Nullable String secret,
        @Nullable String name,
        @Nullable String company,
        @Nullable List<String> returnUrls,
        @Nullable Boolean anyLocalReturnUrl,
        @Nullable List<String> scopes,
        @Nullable List<String> clientCredentialsScopes,
        @Nullable Boolean redirectUriOptional) {

    ClientJson {
        if (clientId == null) {
            throw new IllegalArgumentException("clientId is a text and not null");
        }
        // Whatever the client itself refuses is refused here, where the line is known.
        client(
                clientId,
                secret,
                name,
                company,
                returnUrls,
                anyLocalReturnUrl,
                scopes,
                clientCredentialsScopes,
                redirectUriOptional);
    }

    EmulatedClient client() {
        return client(
                clientId,
                secret,
                name,
                company,
                returnUrls,
                anyLocalReturnUrl,
                scopes,
                clientCredentialsScopes,
                redirectUriOptional);
    }

    private static EmulatedClient client(
            String clientId,
            @Nullable String secret,
            @Nullable String name,
            @Nullable String company,
            @Nullable List<String> returnUrls,
            @Nullable Boolean anyLocalReturnUrl,
            @Nullable List<String> scopes,
            @Nullable List<String> clientCredentialsScopes,
            @Nullable Boolean redirectUriOptional) {
        return new EmulatedClient(
                clientId,
                secret == null ? "" : secret,
                name == null ? EmulatedClient.DEFAULT_NAME : name,
                company == null ? EmulatedClient.DEFAULT_COMPANY : company,
                set("returnUrls", returnUrls, Set.of()),
                set("scopes", scopes, EmulatedClient.CUSTOMER_SCOPES),
                set("clientCredentialsScopes", clientCredentialsScopes, Set.of()),
                Boolean.TRUE.equals(anyLocalReturnUrl),
                Boolean.TRUE.equals(redirectUriOptional));
    }

    static ObjectNode write(EmulatedClient client) {
        ObjectNode json = Json.object().put("clientId", client.clientId());
        if (!client.isPublic()) {
            json.put("secret", client.secret());
        }
        json.put("name", client.name()).put("company", client.company());
        write(json.putArray("returnUrls"), client.returnUrls());
        json.put("anyLocalReturnUrl", client.anyLocalReturnUrl());
        write(json.putArray("scopes"), client.scopes());
        write(json.putArray("clientCredentialsScopes"), client.clientCredentialsScopes());
        return json.put("redirectUriOptional", client.redirectUriOptional());
    }

    private static void write(ArrayNode array, Set<String> texts) {
        new TreeSet<>(texts).forEach(array::add);
    }

    private static Set<String> set(String field, @Nullable List<@Nullable String> texts, Set<String> fallback) {
        if (texts == null) {
            return fallback;
        }
        Set<String> all = new LinkedHashSet<>();
        for (String text : texts) {
            if (text == null || text.isBlank()) {
                throw new IllegalArgumentException(field + " has an entry without a text");
            }
            all.add(text);
        }
        return all;
    }
}
