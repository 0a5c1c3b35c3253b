package io.github.keycloakamazon.demo.recorder;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Where Amazon's responses differ from those of the emulator.
 *
 * @param recorded Amazon's responses
 * @param differences by call; calls without a difference have an empty list
 */
public record Comparison(SortedMap<Call, List<ResponseShape>> recorded, SortedMap<Call, List<String>> differences) {
    /** Every server has these, or has them not, as it pleases. */
    private static final Set<String> NOT_AMAZONS =
            Set.of("connection", "content-length", "date", "keep-alive", "server", "transfer-encoding", "vary");
    /** The user decides whether they are there. */
    private static final Set<String> OF_THE_USER = Set.of("email", "name", "postal_code");

    static Comparison of(Recording amazon, Recording emulator) {
        SortedMap<Call, List<ResponseShape>> expected = emulator.responses();
        SortedMap<Call, List<String>> differences = new TreeMap<>();
        amazon.responses()
                .forEach((call, responses) -> differences.put(call, differences(responses, expected.get(call))));
        return new Comparison(amazon.responses(), differences);
    }

    /** Whether Amazon was asked at all. */
    public boolean isEmpty() {
        return recorded.isEmpty();
    }

    /** How many differences there are. */
    public int count() {
        return differences.values().stream().mapToInt(List::size).sum();
    }

    private static List<String> differences(List<ResponseShape> responses, @Nullable List<ResponseShape> expected) {
        if (expected == null) {
            return List.of("The emulator is not known to respond like this.");
        }
        Set<String> all = new LinkedHashSet<>();
        for (ResponseShape response : responses) {
            all.addAll(differences(response, expected.get(0)));
        }
        return List.copyOf(all);
    }

    private static List<String> differences(ResponseShape amazon, ResponseShape emulator) {
        List<String> found = new ArrayList<>();
        if (amazon.status() != emulator.status()) {
            found.add("Amazon's status is %d, the emulator's is %d.".formatted(amazon.status(), emulator.status()));
        }
        if (!amazon.body().equals(emulator.body())) {
            found.add("Amazon's body is: %s. The emulator's is: %s.".formatted(amazon.body(), emulator.body()));
        }
        addOneSided(found, "header", amazon.headers(), emulator.headers(), NOT_AMAZONS);
        addOneSided(found, "field", amazon.fieldNames(), emulator.fieldNames(), OF_THE_USER);
        addOrder(found, amazon, emulator);
        addTypesAndLengths(found, amazon, emulator);
        return found;
    }

    private static void addOneSided(
            List<String> found, String what, Iterable<String> amazon, Iterable<String> emulator, Set<String> ignored) {
        Set<String> amazons = new TreeSet<>();
        amazon.forEach(amazons::add);
        Set<String> emulators = new TreeSet<>();
        emulator.forEach(emulators::add);
        amazons.stream()
                .filter(name -> !emulators.contains(name) && !ignored.contains(name))
                .forEach(name -> found.add("Only Amazon has the %s %s.".formatted(what, name)));
        emulators.stream()
                .filter(name -> !amazons.contains(name) && !ignored.contains(name))
                .forEach(name -> found.add("Only the emulator has the %s %s.".formatted(what, name)));
    }

    private static void addOrder(List<String> found, ResponseShape amazon, ResponseShape emulator) {
        List<String> amazons = new ArrayList<>(amazon.fieldNames());
        amazons.retainAll(emulator.fieldNames());
        List<String> emulators = new ArrayList<>(emulator.fieldNames());
        emulators.retainAll(amazons);
        if (!amazons.equals(emulators)) {
            found.add("Amazon's order of fields is %s, the emulator's is %s."
                    .formatted(String.join(", ", amazons), String.join(", ", emulators)));
        }
    }

    private static void addTypesAndLengths(List<String> found, ResponseShape amazon, ResponseShape emulator) {
        Map<String, FieldShape> emulators = new TreeMap<>();
        emulator.fields().forEach(field -> emulators.put(field.name(), field));
        for (FieldShape field : amazon.fields()) {
            FieldShape other = emulators.getOrDefault(field.name(), field);
            if (!field.equals(other)) {
                found.add("Amazon's field is %s; the emulator's is %s.".formatted(field, other));
            }
        }
    }
}
