package io.github.keycloakamazon.integration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.keycloakamazon.emulator.AmazonEmulator;
import io.github.keycloakamazon.emulator.Endpoint;
import io.github.keycloakamazon.emulator.Fault;
import io.github.keycloakamazon.emulator.Person;
import io.github.keycloakamazon.fixture.Browser;
import io.github.keycloakamazon.fixture.Servers;
import io.github.keycloakamazon.fixture.TestRealm;
import io.github.keycloakamazon.lwa.LwaError;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The dashboard and the alerts ask for what a running server exposes. */
class MonitoringIT {
    private static final Path DASHBOARD = Path.of("docker/monitoring/grafana/dashboard.json");
    private static final Path ALERTS = Path.of("docker/monitoring/alerts.yaml");
    private static final Path PAGE = Path.of("src/site/markdown/monitoring.md");

    private static final Pattern METRIC = Pattern.compile("keycloak_amazon_[a-z_]+");
    private static final Pattern LABEL = Pattern.compile("\\b([a-z]+)(?:=~|!=|=)\"|by \\(([a-z, ]+)\\)");
    private static final Pattern EXPOSED = Pattern.compile("(?m)^(keycloak_amazon_[a-z_]+)(\\{[^}]*})? ");
    private static final Pattern EXPOSED_LABEL = Pattern.compile("([a-z]+)=\"");

    private static final Pattern OUTCOMES = Pattern.compile("outcome(?:=~|!=|=)\"([^\"]+)\"");

    /** Prometheus adds it to whatever it scrapes. */
    private static final String INSTANCE = "instance";

    private final AmazonEmulator amazon = Servers.amazon();
    private final Browser browser = new Browser();
    private final TestRealm realm = TestRealm.create().withAmazon();

    @BeforeEach
    void forgetEarlierTests() {
        amazon.reset();
    }

    @AfterEach
    void close() {
        amazon.reset();
        browser.close();
        realm.close();
    }

    @Test
    void everyMetricAndLabelInQuestionIsExposed() throws IOException, InterruptedException {
        realm.signIn(browser, Person.JANE);
        amazon.on(Endpoint.TOKEN).answerOnce(Fault.html(503));
        realm.signIn(browser.forgetCookies(), Person.JANE);
        String metrics = metrics();
        Set<String> exposed = found(EXPOSED, metrics);
        Set<String> labels = metrics.lines()
                .filter(line -> line.startsWith("keycloak_amazon_"))
                .flatMap(line -> found(EXPOSED_LABEL, line).stream())
                .collect(Collectors.toCollection(TreeSet::new));
        labels.add(INSTANCE);

        List<String> expressions =
                Stream.concat(dashboardExpressions(), alertExpressions()).toList();

        assertThat(expressions).hasSizeGreaterThan(12).allSatisfy(expression -> {
            assertThat(found(METRIC, expression)).isNotEmpty().isSubsetOf(exposed);
            assertThat(found(LABEL, expression)).isSubsetOf(labels);
        });
    }

    @Test
    void everyOutcomeInQuestionIsACodeOfThisProvider() throws IOException {
        Set<String> codes = Arrays.stream(LwaError.values()).map(LwaError::code).collect(Collectors.toSet());
        codes.add("success");

        assertThat(Stream.concat(dashboardExpressions(), alertExpressions())
                        .flatMap(expression -> OUTCOMES.matcher(expression).results())
                        .flatMap(found -> Stream.of(found.group(1).split("\\|"))))
                .hasSizeGreaterThan(15)
                .isSubsetOf(codes);
    }

    @Test
    void everyAlertIsOnThePage() throws IOException {
        String page = Files.readString(PAGE);

        assertThat(found(Pattern.compile("alert: (\\w+)"), Files.readString(ALERTS)))
                .hasSizeGreaterThan(5)
                .allSatisfy(alert -> assertThat(page).contains("| `" + alert + "` |"));
    }

    private static Stream<String> dashboardExpressions() throws IOException {
        JsonNode dashboard = new JsonMapper().readTree(DASHBOARD.toFile());
        return dashboard.findValuesAsText("expr").stream();
    }

    private static Stream<String> alertExpressions() throws IOException {
        return Pattern.compile("expr: (.*?)\n +(?:for|labels):", Pattern.DOTALL)
                .matcher(Files.readString(ALERTS))
                .results()
                .map(found -> found.group(1));
    }

    private static Set<String> found(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .flatMap(MonitoringIT::words)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** What the groups of a pattern found, or all of it where it has none. */
    private static Stream<String> words(MatchResult found) {
        if (found.groupCount() == 0) {
            return Stream.of(found.group());
        }
        for (int group = 1; group <= found.groupCount(); group++) {
            if (found.group(group) != null) {
                return Stream.of(found.group(group).split(", *"));
            }
        }
        return Stream.of();
    }

    private static String metrics() throws IOException, InterruptedException {
        URI address = URI.create(Servers.keycloak().managementUrl() + "/metrics");
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString())
                .body();
    }
}
