package io.github.keycloakamazon;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.keycloakamazon.server.KeycloakReleases;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** What runs on other people's machines with this project's rights: only what was looked at, and with as few rights as will do. */
class WorkflowsTest {
    private static final Path GITHUB = Path.of(".github");
    private static final Path WORKFLOWS = GITHUB.resolve("workflows");

    /** A tag can be moved to another commit by whoever takes over the action; a commit cannot. */
    private static final Pattern PINNED =
            Pattern.compile("uses: ([\\w.-]+/[\\w./-]+)@([0-9a-f]{40}) # v\\d+\\.\\d+\\.\\d+\\n");

    @Test
    void everyFileIsYaml() throws IOException {
        assertThat(yamlFiles(GITHUB))
                .hasSizeGreaterThan(7)
                .allSatisfy(file -> assertThat(parse(file)).isInstanceOf(Map.class));
    }

    @Test
    void everyActionIsPinnedToACommitAndSaysWhichVersionThatIs() throws IOException {
        for (Path workflow : yamlFiles(WORKFLOWS)) {
            assertThat(actions(workflow))
                    .as("pinned actions of %s", workflow)
                    .isNotEmpty()
                    .containsExactlyInAnyOrderElementsOf(pins(workflow)
                            .map(pin -> pin.group(1) + "@" + pin.group(2))
                            .toList());
        }
    }

    @Test
    void anActionIsTheSameCommitWhereverItIsUsed() throws IOException {
        List<MatchResult> pins = new ArrayList<>();
        for (Path workflow : yamlFiles(WORKFLOWS)) {
            pins(workflow).forEach(pins::add);
        }

        assertThat(pins.stream().map(MatchResult::group).distinct())
                .extracting(pin -> pin.replaceFirst("@.*\\n", ""))
                .doesNotHaveDuplicates();
    }

    @Test
    void workflowsMayReadUnlessAJobSaysMore() throws IOException {
        assertThat(yamlFiles(WORKFLOWS))
                .allSatisfy(workflow ->
                        assertThat(map(parse(workflow)).get("permissions")).isEqualTo(Map.of("contents", "read")));
    }

    @Test
    void everyJobEnds() throws IOException {
        for (Path workflow : yamlFiles(WORKFLOWS)) {
            assertThat(jobs(workflow))
                    .isNotEmpty()
                    .allSatisfy(job -> assertThat(job).as(workflow.toString()).containsKey("timeout-minutes"));
        }
    }

    @Test
    void changesOfStrangersSeeNoSecret() throws IOException {
        assertThat(yamlFiles(WORKFLOWS))
                .filteredOn(workflow -> !workflow.endsWith("release.yml"))
                .isNotEmpty()
                .allSatisfy(workflow -> assertThat(workflow)
                        .content()
                        .doesNotContain("secrets.")
                        .doesNotContain("pull_request_target"));
        assertThat(map(map(parse(WORKFLOWS.resolve("release.yml"))).get("on"))).containsOnlyKeys("push");
    }

    @Test
    void noStepFindsTheRightToPushInTheCheckout() throws IOException {
        for (Path workflow : yamlFiles(WORKFLOWS)) {
            assertThat(steps(workflow))
                    .filteredOn(step -> step.getOrDefault("uses", "").toString().startsWith("actions/checkout@"))
                    .as(workflow.toString())
                    .isNotEmpty()
                    .allSatisfy(step -> assertThat(map(step.get("with"))).containsEntry("persist-credentials", false));
        }
    }

    @Test
    void everyTestedKeycloakIsLoggedInto() throws IOException {
        Map<?, ?> keycloak =
                map(map(map(parse(WORKFLOWS.resolve("build.yml"))).get("jobs")).get("keycloak"));
        assertThat(map(map(keycloak.get("strategy")).get("matrix")).get("keycloak"))
                .isEqualTo(KeycloakReleases.tested().all());
    }

    private static Stream<MatchResult> pins(Path workflow) throws IOException {
        return PINNED.matcher(Files.readString(workflow)).results().toList().stream();
    }

    private static List<String> actions(Path workflow) throws IOException {
        return steps(workflow).stream()
                .filter(step -> step.containsKey("uses"))
                .map(step -> step.get("uses").toString())
                .toList();
    }

    private static List<Map<Object, Object>> steps(Path workflow) throws IOException {
        return jobs(workflow).stream()
                .flatMap(job -> ((List<?>) job.get("steps")).stream())
                .map(WorkflowsTest::map)
                .toList();
    }

    private static List<Map<Object, Object>> jobs(Path workflow) throws IOException {
        return map(map(parse(workflow)).get("jobs")).values().stream()
                .map(WorkflowsTest::map)
                .toList();
    }

    @SuppressWarnings("unchecked")
    private static Map<Object, Object> map(Object node) {
        assertThat(node).isInstanceOf(Map.class);
        return (Map<Object, Object>) node;
    }

    private static Object parse(Path file) throws IOException {
        return new Load(LoadSettings.builder().setLabel(file.toString()).build())
                .loadFromString(Files.readString(file));
    }

    private static List<Path> yamlFiles(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().matches(".*\\.ya?ml")).toList();
        }
    }
}
