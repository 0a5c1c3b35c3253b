package io.github.keycloakamazon;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.keycloakamazon.config.AmazonIdentityProviderConfig;
import io.github.keycloakamazon.lwa.LwaError;
import io.github.keycloakamazon.lwa.Timeouts;
import io.github.keycloakamazon.mapper.AmazonAdvancedGroupMapper;
import io.github.keycloakamazon.mapper.AmazonAdvancedRoleMapper;
import io.github.keycloakamazon.mapper.AmazonUserAttributeMapper;
import io.github.keycloakamazon.mapper.AmazonUserSessionNoteMapper;
import io.github.keycloakamazon.mapper.AmazonUsernameMapper;
import io.github.keycloakamazon.mapper.AmazonUsernameTemplateMapper;
import io.github.keycloakamazon.runtime.ServerOptions;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.keycloak.Config;
import org.keycloak.provider.ProviderConfigProperty;

/** What the pages promise is what the code has. */
class DocumentationTest {
    private static final Path README = Path.of("README.md");
    private static final Path PAGES = Path.of("src/site/markdown");
    private static final Path PICTURES = Path.of("src/site/resources/images");
    private static final int LARGEST_PICTURE = 200_000;
    private static final int LARGEST_ANIMATION = 2_000_000;

    @Test
    void everyCodeIsInTheTroubleshootingPage() throws IOException {
        String page = Files.readString(PAGES.resolve("troubleshooting.md"));

        assertThat(codes())
                .hasSizeGreaterThan(15)
                .allSatisfy(code -> assertThat(page).contains("`" + code + "`"));
    }

    /** Two screens: the rest is on the pages. */
    @Test
    void readmeIsShort() throws IOException {
        assertThat(Files.readAllLines(README)).hasSizeLessThanOrEqualTo(150);
    }

    @Test
    void referenceHasEverySettingWithItsKeyDefaultAndChoices() throws IOException {
        List<String> expected = new ArrayList<>(List.of(
                "| Client ID | `clientId` | | |",
                "| Client Secret | `clientSecret` | | |",
                "| Scopes | `defaultScope` | `" + AmazonIdentityProviderConfig.DEFAULT_SCOPE + "` | |"));
        for (ProviderConfigProperty property : new AmazonIdentityProviderFactory().getConfigProperties()) {
            expected.add(row(
                    label(property),
                    code(property.getName()),
                    code(property.getDefaultValue()),
                    choices(property.getOptions())));
        }

        assertThat(rows("settings.md", "| setting | key |")).containsExactlyElementsOf(expected);
    }

    @Test
    void referenceHasEveryMapperWithItsSettings() throws IOException {
        List<String> expected = Stream.of(
                        new AmazonUserAttributeMapper(),
                        new AmazonUserSessionNoteMapper(),
                        new AmazonUsernameTemplateMapper(),
                        new AmazonUsernameMapper(),
                        new AmazonAdvancedRoleMapper(),
                        new AmazonAdvancedGroupMapper())
                .map(mapper -> row(
                        mapper.getDisplayType(),
                        code(mapper.getId()),
                        mapper.getConfigProperties().stream()
                                .map(property -> code(property.getName()) + defaultOf(property))
                                .collect(Collectors.joining(", "))))
                .toList();

        assertThat(rows("settings.md", "| mapper | id |")).containsExactlyElementsOf(expected);
    }

    @Test
    void referenceHasEveryServerOptionWithItsDefault() throws IOException {
        Timeouts timeouts = ServerOptions.read(new Config.SystemPropertiesScope("nothing.is.set."))
                .timeouts();

        assertThat(rows("settings.md", "| option | default |"))
                .extracting(row -> row.substring(0, row.indexOf(" | ", row.indexOf(" | ") + 1) + 2))
                .containsExactly(
                        "| `connect-timeout-millis` | `" + timeouts.connectMillis() + "` |",
                        "| `total-timeout-millis` | `" + timeouts.totalMillis() + "` |",
                        "| `read-timeout-millis` | none |",
                        "| `max-concurrent-calls` | five sixths of `http-pool-max-threads` |",
                        "| `connect-ahead` | `true` |",
                        "| `authorization-base-url` | Amazon's |",
                        "| `api-base-url` | Amazon's |");
    }

