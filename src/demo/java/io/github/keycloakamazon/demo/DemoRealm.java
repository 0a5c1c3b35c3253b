package io.github.keycloakamazon.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.keycloakamazon.demo.app.SampleAppConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The realm of the demo, made of {@code realm.json} and {@code user-profile.json}. */
final class DemoRealm {
    static final String NAME = "demo";
    static final String PROVIDER = "amazon";
    static final String CLIENT_ID = "demo-app";

    private static final ObjectMapper JSON = new ObjectMapper();

    private DemoRealm() {}

    /**
     * Writes the realm as a file Keycloak can import. It holds the client secret, so only this user can read it, and {@link
     * #delete} belongs right after the import.
     *
     * @param amazon the client to use at Amazon
     * @param appUrl the application's address, without a slash at the end
     */
    static Path write(AmazonAccess amazon, String appUrl) {
        try {
            Path file = Files.createTempDirectory("keycloak-demo").resolve(NAME + "-realm.json");
            writeTo(file, amazon, appUrl);
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write the demo realm", e);
        }
    }

    /** Writes the realm to a file of the caller's, who sees to it that nobody else reads it. */
    static void writeTo(Path file, AmazonAccess amazon, String appUrl) {
        try {
            JSON.writerWithDefaultPrettyPrinter().writeValue(file.toFile(), create(amazon, appUrl));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write the demo realm", e);
        }
    }

    /** Deletes what {@link #write} wrote, if it is there. */
    static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
            Files.deleteIfExists(file.getParent());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot delete the demo realm", e);
        }
    }

    /** The realm, with every placeholder filled in. Values go in as JSON strings, whatever characters they have. */
    static ObjectNode create(AmazonAccess amazon, String appUrl) {
        ObjectNode realm = read("realm.json");
        ObjectNode provider = (ObjectNode) realm.at("/identityProviders/0/config");
        provider.put("clientId", amazon.clientId());
        provider.put("clientSecret", amazon.clientSecret());
        provider.put("region", amazon.region().name());

        ObjectNode app = (ObjectNode) realm.at("/clients/0");
        app.put("baseUrl", appUrl + "/");
        app.putArray("redirectUris").add(appUrl + SampleAppConfig.CALLBACK_PATH);
        ((ObjectNode) app.get("attributes")).put("post.logout.redirect.uris", appUrl + "/");

        ((ObjectNode) realm.at("/components/org.keycloak.userprofile.UserProfileProvider/0/config"))
                .putArray("kc.user.profile.config")
                .add(read("user-profile.json").toString());
        return realm;
    }

    private static ObjectNode read(String resource) {
        try (InputStream stream = DemoRealm.class.getResourceAsStream(resource)) {
            return (ObjectNode) JSON.readTree(stream);
        } catch (IOException e) {
            throw new UncheckedIOException("Resource " + resource, e);
        }
    }
}
