package io.github.keycloakamazon.demo.recorder;

import java.util.List;

/** A comparison as a page of Markdown that can be attached to an issue. */
public final class ComparisonPage {
    private ComparisonPage() {}

    /** The page, with every response and every difference. */
    public static String of(Comparison comparison) {
        StringBuilder page = new StringBuilder("""
                # Responses of Amazon

                Recorded by the demo: what Amazon responded, and where the emulator differs. The page has names, types and lengths. It
                has no tokens, codes, secrets, ids, names or e-mail addresses.
                """);
        comparison.recorded().forEach((call, responses) -> {
            page.append("\n## `").append(call).append("`\n");
            List<String> differences = comparison.differences().getOrDefault(call, List.of());
            page.append(differences.isEmpty() ? "\nThe same as the emulator.\n" : "\nDifferences:\n\n");
            differences.forEach(
                    difference -> page.append("- ").append(difference).append('\n'));
            responses.forEach(response -> append(page, response));
        });
        return page.toString();
    }

    private static void append(StringBuilder page, ResponseShape response) {
        page.append("\nStatus ")
                .append(response.status())
                .append(", body: ")
                .append(response.body())
                .append("\n\n");
        page.append("```text\nheaders: ")
                .append(String.join(", ", response.headers()))
                .append('\n');
        response.fields().forEach(field -> page.append(field).append('\n'));
        page.append("```\n");
    }
}
