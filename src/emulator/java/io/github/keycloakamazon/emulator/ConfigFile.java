package io.github.keycloakamazon.emulator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The configuration in one JSON file; what is absent keeps its default. */
record ConfigFile(
        @Nullable Integer port,
        @Nullable String bind,
        @Nullable String publicUrl,
        @Nullable Integer apiPort,
        @Nullable Integer httpsPort,
        @Nullable String insteadOfAmazon,
        @Nullable List<ClientJson> clients,
        @Nullable List<UserJson> users,
        @Nullable LifetimesJson lifetimes,
        @Nullable Boolean refreshTokensRotate,
        @Nullable Boolean slowDown,
        @Nullable UnknownScope unknownScope,
        @Nullable ErrorStyle errorStyle,
        @Nullable List<ScriptedFaultJson> faults) {

    ConfigFile {
        checkEntries("clients", clients);
        checkEntries("users", users);
        checkEntries("faults", faults);
        checkPort("port", port);
        checkPort("apiPort", apiPort);
        checkPort("httpsPort", httpsPort);
        if (apiPort != null && (httpsPort != null || insteadOfAmazon != null)) {
            throw new FieldException("apiPort", "the API has one listener of its own: \"apiPort\" or HTTPS");
        }
    }

    /** @throws IllegalArgumentException where the file cannot be read, with the line and the field */
    static ConfigFile read(Path file) {
        try {
            return StrictJson.read(Files.readString(file), file.toString(), ConfigFile.class);
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException("There is no file " + file, e);
        } catch (IOException e) {
            throw new IllegalArgumentException("The file " + file + " cannot be read: " + e.getMessage(), e);
        }
    }

    void apply(EmulatorConfig.Builder config) {
        ifPresent(port, config::port);
        ifPresent(bind, config::bindAddress);
        ifPresent(publicUrl, config::publicBaseUrl);
        ifPresent(apiPort, value -> config.api(ApiListener.HTTP).apiPort(value));
        ifPresent(
                insteadOfAmazon,
                folder -> config.insteadOfAmazon(Path.of(folder)).apiPort(EmulatorConfig.AMAZONS_PORT));
        ifPresent(httpsPort, value -> config.api(ApiListener.HTTPS).apiPort(value));
        ifPresent(clients, all -> all.forEach(client -> config.client(client.client())));
        ifPresent(users, all -> all.forEach(user -> config.person(user.person())));
        ifPresent(lifetimes, value -> config.lifetimes(value::apply));
        ifPresent(refreshTokensRotate, config::refreshTokensRotate);
        ifPresent(slowDown, config::slowDown);
        ifPresent(unknownScope, config::unknownScope);
        ifPresent(errorStyle, config::errorStyle);
        ifPresent(faults, all -> all.forEach(fault -> config.fault(fault.scripted())));
    }

    private static void checkEntries(String field, @Nullable List<?> entries) {
        if (entries != null && entries.contains(null)) {
            throw new FieldException(field, "there is an entry that is null");
        }
    }

    private static void checkPort(String field, @Nullable Integer port) {
        if (port != null && (port < 0 || port > 65535)) {
            throw new FieldException(field, "0 to 65535 is expected, not " + port);
        }
    }

    private static <T> void ifPresent(@Nullable T value, Consumer<T> use) {
        if (value != null) {
            use.accept(value);
        }
    }

    /** Lifetimes in seconds. */
    record LifetimesJson(
            @Nullable Long accessTokenSeconds,
            @Nullable Long codeSeconds,
            @Nullable Long deviceCodeSeconds,
            @Nullable Long devicePollSeconds) {

        /** Ten years. */
        private static final long MOST_SECONDS = 315_360_000;

        LifetimesJson {
            check("accessTokenSeconds", accessTokenSeconds);
            check("codeSeconds", codeSeconds);
            check("deviceCodeSeconds", deviceCodeSeconds);
            check("devicePollSeconds", devicePollSeconds);
        }

        Lifetimes apply(Lifetimes lifetimes) {
            Lifetimes changed = with(lifetimes, accessTokenSeconds, Lifetimes::withAccessToken);
            changed = with(changed, codeSeconds, Lifetimes::withCode);
            changed = with(changed, deviceCodeSeconds, Lifetimes::withDeviceCode);
            return with(changed, devicePollSeconds, Lifetimes::withDevicePoll);
        }

        private static void check(String field, @Nullable Long seconds) {
            if (seconds != null && (seconds < 1 || seconds > MOST_SECONDS)) {
                throw new FieldException(field, "1 to " + MOST_SECONDS + " is expected, not " + seconds);
            }
        }

        private static Lifetimes with(
                Lifetimes lifetimes, @Nullable Long seconds, BiFunction<Lifetimes, Duration, Lifetimes> change) {
            return seconds == null ? lifetimes : change.apply(lifetimes, Duration.ofSeconds(seconds));
        }
    }
}
