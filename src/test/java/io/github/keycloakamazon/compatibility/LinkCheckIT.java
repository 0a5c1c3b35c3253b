package io.github.keycloakamazon.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.keycloakamazon.server.KeycloakDistribution;
import io.github.keycloakamazon.server.KeycloakReleases;
import io.github.keycloakamazon.server.MavenArtifact;
import io.github.keycloakamazon.server.MavenDownload;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whether all the JAR refers to is there in every Keycloak 26.x, without starting one: a class or method that only newer releases have
 * would else fail at the first login that comes to it.
 */
class LinkCheckIT {
    private static final Path PROVIDER =
            KeycloakDistribution.current().providers().get(0);

    private static final Path JARS =
            KeycloakDistribution.current().buildDirectory().resolve("keycloak-apis");

    private static final KeycloakReleases TESTED = KeycloakReleases.tested();

    /** A newer release of which Maven Central has only {@link #PARTS_OF_EVERY_RELEASE}. */
    private static final String RELEASE_IN_PARTS = KeycloakReleases.inParts();

    private static final List<String> PARTS_OF_EVERY_RELEASE = List.of("keycloak-core", "keycloak-common");

    /** For the release in parts, these are those of the newest tested release. */
    private static final List<String> OTHER_PARTS = List.of(
            "keycloak-server-spi", "keycloak-server-spi-private", "keycloak-services", "keycloak-model-storage");

    /** What the oldest and the newest servers bring besides; the other libraries are the same on all. */
    private static final Map<String, List<MavenArtifact>> LIBRARIES = Map.of(
            TESTED.oldest(),
            libraries("2.17.2", "1.13.5", "1.39.0"),
            TESTED.newest(),
            libraries("2.21.5", "1.16.6", "1.57.0"),
            // Which OpenTelemetry it brings is not known.
            RELEASE_IN_PARTS,
            libraries("2.21.7", "1.17.1", "1.57.0"));

    private static final Pattern LIBRARY_CLASS =
            Pattern.compile("com/fasterxml/jackson/(core|databind)/.*|io/micrometer/.*|io/opentelemetry/.*");

    /**
     * What is known to be amiss on some releases, and why that does no harm.
     *
     * @param minors the minor releases it is amiss on
     */
    private record Known(Set<Integer> minors, String what, String why) {
        boolean explains(String problem) {
            return problem.matches(what);
        }
    }

    private static final Set<Integer> BEFORE_26_3 = Set.of(0, 1, 2);
    private static final Set<Integer> BEFORE_26_5 = Set.of(0, 1, 2, 3, 4);
    private static final Set<Integer> BEFORE_26_6 = Set.of(0, 1, 2, 3, 4, 5);

    private static final List<Known> KNOWN = List.of(
            new Known(
                    Set.of(0, 1, 2, 7, 8),
                    "AmazonTokenExchangeProvider\\.getVersion\\(\\)I overrides nothing",
                    "The interface has it from 26.3 to 26.6 only, and the exchange does not need it."),
            new Known(
                    BEFORE_26_5,
                    "AmazonIdentityProvider needs the class .*\\$AuthenticationCallback, which is missing",
                    "It stands in the signature of callback() alone, and these releases look that method up by another one."),
            new Known(
                    BEFORE_26_5,
                    "AmazonIdentityProvider\\.callback\\(.* overrides nothing",
                    "So they call the one they know, which Keycloak's own callback endpoint answers."),
            new Known(
                    BEFORE_26_5,
                    "CallbackEndpoint needs .*/UserAuthenticationIdentityProvider.*",
                    "They never come to the own callback endpoint, for the same reason."),
            new Known(
                    BEFORE_26_6,
                    "AmazonIdentityProvider\\.retrieveToken\\(.*UserSessionModel.* overrides nothing",
                    "They have only version 1 of the brokering API, which calls the shorter form."),
            new Known(
                    BEFORE_26_3,
                    "CheckResourceProvider needs .*/fgap/.*",
                    "The check's factory says there that it is not supported, so that nothing loads the class."),
            new Known(
                    BEFORE_26_3,
                    "CheckResourceProvider(\\.getResource\\(.* overrides nothing| does not implement getResource\\(.*)",
                    "The same class, whose method has a permissions class in its signature that 26.3 moved."));

    private static final List<Known> NOT_LOADED = List.of(
            new Known(
                    BEFORE_26_5,
                    "AmazonIdentityProvider cannot show its methods: .*\\$AuthenticationCallback",
                    "Nothing asks for them there: callback() has the type in its signature."),
            new Known(
                    BEFORE_26_5,
                    "CallbackEndpoint cannot .*/UserAuthenticationIdentityProvider.*",
                    "They never come to the own callback endpoint."),
            new Known(
                    BEFORE_26_3,
                    "CheckResourceProvider cannot .*/fgap/.*",
                    "The check's factory says there that it is not supported, so that nothing loads the class."));

