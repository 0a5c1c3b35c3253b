package io.github.keycloakamazon.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * One Keycloak release and the provider JARs to run in it. Immutable; nothing is unpacked before a server starts.
 *
 * <p>The release comes from {@code target/distributions/keycloak-quarkus-dist-<version>.tar.gz}. When that file is missing, Maven
 * downloads it; a release that no Maven repository has can be put there by hand.
 *
 * @param version the Keycloak version, for example {@code 26.7.4}
 * @param providers the JARs for its {@code providers} directory
 * @param buildDirectory the build's {@code target} directory: archives are read and servers unpacked below it
 */
public record KeycloakDistribution(String version, List<Path> providers, Path buildDirectory) {
    /** Names the version the build tests with: a version number, {@code oldest} or {@code newest}. */
    static final String VERSION_PROPERTY = "keycloak.version.test";

    /** Names the provider JAR the build made. */
    static final String PROVIDER_PROPERTY = "provider.jar";

    /** Names the build's {@code target} directory. */
    static final String BUILD_DIRECTORY_PROPERTY = "project.build.directory";

    public KeycloakDistribution {
        providers = List.copyOf(providers);
    }

    /**
     * The release and the provider JAR of this build.
     *
     * @throws IllegalStateException when Maven did not build this
     */
    public static KeycloakDistribution current() {
        return new KeycloakDistribution(
                KeycloakReleases.tested().version(BuildProperties.required(VERSION_PROPERTY)),
                List.of(Path.of(BuildProperties.required(PROVIDER_PROPERTY))),
                Path.of(BuildProperties.required(BUILD_DIRECTORY_PROPERTY)));
    }

    /** The same providers in another release. */
    public KeycloakDistribution withVersion(String otherVersion) {
        return new KeycloakDistribution(otherVersion, providers, buildDirectory);
    }

    /** The same release with {@code jar} beside the providers it has. */
    public KeycloakDistribution withProvider(Path jar) {
        List<Path> more = new ArrayList<>(providers);
        more.add(jar);
        return new KeycloakDistribution(version, more, buildDirectory);
    }

    /** The release as Keycloak ships it. */
    public KeycloakDistribution withoutProviders() {
        return new KeycloakDistribution(version, List.of(), buildDirectory);
    }

    /** Whether the release need not be downloaded any more. */
    public boolean isDownloaded() {
        return Files.isRegularFile(archive());
    }

    /**
     * Downloads the release, unless it is there. A server that starts does so too.
     *
     * @throws IllegalStateException when Maven cannot get it
     */
    public void download() {
        if (!isDownloaded()) {
            MavenDownload.ofTheBuild().copy(List.of(artifact()), archive().getParent());
        }
    }

    /** Where the release's archive is, or will be. */
    Path archive() {
        return buildDirectory.resolve("distributions").resolve(artifact().fileName());
    }

    private MavenArtifact artifact() {
        return new MavenArtifact("org.keycloak", "keycloak-quarkus-dist", version, "tar.gz");
    }

    /** Where everything this launcher makes is kept. */
    Path workDirectory() {
        return buildDirectory.resolve("keycloak");
    }

    /** What is shared by all servers of the release. */
    Path versionDirectory() {
        return workDirectory().resolve(version);
    }

    /** A name for the providers' content: equal for equal JARs, whenever and wherever they were built. */
    String fingerprint() {
        MessageDigest digest = sha256();
        for (Path jar : providers) {
            digest.update(jar.getFileName().toString().getBytes(UTF_8));
            digest.update(content(jar));
        }
        return HexFormat.of().formatHex(digest.digest(), 0, 6);
    }

    /** The unpacked release, unpacking it when this is the first time. The caller holds the release's lock. */
    Path unpack() {
        Path unpacked = versionDirectory().resolve("dist");
        if (Files.isDirectory(unpacked)) {
            return unpacked;
        }
        download();
        Path unfinished = versionDirectory().resolve("dist.unfinished");
        try {
            FileTrees.delete(unfinished);
            Files.createDirectories(unfinished);
            untar(archive(), unfinished);
            Files.move(onlyChild(unfinished), unpacked);
            FileTrees.delete(unfinished);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot unpack " + archive(), e);
        }
        return unpacked;
    }

    /** Deletes all that was unpacked and built of the release, while no server of it runs. The archive stays. */
    public void deleteUnpacked() {
        FileTrees.delete(versionDirectory());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    private static byte[] content(Path jar) {
        try {
            return Files.readAllBytes(jar);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the provider " + jar + ": run \"mvn package\" first", e);
        }
    }

    /** The {@code tar} of the system keeps the permissions of the scripts. */
    private static void untar(Path archive, Path directory) throws IOException {
        Process tar = new ProcessBuilder("tar", "-xzf", archive.toString(), "-C", directory.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(tar.getInputStream().readAllBytes(), UTF_8);
        try {
            if (tar.waitFor() != 0) {
                throw new IOException("tar failed: " + output.strip());
            }
        } catch (InterruptedException e) {
            tar.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while unpacking " + archive, e);
        }
    }

    private static Path onlyChild(Path directory) throws IOException {
        try (Stream<Path> children = Files.list(directory)) {
            return children.findFirst().orElseThrow(() -> new IOException("The archive is empty"));
        }
    }
}
