package io.github.keycloakamazon.applications;

import io.github.keycloakamazon.server.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** Debian's Apache with mod_auth_openidc in front of one page, which says in a header who reads it. */
final class ApacheServer implements AutoCloseable {
    /** The header of the page with the e-mail address of the person who is signed in. */
    static final String READER = "X-Reader";

    private static final Path PROGRAM = Path.of("/usr/sbin/apache2");
    private static final Path MODULES = Path.of("/usr/lib/apache2/modules");
    private static final Duration START_TIMEOUT = Duration.ofMinutes(1);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(20);

    private final int port = FreePorts.find(1).get(0);
    private final Path directory;
    private final Process process;

    /**
     * Starts it and waits until it answers.
     *
     * @param directory an empty one for its files
     * @param issuer the realm's address
     */
    ApacheServer(Path directory, String issuer, String clientId, String clientSecret) {
        this.directory = directory;
        try {
            // As root, Apache reads its pages as another user.
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
            Files.writeString(
                    Files.createDirectories(directory.resolve("pages/members")).resolve("index.html"),
                    "<!DOCTYPE html><title>Members</title><p id=\"members\">For members");
            Path configuration =
                    Files.writeString(directory.resolve("apache.conf"), configuration(issuer, clientId, clientSecret));
            process = new ProcessBuilder(PROGRAM.toString(), "-f", configuration.toString(), "-DFOREGROUND")
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("output.log").toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException("Apache with mod_auth_openidc is needed", e);
        }
        awaitStart();
    }

    private String configuration(String issuer, String clientId, String clientSecret) {
        return String.join(
                "\n",
                modules("mpm_event", "authn_core", "authz_core", "authz_user", "dir", "headers", "auth_openidc"),
                "ServerRoot " + directory,
                "ServerName localhost",
                "Listen 127.0.0.1:" + port,
                "User www-data",
                "Group www-data",
                "PidFile " + directory.resolve("apache.pid"),
                "ErrorLog " + log(),
                "DocumentRoot " + directory.resolve("pages"),
                "DirectoryIndex index.html",
                "OIDCProviderMetadataURL " + issuer + "/.well-known/openid-configuration",
                "OIDCClientID " + clientId,
                "OIDCClientSecret " + clientSecret,
                "OIDCRedirectURI " + redirectUri(),
                "OIDCCryptoPassphrase " + UUID.randomUUID(),
                "OIDCScope \"openid email\"",
                "OIDCPKCEMethod S256",
                "OIDCRemoteUserClaim email",
                "<Location /members/>",
                "  AuthType openid-connect",
                "  Require valid-user",
                "  Header always set " + READER + " expr=%{REMOTE_USER}",
                "</Location>",
                "");
    }

    private static String modules(String... names) {
        return String.join(
                "\n",
                List.of(names).stream()
                        .map(name -> "LoadModule " + name + "_module " + MODULES.resolve("mod_" + name + ".so"))
                        .toList());
    }

    private void awaitStart() {
        long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
        try {
            while (!accepts()) {
                if (process.waitFor(200, TimeUnit.MILLISECONDS) || System.nanoTime() > deadline) {
                    close();
                    throw new IllegalStateException("Apache did not start: "
                            + Files.readString(directory.resolve("output.log"))
                            + (Files.exists(log()) ? Files.readString(log()) : ""));
                }
            }
        } catch (IOException e) {
            close();
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            close();
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private boolean accepts() {
        try (Socket connection = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return connection.isConnected();
        } catch (IOException e) {
            // Not yet.
            return false;
        }
    }

    private Path log() {
        return directory.resolve("error.log");
    }

    /** The page that only people who are signed in may read. */
    URI membersPage() {
        return URI.create("http://localhost:" + port + "/members/");
    }

    /** Where Keycloak must send people back to. */
    String redirectUri() {
        return "http://localhost:" + port + "/members/callback";
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
