package io.github.keycloakamazon.configuration;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The resources of a Terraform file. Of Terraform's language it reads what an example needs: blocks, and one argument a line, whose
 * value is a string, a boolean, a variable, a reference or a map. Whatever else stands there is an error.
 *
 * @param resources by address such as {@code keycloak_realm.example}, each with its arguments
 * @see <a href="https://developer.hashicorp.com/terraform/language/syntax/configuration">Terraform's syntax</a>
 */
record TerraformFile(Map<String, Map<String, Object>> resources) {
    private static final Pattern RESOURCE = Pattern.compile("resource \"(\\w+)\" \"(\\w+)\" \\{");
    private static final Pattern OTHER_BLOCK =
            Pattern.compile("(?:terraform|variable \"\\w+\"|required_providers) \\{");
    private static final Pattern MAP = Pattern.compile("(\\w+) += \\{");
    private static final Pattern ARGUMENT = Pattern.compile("(\\w+) += (\\S.*)");
    private static final Pattern STRING = Pattern.compile("\"((?:[^\"\\\\$%]|\\$\\$\\{|\\$(?!\\{)|%(?!\\{))*)\"");
    private static final Pattern VARIABLE = Pattern.compile("var\\.(\\w+)");
    private static final Pattern WORD = Pattern.compile("\\w+(?:\\.\\w+)*");

    /** Reads a file with these values for its variables. References from one resource to another stay as they are. */
    static TerraformFile read(Path file, Map<String, Object> variables) {
        Map<String, Map<String, Object>> resources = new LinkedHashMap<>();
        Deque<Map<String, Object>> open = new ArrayDeque<>();
        for (String line : lines(file)) {
            Matcher resource = RESOURCE.matcher(line);
            Matcher map = MAP.matcher(line);
            Matcher argument = ARGUMENT.matcher(line);
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            if (line.equals("}") && !open.isEmpty()) {
                open.pop();
            } else if (resource.matches() && open.isEmpty()) {
                open.push(new LinkedHashMap<>());
                resources.put(resource.group(1) + "." + resource.group(2), open.peek());
            } else if (OTHER_BLOCK.matcher(line).matches()) {
                open.push(new LinkedHashMap<>());
            } else if (map.matches() && !open.isEmpty()) {
                Map<String, Object> value = new LinkedHashMap<>();
                put(open, map.group(1), value);
                open.push(value);
            } else if (argument.matches() && !open.isEmpty()) {
                put(open, argument.group(1), value(argument.group(2), variables));
            } else {
                throw notRead(line);
            }
        }
        if (!open.isEmpty()) {
            throw notRead("the end of the file, where a block is still open");
        }
        return new TerraformFile(resources);
    }

    private static Iterable<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream().map(String::strip).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void put(Deque<Map<String, Object>> open, String name, Object value) {
        if (open.element().putIfAbsent(name, value) != null) {
            throw notRead("a second " + name);
        }
    }

    private static Object value(String expression, Map<String, Object> variables) {
        Matcher string = STRING.matcher(expression);
        if (string.matches()) {
            // $${ is how a Terraform file writes ${ for somebody else.
            return expression.substring(1, expression.length() - 1).replace("$${", "${");
        }
        Matcher variable = VARIABLE.matcher(expression);
        if (variable.matches() && variables.containsKey(variable.group(1))) {
            return variables.get(variable.group(1));
        }
        if (expression.equals("true") || expression.equals("false")) {
            return Boolean.valueOf(expression);
        }
        if (!variable.matches() && WORD.matcher(expression).matches()) {
            return expression;
        }
        throw notRead(expression);
    }

    private static IllegalArgumentException notRead(String what) {
        return new IllegalArgumentException("Not the part of Terraform's language that examples need: " + what);
    }
}
