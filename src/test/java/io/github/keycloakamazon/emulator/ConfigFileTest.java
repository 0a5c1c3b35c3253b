package io.github.keycloakamazon.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigFileTest {
    /** The one in the documentation. */
    private static final Path PAGE = Path.of("src/site/markdown/emulator.md");

    @TempDir
    private Path folder;

    @Test
    void theSampleOfTheDocumentationSetsEverything() throws IOException {
        EmulatorConfig config = config(sample());
        EmulatedClient web = config.clients().get(0);

        assertThat(config.port()).isEqualTo(8090);
        assertThat(config.bindAddress()).isEqualTo("127.0.0.1");
        assertThat(config.publicBaseUrl()).isEqualTo("http://amazon.test:8090");
        assertThat(config.api()).isEqualTo(ApiListener.HTTP);
        assertThat(config.apiPort()).isEqualTo(8091);
        assertThat(config.clients()).hasSize(2);
        assertThat(web.clientId()).isEqualTo("amzn1.application-oa2-client.web");
        assertThat(web.secret()).isEqualTo("web-secret");
        assertThat(web.name()).isEqualTo("Shop");
        assertThat(web.company()).isEqualTo("my-company");
        assertThat(web.returnUrls()).containsExactly("https://shop.example.com/callback");
        assertThat(web.anyLocalReturnUrl()).isTrue();
        assertThat(web.scopes()).containsExactlyInAnyOrder("profile", "alexa:all");
        assertThat(web.clientCredentialsScopes()).containsExactly("sellingpartnerapi::notifications");
        assertThat(web.redirectUriOptional()).isTrue();
        assertThat(config.clients().get(1).isPublic()).isTrue();
        assertThat(config.people()).hasSize(2);
        assertThat(config.people().get(0).userIds()).containsEntry("my-company", "amzn1.account.AEXAMPLE");
        assertThat(config.people().get(1).email()).isNull();
        assertThat(config.lifetimes())
                .isEqualTo(new Lifetimes(
                        Duration.ofMinutes(1), Duration.ofSeconds(10), Duration.ofMinutes(2), Duration.ofSeconds(1)));
        assertThat(config.refreshTokensRotate()).isTrue();
        assertThat(config.slowDown()).isTrue();
        assertThat(config.unknownScope()).isEqualTo(UnknownScope.PAGE);
        assertThat(config.errorStyle()).isEqualTo(ErrorStyle.PLAIN);
        assertThat(config.faults()).hasSize(2);
        assertThat(config.faults().get(0).endpoint()).isEqualTo(Endpoint.TOKEN);
        assertThat(config.faults().get(0).times()).isEqualTo(2);
    }

    @Test
    void theSampleNamesEveryField() throws IOException {
        String sample = sample();

        assertThat(List.of(ConfigFile.class, ClientJson.class, UserJson.class, ConfigFile.LifetimesJson.class))
                .flatExtracting(type -> Arrays.asList(type.getRecordComponents()))
                .extracting("name", String.class)
                .filteredOn(name -> !List.of("httpsPort", "insteadOfAmazon").contains(name))
                .allSatisfy(name -> assertThat(sample).contains("\"" + name + "\""));
    }

    @Test
    void theFaultsOfTheFileHappen() {
        EmulatorConfig.Builder builder = EmulatorConfig.builder();
        StrictJson.read("""
                        {"faults": [
                          {"endpoint": "profile", "fault": {"type": "html", "status": 503}, "times": 2},
                          {"endpoint": "profile", "fault": {"type": "jsonError", "status": 429, "error": "throttled"}, "times": 0}
                        ]}""", "the file", ConfigFile.class).apply(builder);

        try (AmazonEmulator amazon = builder.start()) {
            TestBrowser browser = new TestBrowser(amazon);
            assertThat(browser.profile("x").statusCode()).isEqualTo(503);
            assertThat(browser.profile("x").statusCode()).isEqualTo(503);
            assertThat(browser.profile("x").statusCode()).isEqualTo(429);
            assertThat(browser.profile("x").statusCode()).isEqualTo(429);
        }
    }

    @Test
    void anEmptyObjectIsTheDefaults() {
        EmulatorConfig config = config("{}");

        assertThat(config.port()).isEqualTo(8081);
        assertThat(config.lifetimes()).isEqualTo(Lifetimes.AMAZON);
        assertThat(config.clients()).hasSize(1);
        assertThat(config.people()).isEqualTo(Person.samples());
    }

    @Test
    void optionsWinOverTheFile() throws IOException {
        Path file = file("{\"port\": 1, \"errorStyle\": \"plain\", \"unknownScope\": \"page\"}");

        EmulatorConfig config =
                EmulatorMain.configure(List.of("--config=" + file, "--port=2", "--unknown-scope=redirect"), Map.of());

        assertThat(config.port()).isEqualTo(2);
        assertThat(config.errorStyle()).isEqualTo(ErrorStyle.PLAIN);
        assertThat(config.unknownScope()).isEqualTo(UnknownScope.REDIRECT);
    }

    @Test
    void aClientOfTheOptionsJoinsThoseOfTheFile() throws IOException {
        Path file = file("{\"clients\": [{\"clientId\": \"one\"}]}");

        assertThat(EmulatorMain.configure(List.of("--config=" + file), Map.of()).clients())
                .extracting(EmulatedClient::clientId)
                .containsExactly("one");
        assertThat(EmulatorMain.configure(List.of("--config=" + file, "--client-id=two"), Map.of())
                        .clients())
                .extracting(EmulatedClient::clientId)
                .containsExactly("one", "two");
    }

    /** A vertical bar is a new line. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "{|'prot': 8081,|'port': 1|}~line 2~prot: unknown field; known here: apiPort, bind, clients",
                "{|'port': '8081'}~line 2~port: a whole number is expected",
                "{|'port': 80.5}~line 2~port: a whole number is expected",
                "{|'bind': 'x',|'port': 70000|}~line 3~port: 0 to 65535 is expected, not 70000",
                "{|'errorStyle': 'fancy'}~line 2~errorStyle: \"fancy\" is none of plain, detailed",
                "{|'clients': {}}~line 2~clients: a list is expected",
                "{'clients': [|{'clientId': 'a'},|{'clientId': 'b',|'clientID': 'b'|}]}~line 4~clients[1].clientID: unknown field; known here: anyLocalReturnUrl",
                "{'clients': [|{'name': 'a'}]}~line 2~clients[0].clientId: the field \"clientId\" is missing",
                "{'clients': [|{|'name': 'x',|'clientId': ' '}]}~line 4~clients[0].clientId: A client id has 1 to 100 bytes",
                "{'clients': [|{'clientId': 'a', 'returnUrls': ['/relative']}]}~line 2~clients[0].returnUrls: A return URL is absolute",
                "{'clients': [|{'clientId': 'a', 'returnUrls': ['http://a b']}]}~line 2~clients[0].returnUrls: Illegal character",
                "{'clients': [|{'clientId': 'a', 'scopes': [null]}]}~line 2~clients[0].scopes: there is an entry without a text",
                "{'clients': [|{'clientId': 'a', 'anyLocalReturnUrl': 'yes'}]}~line 2~clients[0].anyLocalReturnUrl: true or false is expected",
                "{|'clients': [null]}~line 2~clients: there is an entry that is null",
                "{'users': [|{'key': 'Jane Doe'}]}~line 2~users[0].key: A user's key is lower-case letters",
                "{'users': [|{'key': 'jane', 'userIds': {'a': null}}]}~line 2~users[0].userIds: there is a company without a user_id",
                "{|'lifetimes': {'codeSeconds': 0}}~line 2~lifetimes.codeSeconds: 1 to 315360000 is expected, not 0",
                "{'faults': [|{'endpoint': 'tokens', 'fault': {'type': 'hang'}}]}~line 2~faults[0].endpoint: unknown endpoint \"tokens\"; known: authorize, token",
                "{'faults': [|{'endpoint': 'token', 'fault': {'type': 'explode'}}]}~line 2~faults[0].fault: unknown type \"explode\"",
                "{'faults': [|{'endpoint': 'token', 'fault': {}}]}~line 2~faults[0].fault: the field \"type\" is missing",
                "{'faults': [|{'endpoint': 'token', 'fault': {'type': 'html', 'status': 99}}]}~line 2~faults[0].fault.status: 200 to 599 is expected, not 99",
                "{'faults': [|{'endpoint': 'token', 'fault': {'type': 'delay'}}]}~line 2~faults[0].fault.millis: the field \"millis\" is missing",
                "{'faults': [|{'endpoint': 'token'}]}~line 2~faults[0]: one of \"fault\" and \"networkAfterwards\" is expected",
                "{|'port': 1,|'port': 2}~line 3~Duplicate field 'port'",
                "{|'port': 1|'bind': 2}~line 3~Unexpected character",
                "{'httpsPort': 2,|'apiPort': 1}~line 2~apiPort: the API has one listener of its own",
                "[]~line 1~a JSON object is expected",
                "null~the file~a JSON object is expected",
                "{} {}~line 1~nothing is expected after the JSON object",
            })
    void aWrongFileIsRefusedWithLineAndField(String text, String place, String problem) {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> StrictJson.read(text.replace('\'', '"').replace('|', '\n'), "the file", ConfigFile.class))
                .withMessageStartingWith("the file")
                .withMessageContaining(place)
                .withMessageContaining(problem);
    }

    @Test
    void anEmptyFileAndAMissingOneAreNamed() throws IOException {
        Path empty = file(" ");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConfigFile.read(empty))
                .withMessage(empty + ": a JSON object is expected, and there is nothing");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConfigFile.read(folder.resolve("missing.json")))
                .withMessage("There is no file " + folder.resolve("missing.json"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConfigFile.read(folder))
                .withMessageContaining("cannot be read");
    }

    @Test
    void theDocumentationExplainsEveryOption() throws IOException {
        String page = Files.readString(PAGE);

        assertThat(Option.values())
                .allSatisfy(option ->
                        assertThat(page).contains("`" + option.argument() + "`", "`" + option.variable() + "`"));
    }

    @Test
    void theDocumentationNamesEveryFaultAndEndpoint() throws IOException {
        String page = Files.readString(PAGE);
        List<String> types = Arrays.stream(FaultJson.class.getPermittedSubclasses())
                .map(type -> type.getSimpleName().substring(0, 1).toLowerCase(Locale.ROOT)
                        + type.getSimpleName().substring(1))
                .toList();

        assertThat(types)
                .hasSizeGreaterThan(15)
                .allSatisfy(type -> assertThat(page).contains("`" + type));
        assertThat(Endpoint.keys()).allSatisfy(key -> assertThat(page).contains("`" + key + "`"));
    }

    private EmulatorConfig config(String text) {
        EmulatorConfig.Builder builder = EmulatorConfig.builder().port(8081);
        StrictJson.read(text, "the file", ConfigFile.class).apply(builder);
        return builder.build();
    }

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("emulator.json"), text);
    }

    private static String sample() throws IOException {
        String page = Files.readString(PAGE);
        int start = page.indexOf("```json\n{\n  \"port\"") + "```json\n".length();
        return page.substring(start, page.indexOf("```", start));
    }
}
