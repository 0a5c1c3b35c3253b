package io.github.keycloakamazon.demo.app;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Map;

/**
 * The application as a program for a container, told by environment variables: {@code APP_PORT}, {@code APP_BIND} (the address to
 * listen on) and {@code APP_ISSUER} (the realm's address).
 */
final class SampleAppMain {
    private SampleAppMain() {}

    public static void main(String[] args) throws UnknownHostException, InterruptedException {
        Map<String, String> environment = System.getenv();
        SampleAppConfig config = new SampleAppConfig(
                InetAddress.getByName(environment.get("APP_BIND")),
                Integer.parseInt(environment.get("APP_PORT")),
                URI.create(environment.get("APP_ISSUER")),
                "demo-app",
                "amazon");
        try (SampleApp app = SampleApp.start(config)) {
            System.out.println("Open " + app.url() + " as soon as Keycloak listens.");
            Thread.currentThread().join();
        }
    }
}
