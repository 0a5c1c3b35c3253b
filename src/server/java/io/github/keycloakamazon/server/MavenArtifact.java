package io.github.keycloakamazon.server;

/**
 * A file in a Maven repository.
 *
 * @param type the end of its name, for example {@code jar}
 */
public record MavenArtifact(String groupId, String artifactId, String version, String type) {
    /** A library. */
    public static MavenArtifact jar(String groupId, String artifactId, String version) {
        return new MavenArtifact(groupId, artifactId, version, "jar");
    }

    /** The name of its copy. */
    public String fileName() {
        return artifactId + "-" + version + "." + type;
    }
}
