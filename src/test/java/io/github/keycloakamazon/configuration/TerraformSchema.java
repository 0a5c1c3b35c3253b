package io.github.keycloakamazon.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.stream.Collectors;

/** What is documented of the Terraform provider's resources, in {@code terraform-schema.json}. */
final class TerraformSchema {
    private static final JsonMapper JSON = new JsonMapper();

    private final JsonNode resources;

    private TerraformSchema(JsonNode resources) {
        this.resources = resources;
    }

    static TerraformSchema documented() {
        try (InputStream file = TerraformSchema.class.getResourceAsStream("terraform-schema.json")) {
            return new TerraformSchema(JSON.readTree(file).path("resources"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Fails unless the arguments are such that Terraform would take them for a resource of this type. */
    void check(String type, Map<String, Object> arguments) {
        assertThat(resources.has(type)).as("resource type %s", type).isTrue();
        Map<String, JsonNode> documented = resources.path(type).properties().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        assertThat(documented.keySet()).as("arguments of %s", type).containsAll(arguments.keySet());
        documented.forEach((name, argument) -> {
            if (argument.path("required").asBoolean()) {
                assertThat(arguments).as("required arguments of %s", type).containsKey(name);
            }
        });
    }

    /** What Terraform sends to Keycloak's admin REST interface for a resource of this type, defaults with it. */
    ObjectNode representation(String type, Map<String, Object> arguments) {
        ObjectNode representation = JSON.createObjectNode();
        resources.path(type).properties().forEach(argument -> {
            JsonNode value = arguments.containsKey(argument.getKey())
                    ? JSON.valueToTree(arguments.get(argument.getKey()))
                    : argument.getValue().path("default");
            if (argument.getValue().has("member") && !value.isMissingNode()) {
                put(
                        representation,
                        JsonPointer.compile(argument.getValue().path("member").asText()),
                        value);
            }
        });
        return representation;
    }

    private static void put(ObjectNode representation, JsonPointer member, JsonNode value) {
        ObjectNode parent = member.head().matches() ? representation : representation.withObject(member.head());
        String name = member.last().getMatchingProperty();
        if (value instanceof ObjectNode map) {
            representation.withObject(member).setAll(map);
        } else {
            parent.set(name, value);
        }
    }
}
