package io.github.keycloakamazon.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.CookieManager;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A client with Amazon's own URLs. */
class InsteadOfAmazonTest {
    @TempDir
    private Path folder;

    private AmazonEmulator amazon;
    private TestDns dns;

    @BeforeEach
    void start() throws Exception {
        amazon = AmazonEmulator.builder()
                .insteadOfAmazon(folder.resolve("ca"))
                .client(AmazonEmulator.DEFAULT_CLIENT.withReturnUrl("https://app.test/callback"))
                .start();
        dns = new TestDns(() -> amazon.apiPort());
    }

    @AfterEach
    void stop() throws Exception {
        dns.close();
        amazon.close();
    }

    static List<String> hosts() {
        return AmazonHosts.ALL;
    }

    @ParameterizedTest
    @MethodSource("hosts")
    void everyHostShowsACertificateOfItsOwn(String host) throws Exception {
        HttpResponse<String> answer = get(trusting(), "https://" + host + "/health");

        assertThat(answer.statusCode()).isEqualTo(200);
        X509Certificate shown =
                (X509Certificate) answer.sslSession().orElseThrow().getPeerCertificates()[0];
        assertThat(shown.getSubjectX500Principal().getName()).isEqualTo("CN=" + host);
        assertThat(shown.getSubjectAlternativeNames()).containsExactly(List.of(2, host));
    }

    @Test
    void aLoginWorksUnderAmazonsUrls() throws Exception {
        HttpClient client = trusting();
        String query = "client_id=" + AmazonEmulator.CLIENT_ID
                + "&response_type=code&scope=profile&state=1&redirect_uri="
                + URLEncoder.encode("https://app.test/callback", StandardCharsets.UTF_8);
        post(client, "https://www.amazon.com/ap/signin?" + query, "person=jane");
        String location = post(client, "https://www.amazon.com/ap/consent?" + query, "decision=allow")
                .headers()
                .firstValue("Location")
                .orElse("");
        String code = location.replaceFirst(".*[?&]code=([A-Za-z]+).*", "$1");
        JsonNode tokens = Json.MAPPER.readTree(
                post(client, "https://api.amazon.co.uk/auth/o2/token", TestBrowser.encode(TestBrowser.exchange(code)))
                        .body());
        JsonNode profile = Json.MAPPER.readTree(get(
                        client,
                        "https://api.amazon.co.jp/user/profile?access_token="
                                + URLEncoder.encode(tokens.path("access_token").asText(), StandardCharsets.UTF_8))
                .body());

        assertThat(profile.path("name").asText()).isEqualTo("Jane Doe");
    }

    @Test
    void whoDoesNotTrustTheAuthorityIsNotConnected() {
        HttpClient stranger = builder().build();

        assertThatExceptionOfType(SSLHandshakeException.class)
                .isThrownBy(() -> get(stranger, "https://api.amazon.com/health"));
    }

    /** Clients that check name constraints, as browsers and OpenSSL do, cannot be deceived about other hosts. */
    @Test
    void theAuthorityIsForItsHostsAlone() throws Exception {
        CertificateAuthority authority = CertificateAuthority.in(folder.resolve("ca"));

        assertThatCode(() -> validate(authority, "api.amazon.com")).doesNotThrowAnyException();
        assertThatExceptionOfType(CertPathValidatorException.class)
                .isThrownBy(() -> validate(authority, "bank.example.com"))
                .withMessageContaining("name constraints");
    }

    @Test
    void theAuthorityStaysTheSame() throws IOException {
        String before = Files.readString(folder.resolve("ca/ca.pem"));
        amazon.close();
        amazon = AmazonEmulator.builder().insteadOfAmazon(folder.resolve("ca")).start();

        assertThat(Files.readString(folder.resolve("ca/ca.pem")))
                .isEqualTo(before)
                .isEqualTo(amazon.certificatePem());
    }

