package io.github.keycloakamazon.emulator.junit;

import io.github.keycloakamazon.emulator.AmazonEmulator;
import io.github.keycloakamazon.emulator.EmulatorConfig;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Starts an emulator for a test class or for each test, and closes it.
 *
 * <pre>{@code
 * class LoginTest {
 *     @RegisterExtension
 *     static final AmazonEmulatorExtension AMAZON = AmazonEmulatorExtension.withDefaults();
 *
 *     @Test
 *     void survivesAnAmazonThatIsDown(AmazonEmulator amazon) {
 *         amazon.on(Endpoint.TOKEN).answerOnce(Fault.html(503));
 *         ...
 *     }
 * }
 * }</pre>
 *
 * <p>In a static field, one emulator serves all tests of the class and is {@linkplain AmazonEmulator#reset() reset} before each. In
 * a field of the instance, each test has an emulator of its own.
 */
public final class AmazonEmulatorExtension
        implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback, ParameterResolver {
    private final EmulatorConfig config;
    private @Nullable AmazonEmulator running;
    private boolean shared;

    private AmazonEmulatorExtension(EmulatorConfig config) {
        this.config = config;
    }

    /** A free port, the default client, which may return to any http URL on localhost, and the sample users. */
    public static AmazonEmulatorExtension withDefaults() {
        return with(AmazonEmulator.builder().anyLocalReturnUrl(true));
    }

    /** As configured. */
    public static AmazonEmulatorExtension with(EmulatorConfig.Builder config) {
        return new AmazonEmulatorExtension(config.build());
    }

    /**
     * The emulator of the test that runs.
     *
     * @throws IllegalStateException where no test runs
     */
    public AmazonEmulator emulator() {
        if (running == null) {
            throw new IllegalStateException("The emulator runs while a test does");
        }
        return running;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        shared = true;
        running = AmazonEmulator.start(config);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        if (shared) {
            emulator().reset();
        } else {
            running = AmazonEmulator.start(config);
        }
    }

    @Override
    public void afterEach(ExtensionContext context) {
        if (!shared) {
            stop();
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        stop();
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == AmazonEmulator.class;
    }

    @Override
    public AmazonEmulator resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return emulator();
    }

    private void stop() {
        AmazonEmulator stopped = running;
        running = null;
        if (stopped != null) {
            stopped.close();
        }
    }
}