    @Test
    void linksBetweenPagesLeadSomewhere() throws IOException {
        for (Path page : pages()) {
            assertThat(links(page)).as("links of %s", page).allSatisfy(link -> {
                Path target = link.group(1).isEmpty() ? page : page.resolveSibling(link.group(1));
                assertThat(target).exists();
                if (link.group(2) != null) {
                    assertThat(anchors(target)).contains(link.group(2));
                }
            });
        }
    }

    @Test
    void everyPageIsFoundFromTheIndex() throws IOException {
        Set<Path> found = new LinkedHashSet<>();
        Deque<Path> left = new ArrayDeque<>(List.of(PAGES.resolve("index.md")));
        while (!left.isEmpty()) {
            Path page = left.pop().normalize();
            if (page.toString().endsWith(".md") && found.add(page)) {
                links(page).stream()
                        .filter(link -> !link.group(1).isEmpty())
                        .forEach(link -> left.add(page.resolveSibling(link.group(1))));
            }
        }

        try (Stream<Path> files = Files.walk(PAGES)) {
            assertThat(found)
                    .containsAll(files.filter(file -> file.toString().endsWith(".md"))
                            .toList());
        }
    }

    /** The site plugin stops at a tag that has no end, such as the name of a constructor. */
    @Test
    void pagesHaveNoTagsOutsideOfCode() throws IOException {
        for (Path page : pages()) {
            String prose = Files.readString(page).replaceAll("(?ms)^ *```.*?^ *```|`[^`]*`", "");
            assertThat(groups("<(/?[a-zA-Z]\\w*)>", prose))
                    .as("tags in %s", page)
                    .isEmpty();
        }
    }

    /** A bar escaped in the code of a table has its backslash on the site, where GitHub shows none. */
    @Test
    void noTableHoldsAnEscapedBar() throws IOException {
        for (Path page : pages()) {
            assertThat(Files.readString(page)).as("%s", page).doesNotContain("\\|");
        }
    }

    @Test
    void menuOfTheSiteLeadsToEveryPage() throws IOException {
        try (Stream<Path> pages = Files.list(PAGES).filter(Files::isRegularFile)) {
            assertThat(groups("href=\"([\\w-]+)\\.html\"", Files.readString(Path.of("src/site/site.xml"))))
                    .hasSameElementsAs(
                            pages.map(page -> page.getFileName().toString().replace(".md", ""))
                                    .toList());
        }
    }

    /** A profile, a test class or a script that was renamed since somebody wrote down how to use it. */
    @Test
    void mavenCommandsNameProfilesAndTestsThatExist() throws IOException {
        String pom = Files.readString(Path.of("pom.xml"));
        Set<String> tests = testClasses();
        for (Path page : pages()) {
            String text = Files.readString(page);
            assertThat(groups("mvn [^`\n]*-P([\\w-]+)", text))
                    .as("profiles in %s", page)
                    .allSatisfy(profile -> assertThat(pom).contains("<id>" + profile + "</id>"));
            assertThat(groups("-D(?:it\\.)?test=(\\w+)", text))
                    .as("tests in %s", page)
                    .allSatisfy(test -> assertThat(tests).contains(test));
            assertThat(groups("[` \n](\\.ci/\\w+)", text))
                    .as("scripts in %s", page)
                    .allSatisfy(script -> assertThat(Path.of(script)).isExecutable());
        }
    }