    @Test
    void theKeyIsForNobodyElse() throws IOException {
        assertThat(Files.getPosixFilePermissions(folder.resolve("ca/ca-key.pem")))
                .isEqualTo(Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE));
        try (Stream<Path> files = Files.list(folder.resolve("ca"))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("ca.pem", "ca.p12", "ca-key.pem");
        }
    }

    @Test
    void aFolderThatIsAFileIsExplained() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");

        assertThatIllegalStateException()
                .isThrownBy(() -> AmazonEmulator.builder().insteadOfAmazon(file).start())
                .withMessageContaining("The certificate authority in " + file + " cannot be read or written");
    }

    @Test
    void aDamagedAuthorityIsExplained() throws IOException {
        Path damaged = Files.createDirectories(folder.resolve("damaged"));
        Files.writeString(damaged.resolve("ca.pem"), "nothing");
        Files.writeString(damaged.resolve("ca-key.pem"), "nothing");

        assertThatIllegalStateException()
                .isThrownBy(
                        () -> AmazonEmulator.builder().insteadOfAmazon(damaged).start())
                .withMessageContaining("damaged cannot be read or written");
    }

    @Test
    void theUrlsAreAmazons() {
        String port = ":" + amazon.apiPort();

        assertThat(amazon.authorizeUrl()).isEqualTo("https://www.amazon.com" + port + "/ap/oa");
        assertThat(amazon.tokenUrl()).isEqualTo("https://api.amazon.com" + port + "/auth/o2/token");
        assertThat(amazon.verificationUrl()).isEqualTo("https://amazon.com" + port + "/us/code");
        assertThat(amazon.controlUrl()).isEqualTo("http://localhost:" + amazon.port() + "/emulator/");
    }

    @Test
    void theComposeRecipeAndTheDocumentationNameEveryHost() throws IOException {
        String recipe = Files.readString(Path.of("docker/emulator/compose.yaml"));
        String page = Files.readString(Path.of("src/site/markdown/emulator.md"));

        assertThat(AmazonHosts.ALL)
                .allSatisfy(host -> assertThat(recipe).contains("          - " + host + "\n"))
                .allSatisfy(host -> assertThat(page).contains("`" + host + "`"));
    }

    @Test
    void theControlApiDoesNotAnswerUnderAmazonsNames() throws Exception {
        assertThat(get(trusting(), "https://api.amazon.com/emulator/users").statusCode())
                .isEqualTo(403);
    }

    @Test
    void anUntrustedCertificateIsAFaultHereToo() throws Exception {
        HttpClient client = trusting();
        amazon.network(NetworkFault.untrustedCertificate());

        assertThatExceptionOfType(IOException.class).isThrownBy(() -> get(client, "https://api.amazon.com/health"));
        amazon.network(NetworkFault.none());
        assertThat(get(trusting(), "https://api.amazon.com/health").statusCode())
                .isEqualTo(200);
    }

    /** Java checks constraints of certificates on the path, and not those of the anchor: so the authority is on the path. */
    private static void validate(CertificateAuthority authority, String host) throws GeneralSecurityException {
        X509Certificate root = authority.certified().certificate();
        PKIXParameters parameters =
                new PKIXParameters(Set.of(new TrustAnchor(root.getSubjectX500Principal(), root.getPublicKey(), null)));
        parameters.setRevocationEnabled(false);
        List<X509Certificate> path = List.of(authority.issue(List.of(host)).certificate(), root);
        CertPathValidator.getInstance("PKIX")
                .validate(CertificateFactory.getInstance("X.509").generateCertPath(path), parameters);
    }

    private HttpClient trusting() throws Exception {
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(null, trust().getTrustManagers(), null);
        return builder().sslContext(tls).build();
    }

    /** As Java clients are told: the truststore of the folder. */
    private TrustManagerFactory trust() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream file = Files.newInputStream(folder.resolve("ca/ca.p12"))) {
            store.load(file, "changeit".toCharArray());
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        return trust;
    }

    private HttpClient.Builder builder() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .cookieHandler(new CookieManager())
                .proxy(ProxySelector.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), dns.port())));
    }

    private static HttpResponse<String> get(HttpClient client, String url) throws IOException, InterruptedException {
        return client.send(request(url).build(), BodyHandlers.ofString());
    }

    private static HttpResponse<String> post(HttpClient client, String url, String form)
            throws IOException, InterruptedException {
        return client.send(
                request(url)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(form))
                        .build(),
                BodyHandlers.ofString());
    }

    private static HttpRequest.Builder request(String url) {
        return HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(20));
    }
}
