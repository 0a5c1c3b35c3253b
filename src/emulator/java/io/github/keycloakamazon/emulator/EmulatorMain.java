package io.github.keycloakamazon.emulator;

import java.util.List;
import java.util.Map;

/**
 * The emulator as a program: {@code java -jar …-emulator.jar [--port=8081] [--config=file.json]}; {@code --help} lists all options.
 */
public final class EmulatorMain {
    private static final int WRONG_OPTIONS = 2;
    private static final int CANNOT_START = 1;

    private EmulatorMain() {}

    /** Runs until the process is ended, which it is at once: nothing is kept, so nothing has to be closed. */
    public static void main(String[] arguments) throws InterruptedException {
        // Jetty logs through SLF4J, which would say that it has nowhere to log to.
        System.setProperty("slf4j.internal.verbosity", "ERROR");
        List<String> all = List.of(arguments);
        if (all.contains("--help") || all.contains("-h")) {
            System.out.println(Greeting.help());
            return;
        }
        try {
            run(configure(all, System.getenv()));
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(WRONG_OPTIONS);
        } catch (IllegalStateException e) {
            System.err.println(e.getMessage());
            System.exit(CANNOT_START);
        }
    }

    private static void run(EmulatorConfig config) throws InterruptedException {
        AmazonEmulator emulator = AmazonEmulator.start(config);
        System.out.println(Greeting.of(emulator, config));
        emulator.join();
    }

    static EmulatorConfig configure(List<String> arguments, Map<String, String> environment) {
        return new Options(arguments, environment).config();
    }
}
