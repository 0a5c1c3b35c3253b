package io.github.keycloakamazon.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * The files to start from use only fields that Kubernetes has, and fit together. Kubernetes ignores a field with a spelling mistake, so
 * a probe or a limit would silently be missing.
 *
 * @see <a href="https://kubernetes.io/docs/reference/kubernetes-api/">Kubernetes API reference</a>
 */
class KubernetesSamplesTest {
    private static final Path SAMPLES = Path.of("docker", "kubernetes");

    /** Whatever is below is a name of the user's own, not a field of Kubernetes. */
    private static final Set<String> MAPS_OF_NAMES = Set.of("labels", "matchLabels", "requests", "limits");

    /** The fields that the samples use, as the reference spells them, by the path to the object that has them. */
    private static final Map<String, Set<String>> FIELDS = Map.ofEntries(
            Map.entry("", Set.of("apiVersion", "kind", "metadata", "spec")),
            Map.entry("metadata", Set.of("name", "labels")),
            Map.entry("spec", Set.of("replicas", "selector", "strategy", "template")),
            Map.entry("spec.selector", Set.of("matchLabels")),
            Map.entry("spec.strategy", Set.of("rollingUpdate")),
            Map.entry("spec.strategy.rollingUpdate", Set.of("maxUnavailable", "maxSurge")),
            Map.entry("spec.template", Set.of("metadata", "spec")),
            Map.entry("spec.template.metadata", Set.of("labels")),
            Map.entry("spec.template.spec", Set.of("securityContext", "initContainers", "containers", "volumes")),
            Map.entry(
                    "spec.template.spec.securityContext",
                    Set.of("runAsNonRoot", "runAsUser", "runAsGroup", "fsGroup", "seccompProfile")),
            Map.entry("spec.template.spec.securityContext.seccompProfile", Set.of("type")),
            Map.entry("spec.template.spec.volumes", Set.of("name", "emptyDir")),
            Map.entry("spec.template.spec.volumes.emptyDir", Set.of()));

    private static final Map<String, Set<String>> CONTAINER_FIELDS = Map.ofEntries(
            Map.entry(
                    "",
                    Set.of(
                            "name",
                            "image",
                            "command",
                            "args",
                            "env",
                            "ports",
                            "startupProbe",
                            "readinessProbe",
                            "livenessProbe",
                            "lifecycle",
                            "securityContext",
                            "resources",
                            "volumeMounts")),
            Map.entry("env", Set.of("name", "value", "valueFrom")),
            Map.entry("env.valueFrom", Set.of("secretKeyRef")),
            Map.entry("env.valueFrom.secretKeyRef", Set.of("name", "key")),
            Map.entry("ports", Set.of("name", "containerPort")),
            Map.entry("startupProbe", Set.of("httpGet", "periodSeconds", "failureThreshold")),
            Map.entry("startupProbe.httpGet", Set.of("path", "port")),
            Map.entry("readinessProbe", Set.of("httpGet", "periodSeconds", "failureThreshold")),
            Map.entry("readinessProbe.httpGet", Set.of("path", "port")),
            Map.entry("livenessProbe", Set.of("httpGet", "periodSeconds", "failureThreshold")),
            Map.entry("livenessProbe.httpGet", Set.of("path", "port")),
            Map.entry("lifecycle", Set.of("preStop")),
            Map.entry("lifecycle.preStop", Set.of("exec")),
            Map.entry("lifecycle.preStop.exec", Set.of("command")),
            Map.entry(
                    "securityContext",
                    Set.of("allowPrivilegeEscalation", "capabilities", "readOnlyRootFilesystem", "runAsNonRoot")),
            Map.entry("securityContext.capabilities", Set.of("drop")),
            Map.entry("resources", Set.of("requests", "limits")),
            Map.entry("volumeMounts", Set.of("name", "mountPath")));

    @Test
    void deploymentHasOnlyFieldsThatKubernetesHas() throws IOException {
        Map<?, ?> deployment = read("deployment.yaml").get(0);

        assertThat(deployment).extracting("apiVersion", "kind").containsExactly("apps/v1", "Deployment");
        assertThat(unknownFields(deployment)).isEmpty();
    }

    @Test
    void serviceHasOnlyFieldsThatKubernetesHas() throws IOException {
        Map<?, ?> service = read("deployment.yaml").get(1);

        assertThat(service).extracting("apiVersion", "kind").containsExactly("v1", "Service");
        assertThat(map(at(service, "spec"))).containsOnlyKeys("selector", "ports");
        assertThat(maps(at(service, "spec", "ports")))
                .allSatisfy(port -> assertThat(map(port)).containsOnlyKeys("name", "port", "targetPort"));
    }

    @Test
    void patchHasOnlyFieldsThatKubernetesHas() throws IOException {
        assertThat(unknownFields(read("init-container.yaml").get(0))).isEmpty();
    }

