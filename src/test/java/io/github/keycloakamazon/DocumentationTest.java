package io.github.keycloakamazon;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.keycloakamazon.lwa.LwaException;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.keycloak.provider.ProviderConfigProperty;

/** What the pages promise is what the code has. */
class DocumentationTest {
    private static final Path README = Path.of("README.md");
    private static final Path PAGES = Path.of("src/site/markdown");

    @Test
    void everyCodeIsInTheTroubleshootingPage() throws IOException {
        String page = Files.readString(PAGES.resolve("troubleshooting.md"));

        assertThat(codes())
                .hasSizeGreaterThan(15)
                .allSatisfy(code -> assertThat(page).contains("`" + code + "`"));
    }

    @Test
    void everySettingIsInTheReadmeWithItsDefault() throws IOException {
        String readme = Files.readString(README);

        for (ProviderConfigProperty property : new AmazonIdentityProviderFactory().getConfigProperties()) {
            assertThat(readme).contains("`" + property.getName() + "`");
            if (property.getDefaultValue() instanceof String text) {
                assertThat(readme).as(property.getName()).contains("`" + text + "`");
            }
        }
    }

    @Test
    void everyServerOptionIsInTheReadme() throws IOException {
        String readme = Files.readString(README);

        assertThat(List.of(
                        "authorization-base-url",
                        "api-base-url",
                        "connect-timeout-millis",
                        "read-timeout-millis",
                        "total-timeout-millis",
                        "max-concurrent-calls"))
                .allSatisfy(option -> assertThat(readme).contains("`" + option + "`"));
    }

    @Test
    void linksBetweenPagesLeadSomewhere() throws IOException {
        for (Path page : pages()) {
            assertThat(localLinks(page))
                    .as("links of %s", page)
                    .allSatisfy(link -> assertThat(page.resolveSibling(link)).exists());
        }
    }

    private static List<Path> pages() throws IOException {
        try (Stream<Path> files = Files.walk(PAGES)) {
            List<Path> pages =
                    files.filter(file -> file.toString().endsWith(".md")).toList();
            return Stream.concat(Stream.of(README.toAbsolutePath()), pages.stream())
                    .toList();
        }
    }

    private static List<String> localLinks(Path page) throws IOException {
        return Pattern.compile("]\\(([^)#:]+)(#[^)]*)?\\)")
                .matcher(Files.readString(page))
                .results()
                .map((MatchResult link) -> link.group(1))
                .toList();
    }

    private static List<String> codes() {
        return Arrays.stream(LwaException.class.getFields())
                .filter(field -> Modifier.isStatic(field.getModifiers()) && field.getType() == String.class)
                .map(field -> {
                    try {
                        return (String) field.get(null);
                    } catch (IllegalAccessException e) {
                        throw new AssertionError(e);
                    }
                })
                .toList();
    }
}