    @Test
    void picturesAreDescribedAndSmall() throws IOException {
        for (Path page : pages()) {
            for (MatchResult picture : matches(page, "!\\[([^]]*)]\\(([^):]+)\\)")) {
                assertThat(picture.group(1))
                        .as("what %s shows", picture.group(2))
                        .hasSizeGreaterThan(20);
                assertThat(page.resolveSibling(picture.group(2)))
                        .as("picture in %s", page)
                        .isRegularFile()
                        .satisfies(file -> assertThat(Files.size(file))
                                .isLessThan(file.toString().endsWith(".gif") ? LARGEST_ANIMATION : LARGEST_PICTURE));
            }
        }
    }

    @Test
    void everyPictureIsOnAPage() throws IOException {
        StringBuilder text = new StringBuilder();
        for (Path page : pages()) {
            text.append(Files.readString(page));
        }

        try (Stream<Path> pictures = Files.list(PICTURES)) {
            assertThat(pictures)
                    .isNotEmpty()
                    .allSatisfy(picture -> assertThat(text).contains("/" + picture.getFileName() + ")"));
        }
    }

    private static List<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>(
                List.of(README.toAbsolutePath(), Path.of("CHANGELOG.md").toAbsolutePath()));
        for (Path folder : List.of(PAGES, Path.of(".github"))) {
            try (Stream<Path> files = Files.walk(folder)) {
                files.filter(file -> file.toString().endsWith(".md")).forEach(pages::add);
            }
        }
        return pages;
    }

    private static List<MatchResult> links(Path page) throws IOException {
        return matches(page, "]\\(([^)#:]*)(?:#([^)]*))?\\)");
    }

    private static List<MatchResult> matches(Path page, String pattern) throws IOException {
        return Pattern.compile(pattern)
                .matcher(Files.readString(page))
                .results()
                .toList();
    }

    /** What a headline is called in addresses: in lower case, with hyphens for spaces, and no other punctuation. */
    private static List<String> anchors(Path page) throws IOException {
        return groups("(?m)^#+ (.*)$", Files.readString(page)).stream()
                .map(headline -> headline.toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N}_ -]", "")
                        .replace(' ', '-'))
                .toList();
    }

    private static List<String> rows(String page, String headline) throws IOException {
        List<String> lines = Files.readAllLines(PAGES.resolve(page));
        int first = lines.indexOf(lines.stream()
                .filter(line -> line.startsWith(headline))
                .findFirst()
                .orElseThrow());
        return lines.stream()
                .skip(first + 2)
                .takeWhile(line -> line.startsWith("|"))
                .toList();
    }

    private static String row(String... cells) {
        return Arrays.stream(cells)
                .map(cell -> cell.isEmpty() ? " |" : " " + cell + " |")
                .collect(Collectors.joining("", "|", ""));
    }

    private static String code(@Nullable Object value) {
        return value == null ? "" : "`" + value + "`";
    }

    private static String choices(@Nullable List<String> options) {
        return options == null
                ? ""
                : options.stream().map(DocumentationTest::code).collect(Collectors.joining(", "));
    }

    private static String defaultOf(ProviderConfigProperty property) {
        return property.getDefaultValue() == null ? "" : " (" + code(property.getDefaultValue()) + ")";
    }

    private static String label(ProviderConfigProperty property) throws IOException {
        Properties texts = new Properties();
        try (Reader file = Files.newBufferedReader(
                Path.of("src/main/resources/theme-resources/messages/messages_en.properties"))) {
            texts.load(file);
        }
        return texts.getProperty(property.getLabel());
    }

    private static List<String> groups(String regex, String text) {
        return Pattern.compile(regex)
                .matcher(text)
                .results()
                .map(result -> result.group(1))
                .toList();
    }

    private static Set<String> testClasses() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src"))) {
            return files.map(file -> file.getFileName().toString().replace(".java", ""))
                    .collect(Collectors.toSet());
        }
    }

    private static List<String> codes() {
        return Arrays.stream(LwaError.values()).map(LwaError::code).toList();
    }
}
