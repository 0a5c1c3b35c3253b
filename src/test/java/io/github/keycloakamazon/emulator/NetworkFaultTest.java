package io.github.keycloakamazon.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class NetworkFaultTest {
    private final AmazonEmulator amazon =
            AmazonEmulator.builder().api(ApiListener.HTTPS).start();
    private final SSLContext trust = trusting(amazon.certificatePem());
    private final HttpClient client = HttpClient.newBuilder()
            .sslContext(trust)
            .version(HttpClient.Version.HTTP_1_1)
            .build();
    private final String token = amazon.issueAccessToken(AmazonEmulator.CLIENT_ID, Person.JANE, "profile");

    @AfterEach
    void stop() {
        amazon.close();
    }

    @Test
    void theApiIsServedOverTlsThatATruststoreCanTrust() throws Exception {
        assertThat(amazon.apiBaseUrl()).matches("https://localhost:\\d+").isNotEqualTo(amazon.baseUrl());
        assertThat(profile().statusCode()).isEqualTo(200);
        assertThat(amazon.apiConnections()).isEqualTo(1);
    }

    @Test
    void theCertificateCanBeFetched() throws Exception {
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(amazon.baseUrl() + "/emulator/certificate.pem"))
                                .build(),
                        BodyHandlers.ofString());

        assertThat(answer.body()).isEqualTo(amazon.certificatePem()).startsWith("-----BEGIN CERTIFICATE-----\n");
    }

    @Test
    void aRefusingListenerOpensAgainOnItsPort() throws Exception {
        profile();
        int port = amazon.apiPort();

        amazon.network(NetworkFault.refuse());
        assertThatExceptionOfType(ConnectException.class).isThrownBy(this::profile);
        assertThat(amazon.apiPort()).isEqualTo(port);
        assertThat(new TestBrowser(amazon).get("/").statusCode())
                .as("the pages are another listener")
                .isEqualTo(200);

        amazon.network(NetworkFault.none());
        assertThat(profile().statusCode()).isEqualTo(200);
        assertThat(amazon.apiPort()).isEqualTo(port);
    }

    @Test
    void refusingTwiceIsRefusingOnce() throws Exception {
        amazon.network(NetworkFault.refuse());
        amazon.network(NetworkFault.refuse());
        amazon.network(NetworkFault.none());

        assertThat(profile().statusCode()).isEqualTo(200);
    }

    @Test
    void anUntrustedCertificateEndsTheHandshake() throws Exception {
        profile();

        amazon.network(NetworkFault.untrustedCertificate());
        assertThatExceptionOfType(SSLHandshakeException.class).isThrownBy(this::profile);

        amazon.network(NetworkFault.none());
        assertThat(profile().statusCode()).isEqualTo(200);
    }

    @Test
    void aStalledHandshakeDoesNotEnd() throws Exception {
        amazon.network(NetworkFault.stall());

        try (SSLSocket socket =
                (SSLSocket) trust.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), amazon.apiPort())) {
            socket.setSoTimeout(200);
            assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(socket::startHandshake);
        }

        amazon.network(NetworkFault.none());
        assertThat(profile().statusCode()).isEqualTo(200);
    }

    @Test
    void recoveringLetsStalledConnectionsGo() throws Exception {
        amazon.network(NetworkFault.stall());
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), amazon.apiPort())) {
            socket.setSoTimeout(10_000);
            awaitConnection(1);
            amazon.network(NetworkFault.none());

            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void acceptingCanTakeItsTime() throws Exception {
        amazon.network(NetworkFault.acceptDelay(Duration.ofMillis(300)));
        long start = System.nanoTime();

        assertThat(profile().statusCode()).isEqualTo(200);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(300));
    }

    @Test
    void oneGoodAnswerCanBeTheLastBeforeRefusal() throws Exception {
        amazon.on(Endpoint.PROFILE).answerOnceThen(NetworkFault.refuse());

        HttpResponse<String> answer = profile();

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Connection")).hasValue("close");
        assertThatExceptionOfType(ConnectException.class).isThrownBy(this::profile);
        amazon.reset();
        amazon.expireAccessTokens();
        assertThat(profile().statusCode()).as("reset heals the network").isEqualTo(400);
    }

    @Test
    void oneGoodAnswerCanBeTheLastBeforeAnUntrustedCertificate() throws Exception {
        amazon.on(Endpoint.PROFILE).answerOnceThen(NetworkFault.untrustedCertificate());

        assertThat(profile().statusCode()).isEqualTo(200);
        assertThatExceptionOfType(SSLHandshakeException.class).isThrownBy(this::profile);
    }

    @Test
    void otherOpenConnectionsDoNotOutliveTheLastGoodAnswer() throws Exception {
        try (SSLSocket idle =
                (SSLSocket) trust.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), amazon.apiPort())) {
            idle.setSoTimeout(10_000);
            idle.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(idle.getInputStream().read()).isEqualTo('H');
            amazon.on(Endpoint.PROFILE).answerOnceThen(NetworkFault.refuse());
            profile();

            assertThat(ended(idle)).isTrue();
        }
    }

    @Test
    void plainHttpOnAPortOfItsOwnCanBeRefusedToo() throws Exception {
        try (AmazonEmulator plain =
                AmazonEmulator.builder().api(ApiListener.HTTP).start()) {
            TestBrowser browser = new TestBrowser(plain);
            String code = browser.code();
            plain.on(Endpoint.TOKEN).answerOnceThen(NetworkFault.refuse());

            assertThat(browser.token(TestBrowser.exchange(code)).statusCode()).isEqualTo(200);
            assertThat(connects(plain.apiPort())).isFalse();
            assertThat(connects(plain.port())).isTrue();
        }
    }

    @Test
    void aListenerWithoutTlsHasNoCertificateToSpoil() {
        try (AmazonEmulator plain = AmazonEmulator.start()) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> plain.network(NetworkFault.untrustedCertificate()))
                    .withMessageContaining("ApiListener.HTTPS");
            assertThatIllegalStateException().isThrownBy(plain::certificatePem);
        }
    }

    private HttpResponse<String> profile() throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create(amazon.profileUrl()))
                        .timeout(Duration.ofSeconds(10))
                        .header("Authorization", "Bearer " + token)
                        .build(),
                BodyHandlers.ofString());
    }

    private void awaitConnection(long count) {
        await("connection " + count).until(() -> amazon.apiConnections() >= count);
    }

    private static boolean connects(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException refused) {
            return false;
        }
    }

    private static boolean ended(Socket socket) {
        try {
            while (socket.getInputStream().read() >= 0) {
                // what was left of the answer
            }
            return true;
        } catch (SocketTimeoutException stillOpen) {
            return false;
        } catch (IOException closed) {
            return true;
        }
    }

    private static SSLContext trusting(String pem) {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setCertificateEntry(
                    "emulator",
                    CertificateFactory.getInstance("X.509")
                            .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII))));
            TrustManagerFactory managers = TrustManagerFactory.getInstance("PKIX");
            managers.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), null);
            return context;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
