package io.github.keycloakamazon.demo;

import io.github.keycloakamazon.emulator.AmazonEmulator;
import io.github.keycloakamazon.lwa.Region;
import java.nio.file.Path;
import java.util.Map;

/**
 * Writes the demo's realm for a Keycloak in a container: {@code java … DemoRealmMain demo-realm.json}. The environment names the
 * application's address, {@code APP_URL}, and the client at Amazon as for {@link Demo}; without one it is the emulator's.
 */
final class DemoRealmMain {
    private static final AmazonAccess EMULATOR =
            new AmazonAccess(AmazonEmulator.CLIENT_ID, AmazonEmulator.CLIENT_SECRET, Region.NA);

    private DemoRealmMain() {}

    public static void main(String[] args) {
        Map<String, String> environment = System.getenv();
        try {
            AmazonAccess amazon = AmazonAccess.from(environment).orElse(EMULATOR);
            DemoRealm.writeTo(Path.of(args[0]), amazon, appUrl(environment));
        } catch (DemoException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    private static String appUrl(Map<String, String> environment) {
        String url = environment.get("APP_URL");
        if (url == null) {
            throw new DemoException("APP_URL is missing: the URL of the application, such as http://localhost:8082");
        }
        return url;
    }
}