    private static final Map<String, Set<String>> OVERRIDES = new ConcurrentHashMap<>();

    static List<String> releases() {
        return Stream.concat(TESTED.all().stream(), Stream.of(RELEASE_IN_PARTS)).toList();
    }

    /** The JARs of each release that extensions are compiled against, without their dependencies. */
    @BeforeAll
    static void download() {
        MavenDownload.ofTheBuild()
                .copy(
                        releases().stream()
                                .flatMap(release -> artifacts(release).stream())
                                .distinct()
                                .toList(),
                        JARS);
    }

    @Test
    void everyMinorReleaseIsChecked() {
        assertThat(releases())
                .extracting(LinkCheckIT::minor)
                .containsExactlyElementsOf(
                        IntStream.range(0, releases().size()).boxed().toList());
    }

    @ParameterizedTest(name = "Keycloak {0}")
    @MethodSource("releases")
    void everythingTheJarNeedsIsThere(String release) {
        Set<String> problems = inRelease(release, LinkCheck::problems);
        problems.addAll(lostOverrides(release));

        assertOnlyKnown(problems, KNOWN, release);
    }

    /** A type in the signature of a constructor, which older releases lack, once broke every login there: the verifier needs it. */
    @ParameterizedTest(name = "Keycloak {0}")
    @MethodSource("releases")
    void everyClassLoads(String release) {
        Set<String> problems = ClassLoading.problems(ClassFiles.in(PROVIDER), jars(release), onlyIn(release));

        assertOnlyKnown(problems, NOT_LOADED, release);
    }

    private static void assertOnlyKnown(Set<String> problems, List<Known> all, String release) {
        List<Known> known = all.stream()
                .filter(entry -> entry.minors().contains(minor(release)))
                .toList();
        assertThat(problems)
                .filteredOn(problem -> known.stream().noneMatch(entry -> entry.explains(problem)))
                .isEmpty();
        assertThat(known)
                .allSatisfy(entry -> assertThat(problems)
                        .as("still amiss, as in: %s", entry.why())
                        .anyMatch(entry::explains));
    }

    /**
     * What overrides a method on some releases and none on this one: it is never called here, or it has a name that a later Keycloak
     * came to use for something of its own.
     */
    private static Set<String> lostOverrides(String release) {
        Set<String> lost = new TreeSet<>();
        releases().forEach(other -> lost.addAll(OVERRIDES.computeIfAbsent(other, LinkCheckIT::overrides)));
        lost.removeAll(overrides(release));
        return lost.stream().map(method -> method + " overrides nothing").collect(Collectors.toSet());
    }

    private static Set<String> overrides(String release) {
        return inRelease(release, LinkCheck::overrides);
    }

    private static <T> T inRelease(String release, Function<LinkCheck, T> question) {
        try (ClassFiles classes = new ClassFiles(jars(release), onlyIn(release))) {
            return question.apply(new LinkCheck(ClassFiles.in(PROVIDER), classes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> jars(String release) {
        return Stream.concat(
                        Stream.of(PROVIDER),
                        artifacts(release).stream().map(artifact -> JARS.resolve(artifact.fileName())))
                .toList();
    }

    private static List<MavenArtifact> artifacts(String release) {
        String versionOfOthers = release.equals(RELEASE_IN_PARTS) ? TESTED.newest() : release;
        return Stream.of(
                        PARTS_OF_EVERY_RELEASE.stream().map(part -> keycloak(part, release)),
                        OTHER_PARTS.stream().map(part -> keycloak(part, versionOfOthers)),
                        LIBRARIES.getOrDefault(release, List.of()).stream())
                .flatMap(Function.identity())
                .toList();
    }

    private static MavenArtifact keycloak(String part, String version) {
        return MavenArtifact.jar("org.keycloak", part, version);
    }

    private static List<MavenArtifact> libraries(String jackson, String micrometer, String openTelemetry) {
        return List.of(
                MavenArtifact.jar("com.fasterxml.jackson.core", "jackson-core", jackson),
                MavenArtifact.jar("com.fasterxml.jackson.core", "jackson-databind", jackson),
                MavenArtifact.jar("io.micrometer", "micrometer-core", micrometer),
                MavenArtifact.jar("io.opentelemetry", "opentelemetry-api", openTelemetry),
                MavenArtifact.jar("io.opentelemetry", "opentelemetry-context", openTelemetry));
    }

    private static Predicate<String> onlyIn(String release) {
        boolean hasLibraries = LIBRARIES.containsKey(release);
        return name -> name.startsWith("org/keycloak/")
                || name.startsWith("io/github/keycloakamazon/")
                || (hasLibraries && LIBRARY_CLASS.matcher(name).matches());
    }

    private static int minor(String release) {
        return Integer.parseInt(release.split("\\.", -1)[1]);
    }
}
