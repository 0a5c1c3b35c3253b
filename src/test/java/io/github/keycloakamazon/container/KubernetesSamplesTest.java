package io.github.keycloakamazon.container;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1PodTemplateSpec;
import io.kubernetes.client.openapi.models.V1Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The files to start from say nothing that Kubernetes, Keycloak or the provider does not know. */
class KubernetesSamplesTest {
    private static final Path SAMPLES = Path.of("docker", "kubernetes");

    @Test
    void deploymentHasOnlyFieldsThatKubernetesKnows() throws IOException {
        List<JsonElement> documents = read("deployment.yaml");

        assertThat(documents).hasSize(2);
        V1Deployment.validateJsonElement(documents.get(0));
        V1Service.validateJsonElement(documents.get(1));
    }

    @Test
    void patchHasOnlyFieldsThatKubernetesKnows() throws IOException {
        JsonElement patch = read("init-container.yaml").get(0);

        V1PodTemplateSpec.validateJsonElement(
                patch.getAsJsonObject().getAsJsonObject("spec").get("template"));
    }

    @Test
    void serviceFindsThePodsOfTheDeployment() throws IOException {
        List<JsonElement> documents = read("deployment.yaml");
        JsonElement selected =
                documents.get(1).getAsJsonObject().getAsJsonObject("spec").get("selector");

        assertThat(documents
                        .get(0)
                        .getAsJsonObject()
                        .getAsJsonObject("spec")
                        .getAsJsonObject("template")
                        .getAsJsonObject("metadata")
                        .get("labels"))
                .isEqualTo(selected);
    }

    @Test
    void optionsOfTheOperatorsResourceAreThoseOfTheProvider() throws IOException {
        List<String> options = StreamSupport.stream(
                        read("keycloak.yaml")
                                .get(0)
                                .getAsJsonObject()
                                .getAsJsonObject("spec")
                                .getAsJsonArray("additionalOptions")
                                .spliterator(),
                        false)
                .map(option -> option.getAsJsonObject().get("name").getAsString())
                .toList();

        String reference = Files.readString(Path.of("src/site/markdown/settings.md"));
        assertThat(options)
                .isNotEmpty()
                .allSatisfy(option ->
                        assertThat(reference).contains("`" + option.substring("spi-social-amazon-".length()) + "`"));
    }

    /** The documents of a file, as the JSON they stand for. */
    private static List<JsonElement> read(String file) throws IOException {
        String text = Files.readString(SAMPLES.resolve(file));
        Load yaml = new Load(LoadSettings.builder().build());
        return StreamSupport.stream(yaml.loadAllFromString(text).spliterator(), false)
                .map(document -> new Gson().toJsonTree(document, Map.class))
                .toList();
    }
}
