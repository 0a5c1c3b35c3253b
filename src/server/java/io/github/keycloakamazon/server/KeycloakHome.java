package io.github.keycloakamazon.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The directory one server runs in, its own from database to build output, so that servers of one release never meet.
 *
 * <p>Nearly all of it is hard links to the unpacked release. What Keycloak's build makes of the release, which takes most of
 * a first start, is kept and given to later servers with the same providers and build options. Keycloak checks by itself
 * whether that build fits and builds again when it does not, so a stale one costs time, never a wrong result.
 */
final class KeycloakHome {
    /** The libraries, 180 MB that neither the server nor its build writes to. */
    private static final Path LIBRARIES = Path.of("lib", "lib");

    private static final Pattern NAME = Pattern.compile(".+-(?<owner>\\d+)-\\d+");
    private static final AtomicInteger COUNTER = new AtomicInteger();
    private static final ReentrantLock LOCK_IN_THIS_JVM = new ReentrantLock();

    private final KeycloakDistribution distribution;
    private final Path directory;
    private final Path build;
    private final boolean built;

    private KeycloakHome(KeycloakDistribution distribution, Path directory, Path build, boolean built) {
        this.distribution = distribution;
        this.directory = directory;
        this.build = build;
        this.built = built;
    }

    /**
     * A fresh home with an empty database.
     *
     * @param name the first part of the directory's name
     * @param buildOptions what the server's build depends on beside release and providers
     */
    static KeycloakHome create(KeycloakDistribution distribution, String name, List<String> buildOptions) {
        Path runs = distribution.workDirectory().resolve("run");
        Path directory = runs.resolve(name + "-" + ProcessHandle.current().pid() + "-" + COUNTER.incrementAndGet());
        Path build = distribution
                .versionDirectory()
                .resolve("built-" + distribution.fingerprint() + "-"
                        + Integer.toHexString(
                                buildOptions.stream().sorted().toList().hashCode()));
        return locked(distribution, () -> {
            deleteLeftovers(runs);
            boolean built = Files.isDirectory(build);
            FileTrees.copy(built ? build : distribution.unpack(), directory, path -> path.startsWith(LIBRARIES));
            if (!built) {
                for (Path jar : distribution.providers()) {
                    Files.copy(
                            jar,
                            directory.resolve("providers").resolve(jar.getFileName()),
                            StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
            return new KeycloakHome(distribution, directory, build, built);
        });
    }

    Path directory() {
        return directory;
    }

    /** A name no other server has, in this run or another. */
    String name() {
        return directory.getFileName().toString();
    }

    Path script() {
        return directory.resolve("bin").resolve("kc.sh");
    }

    /** Whether this home came with the result of an earlier build. */
    boolean isBuilt() {
        return built;
    }

    /** Puts realm files where {@code --import-realm} looks for them. */
    void addRealms(List<Path> realmFiles) {
        try {
            Path imports = Files.createDirectories(directory.resolve("data").resolve("import"));
            for (Path file : realmFiles) {
                Files.copy(file, imports.resolve(file.getFileName()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot prepare the realm import", e);
        }
    }

    /** Keeps what the build made for later servers. Call it when the server is known to work. */
    void keepBuild() {
        if (built) {
            return;
        }
        locked(distribution, () -> {
            if (!Files.exists(build)) {
                Path unfinished = build.resolveSibling("built.unfinished");
                FileTrees.delete(unfinished);
                FileTrees.copy(directory.resolve("lib"), unfinished.resolve("lib"), KeycloakHome::isLibraryInLib);
                for (String part : List.of("bin", "conf", "providers", "themes")) {
                    FileTrees.copy(directory.resolve(part), unfinished.resolve(part), path -> false);
                }
                Files.move(unfinished, build);
            }
            return build;
        });
    }

    /** Deletes the home with its database. */
    void delete() {
        FileTrees.delete(directory);
    }

    private static boolean isLibraryInLib(Path path) {
        return Path.of("lib").resolve(path).startsWith(LIBRARIES);
    }

    /** Deletes the homes of test runs that died before they could do it. */
    private static void deleteLeftovers(Path runs) throws IOException {
        if (!Files.isDirectory(runs)) {
            return;
        }
        try (Stream<Path> homes = Files.list(runs)) {
            homes.filter(home -> !ownerLives(home)).forEach(FileTrees::delete);
        }
    }

    private static boolean ownerLives(Path home) {
        Matcher name = NAME.matcher(home.getFileName().toString());
        return name.matches()
                && ProcessHandle.of(Long.parseLong(name.group("owner"))).isPresent();
    }

    private interface Work<T> {
        T run() throws IOException;
    }

    /** Runs {@code work} while no other thread or process unpacks, links or keeps a build of the same release. */
    private static <T> T locked(KeycloakDistribution distribution, Work<T> work) {
        Path lockFile = distribution.versionDirectory().resolve("lock");
        LOCK_IN_THIS_JVM.lock();
        try {
            Files.createDirectories(lockFile.getParent());
            try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    var ignored = channel.lock()) {
                return work.run();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot prepare Keycloak " + distribution.version(), e);
        } finally {
            LOCK_IN_THIS_JVM.unlock();
        }
    }
}
