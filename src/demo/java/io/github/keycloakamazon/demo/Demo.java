package io.github.keycloakamazon.demo;

import io.github.keycloakamazon.emulator.Person;
import io.github.keycloakamazon.server.FreePorts;
import io.github.keycloakamazon.server.KeycloakDistribution;
import io.github.keycloakamazon.server.KeycloakServer;
import io.github.keycloakamazon.server.KeycloakStartException;
import java.nio.charset.Charset;
import java.util.List;
import java.util.stream.Stream;

/**
 * What {@code mvn -Pdemo} runs: Keycloak with the provider, an application to sign in to, and the emulated Amazon, or the real one
 * when {@code AMAZON_CLIENT_ID} and {@code AMAZON_CLIENT_SECRET} are set. It runs until Ctrl-C.
 */
public final class Demo {
    private Demo() {}

    public static void main(String[] args) throws InterruptedException {
        try {
            DemoOptions options = DemoOptions.from(System.getProperties(), System.getenv());
            options.requireFreePorts(FreePorts::isFree);
            run(options, KeycloakDistribution.current());
        } catch (DemoException e) {
            fail(e.getMessage());
        }
    }

    private static void run(DemoOptions options, KeycloakDistribution distribution) throws InterruptedException {
        DemoStack stack = new DemoStack(options, distribution, System.out);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(stack), "stop-demo"));
        KeycloakServer keycloak;
        try {
            keycloak = stack.start();
        } catch (KeycloakStartException e) {
            failUnlessStopping(stack, e.getMessage());
            return;
        }
        System.out.println(welcome(options, keycloak));
        keycloak.awaitEnd();
        failUnlessStopping(stack, "Keycloak ended by itself. Its log: " + keycloak.log());
    }

    private static String welcome(DemoOptions options, KeycloakServer keycloak) {
        return options.amazon()
                .map(amazon -> Welcome.withAmazon(options, amazon, keycloak.log()))
                .orElseGet(() -> Welcome.withEmulator(options, names(), keycloak.log(), Charset.defaultCharset()));
    }

    private static List<String> names() {
        return Person.samples().stream()
                .flatMap(person -> Stream.ofNullable(person.name()))
                .toList();
    }

    /** When Ctrl-C ends Keycloak too, that is no failure. */
    private static void failUnlessStopping(DemoStack stack, String message) {
        if (!stack.isClosed()) {
            stack.close();
            fail(message);
        }
    }

    private static void stop(DemoStack stack) {
        if (stack.isClosed()) {
            return;
        }
        System.out.println();
        System.out.println("Stopping the demo...");
        stack.close();
        System.out.println("Everything is stopped.");
    }

    /** Ends this process, Maven with it, so that the message stays the last line: an exception would add a page to it. */
    private static void fail(String message) {
        System.out.flush();
        System.err.println(message);
        System.exit(1);
    }
}
