package io.github.keycloakamazon.demo.recorder;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The different responses to each call. */
final class Recording {
    private final SortedMap<Call, List<ResponseShape>> responses = new TreeMap<>();

    synchronized void add(Call call, ResponseShape response) {
        List<ResponseShape> known = responses.computeIfAbsent(call, key -> new ArrayList<>());
        if (!known.contains(response)) {
            known.add(response);
        }
    }

    /** A copy, in the order of the calls. */
    synchronized SortedMap<Call, List<ResponseShape>> responses() {
        SortedMap<Call, List<ResponseShape>> copy = new TreeMap<>();
        responses.forEach((call, shapes) -> copy.put(call, List.copyOf(shapes)));
        return copy;
    }
}
