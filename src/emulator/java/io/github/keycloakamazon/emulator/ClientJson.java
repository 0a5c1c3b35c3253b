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
            throw new FieldException("clientId", "a text is expected");
        }
        // Whatever the client itself refuses is refused here, where the line is known.
        FieldException.check("clientId", () -> EmulatedClient.publicClient(clientId));
        checkTexts("returnUrls", returnUrls);
        checkTexts("scopes", scopes);
        checkTexts("clientCredentialsScopes", clientCredentialsScopes);
        if (returnUrls != null) {
            returnUrls.forEach(url -> FieldException.check(
                    "returnUrls", () -> EmulatedClient.publicClient(clientId).withReturnUrl(url)));
        }
    }

    EmulatedClient client() {
        return new EmulatedClient(
                clientId,
                secret == null ? "" : secret,
                name == null ? EmulatedClient.DEFAULT_NAME : name,
                company == null ? EmulatedClient.DEFAULT_COMPANY : company,
                set(returnUrls, Set.of()),
                set(scopes, EmulatedClient.CUSTOMER_SCOPES),
                set(clientCredentialsScopes, Set.of()),
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

    private static void checkTexts(String field, @Nullable List<@Nullable String> texts) {
        if (texts != null && texts.stream().anyMatch(text -> text == null || text.isBlank())) {
            throw new FieldException(field, "there is an entry without a text");
        }
    }

    private static Set<String> set(@Nullable List<String> texts, Set<String> fallback) {
        return texts == null ? fallback : new LinkedHashSet<>(texts);
    }
}
