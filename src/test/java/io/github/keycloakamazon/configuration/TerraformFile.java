package io.github.keycloakamazon.configuration;

import com.bertramlabs.plugins.hcl4j.HCLParser;
import com.bertramlabs.plugins.hcl4j.HCLParserException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The resources of a Terraform file.
 *
 * @param resources by address such as {@code keycloak_realm.example}, each with its arguments
 */
record TerraformFile(Map<String, Map<String, Object>> resources) {
    /** Reads a file with these values for its variables. References from one resource to another stay as they are. */
    static TerraformFile read(Path file, Map<String, Object> variables) {
        HCLParser parser = new HCLParser();
        parser.setVariables(variables);
        Map<String, Map<String, Object>> resources = new LinkedHashMap<>();
        try {
            map(parser.parse(Files.readString(file)).get("resource"))
                    .forEach((type, ofType) -> map(ofType)
                            .forEach((name, arguments) -> resources.put(type + "." + name, plain(map(arguments)))));
        } catch (HCLParserException e) {
            throw new IllegalArgumentException("Not Terraform's language: " + file, e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new TerraformFile(resources);
    }

    private static Map<String, Object> plain(Map<String, Object> arguments) {
        Map<String, Object> plain = new LinkedHashMap<>();
        arguments.forEach((name, value) -> plain.put(name, plain(value)));
        return plain;
    }

    private static Object plain(Object value) {
        if (value instanceof Map<?, ?>) {
            return plain(map(value));
        }
        // $${ is how a Terraform file writes ${ for somebody else.
        return value instanceof Boolean ? value : value.toString().replace("$${", "${");
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object value) {
        return (Map<String, Object>) value;
    }
}