    @Test
    void serviceFindsThePodsOfTheDeployment() throws IOException {
        List<Map<?, ?>> documents = read("deployment.yaml");
        Object selected = at(documents.get(1), "spec", "selector");

        assertThat(at(documents.get(0), "spec", "selector", "matchLabels")).isEqualTo(selected);
        assertThat(at(documents.get(0), "spec", "template", "metadata", "labels"))
                .isEqualTo(selected);
    }

    @Test
    void portsThatProbesAndServiceNameAreThoseOfTheContainer() throws IOException {
        List<Map<?, ?>> documents = read("deployment.yaml");
        Map<?, ?> container = containers(documents.get(0), "containers").get(0);
        List<Object> names = maps(container.get("ports")).stream()
                .<Object>map(port -> port.get("name"))
                .toList();

        assertThat(names)
                .contains(
                        at(container, "startupProbe", "httpGet", "port"),
                        at(container, "readinessProbe", "httpGet", "port"),
                        at(container, "livenessProbe", "httpGet", "port"));
        assertThat(maps(at(documents.get(1), "spec", "ports")))
                .isNotEmpty()
                .allSatisfy(port -> assertThat(names).contains(port.get("targetPort")));
    }

    @Test
    void patchChangesTheContainerOfTheDeploymentAndMountsVolumesThatItBrings() throws IOException {
        Map<?, ?> patch = read("init-container.yaml").get(0);
        List<Object> volumes = maps(at(patch, "spec", "template", "spec", "volumes")).stream()
                .<Object>map(volume -> volume.get("name"))
                .toList();

        assertThat(containers(patch, "containers").get(0).get("name"))
                .isEqualTo(containers(read("deployment.yaml").get(0), "containers")
                        .get(0)
                        .get("name"));
        for (String kind : List.of("initContainers", "containers")) {
            assertThat(maps(containers(patch, kind).get(0).get("volumeMounts")))
                    .isNotEmpty()
                    .allSatisfy(mount -> assertThat(volumes).contains(mount.get("name")));
        }
    }

    @Test
    void optionsOfTheOperatorsResourceAreThoseOfTheProvider() throws IOException {
        List<String> options = maps(at(read("keycloak.yaml").get(0), "spec", "additionalOptions")).stream()
                .map(option -> option.get("name").toString())
                .toList();

        String reference = Files.readString(Path.of("src/site/markdown/settings.md"));
        assertThat(options)
                .isNotEmpty()
                .allSatisfy(option ->
                        assertThat(reference).contains("`" + option.substring("spi-social-amazon-".length()) + "`"));
    }

    // ---- Fields

    private static Set<String> unknownFields(Map<?, ?> deployment) {
        Set<String> unknown = unknown("", deployment, FIELDS);
        for (String kind : List.of("initContainers", "containers")) {
            for (Map<?, ?> container : containers(deployment, kind)) {
                unknown.addAll(unknown("", container, CONTAINER_FIELDS));
            }
        }
        return unknown;
    }

    private static Set<String> unknown(String path, Object node, Map<String, Set<String>> fields) {
        Set<String> unknown = new TreeSet<>();
        for (Map<?, ?> object : maps(node)) {
            object.forEach((field, value) -> {
                String below = path.isEmpty() ? field.toString() : path + "." + field;
                boolean isChecked = value instanceof Map
                        || (value instanceof List<?> list && list.stream().anyMatch(Map.class::isInstance));
                if (!fields.getOrDefault(path, Set.of()).contains(field.toString())) {
                    unknown.add(below);
                } else if (isChecked
                        && !isCheckedElsewhere(below, fields)
                        && !MAPS_OF_NAMES.contains(field.toString())) {
                    unknown.addAll(unknown(below, value, fields));
                }
            });
        }
        return unknown;
    }

    private static boolean isCheckedElsewhere(String path, Map<String, Set<String>> fields) {
        return fields.equals(FIELDS) && path.matches("spec\\.template\\.spec\\.(initC|c)ontainers");
    }

    // ---- Documents

    private static List<Map<?, ?>> read(String file) throws IOException {
        Load yaml = new Load(LoadSettings.builder().setLabel(file).build());
        List<Map<?, ?>> documents = new ArrayList<>();
        for (Object document : yaml.loadAllFromString(Files.readString(SAMPLES.resolve(file)))) {
            documents.addAll(maps(document));
        }
        return documents;
    }

    private static List<Map<?, ?>> containers(Map<?, ?> deployment, String kind) {
        return maps(map(at(deployment, "spec", "template", "spec")).getOrDefault(kind, List.of()));
    }

    private static Object at(Map<?, ?> document, String... path) {
        Object node = document;
        for (String field : path) {
            assertThat(map(node)).containsKey(field);
            node = map(node).get(field);
        }
        return node;
    }

    @SuppressWarnings("unchecked")
    private static Map<Object, Object> map(Object node) {
        assertThat(node).isInstanceOf(Map.class);
        return (Map<Object, Object>) node;
    }

    /** The objects of a list, or the one that stands alone. */
    private static List<Map<?, ?>> maps(Object node) {
        List<?> nodes = node instanceof List<?> list ? list : List.of(node);
        return nodes.stream().<Map<?, ?>>map(KubernetesSamplesTest::map).toList();
    }
}
