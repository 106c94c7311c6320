package io.millwright.gateway.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millwright.gateway.device.Admission;
import io.millwright.gateway.device.Credentials;
import io.millwright.gateway.device.Sender;
import io.millwright.gateway.intake.ScriptedAccess;
import io.millwright.gateway.intake.ScriptedIntake;
import io.millwright.gateway.net.TestCertificates;
import io.millwright.gateway.reading.BodyFormat;
import io.millwright.gateway.reading.Rejection;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests of a real client; what is behind the endpoint answers when the test says so. */
final class HttpListenerTest {
  private static final String PATH = "/v1/demo/pump-1/measurements";
  private static final HttpConfig CONFIG =
      new HttpConfig(
          "127.0.0.1",
          0,
          4_096,
          10,
          8_192,
          Duration.ofMillis(700),
          Duration.ofMillis(700),
          Duration.ofSeconds(7),
          null);

  private final ScriptedIntake intake = new ScriptedIntake();
  private final ScriptedAccess access = new ScriptedAccess();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private HttpListener listener = HttpListener.start(CONFIG, intake, access, registry);

  @AfterEach
  void stop() {
    listener.close();
  }

  private HttpRequest.Builder request() {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + listener.port() + PATH));
  }

  private CompletableFuture<HttpResponse<String>> send(HttpRequest request) {
    return client.sendAsync(request, HttpResponse.BodyHandlers.ofString());
  }

  private CompletableFuture<HttpResponse<String>> post(String body, String... headers) {
    HttpRequest.Builder request = request().POST(HttpRequest.BodyPublishers.ofString(body));
    return send((headers.length == 0 ? request : request.headers(headers)).build());
  }

  private static HttpResponse<String> answer(CompletableFuture<HttpResponse<String>> response)
      throws Exception {
    return response.get(10, TimeUnit.SECONDS);
  }

  @Test
  void answersWhenTheReadingsAreKeptAndNotBefore() throws Exception {
    var response = post("{}", "Content-Type", "application/senml+json; charset=utf-8");
    await().until(() -> intake.size() == 1);
    assertThat(response).isNotDone();
    intake.accept(0);
    assertThat(answer(response).statusCode()).isEqualTo(204);
    assertThat(intake.message(0).address()).isEqualTo(PATH);
    assertThat(intake.message(0).declaredFormat()).isEqualTo(BodyFormat.SENML_JSON);
    assertThat(intake.message(0).source()).isEqualTo("http:127.0.0.1");
  }

  @ParameterizedTest
  @CsvSource({
    "ADDRESS, 404",
    "PERMISSION, 403",
    "SIZE, 413",
    "FORMAT, 415",
    "SYNTAX, 400",
    "CONTENT, 400",
    "TIME, 400"
  })
  void answersARejectionWithItsReason(Rejection.Kind kind, int status) throws Exception {
    var response = post("x");
    await().until(() -> intake.size() == 1);
    intake.refuse(0, new Rejection(kind, "point \"n\" is\nwrong"));
    assertThat(answer(response).statusCode()).isEqualTo(status);
    assertThat(answer(response).headers().firstValue("content-type"))
        .hasValue("application/problem+json");
    assertThat(answer(response).body()).contains("\"detail\":\"point \\\"n\\\" is\\nwrong\"");
  }

  @Test
  void namesAContentTypeThatIsNotSupported() throws Exception {
    intake.rejectAtOnce();
    var response = answer(post("x", "Content-Type", "text/csv"));
    assertThat(response.statusCode()).isEqualTo(415);
    assertThat(response.body()).contains("content type 'text/csv' is not supported: use");
  }

  @Test
  void asksToTryAgainWhenTheReadingsAreNotKept() throws Exception {
    var failed = post("x");
    await().until(() -> intake.size() == 1);
    intake.fail(0);
    assertThat(answer(failed).statusCode()).isEqualTo(503);
    assertThat(answer(failed).headers().firstValue("retry-after")).hasValue("7");
    var late = post("y");
    assertThat(answer(late).statusCode()).isEqualTo(503);
    assertThat(answer(late).body()).contains("has not answered in time");
    intake.accept(1);
    var next = post("z");
    await().until(() -> intake.size() == 3);
    intake.accept(2);
    assertThat(answer(next).statusCode()).isEqualTo(204);
  }

  @ParameterizedTest
  @CsvSource({
    "X-API-Key, demo/press-7/abc",
    "Authorization, Bearer demo/press-7/abc",
    "Authorization, bearer  demo/press-7/abc"
  })
  void showsTheKeyAndSendsAsItsOwner(String header, String value) throws Exception {
    access.decide(credentials -> new Admission.Admitted(Sender.trusted("http:demo/press-7")));
    var response = post("x", header, value);
    await().until(() -> intake.size() == 1);
    intake.accept(0);
    assertThat(answer(response).statusCode()).isEqualTo(204);
    assertThat(((Credentials.ApiKey) access.shown().get(0)).key()).isEqualTo("demo/press-7/abc");
    assertThat(intake.message(0).source()).isEqualTo("http:demo/press-7");
  }

  @ParameterizedTest
  @CsvSource({"BAD_CREDENTIALS, 401", "NOT_AUTHORIZED, 403", "TRY_LATER, 429", "UNDECIDED, 503"})
  void refusesWhoMayNotComeInAndTellsNothing(Admission.Why why, int status) throws Exception {
    access.decide(credentials -> new Admission.Refused(why, "no device 'press-7'"));
    var response = answer(post("x".repeat(4_000), "X-API-Key", "demo/press-7/abc"));
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.body()).doesNotContain("press-7");
    assertThat(response.headers().firstValue("www-authenticate").isPresent())
        .isEqualTo(status == 401);
    assertThat(response.headers().firstValue("retry-after").isPresent()).isEqualTo(status >= 429);
    assertThat(intake.size()).isZero();
  }

  @Test
  void answersThatItIsToBlameWhenItFails() throws Exception {
    access.decide(
        credentials -> {
          throw new IllegalStateException("a fault of the gateway");
        });
    var response = answer(post("x"));
    assertThat(response.statusCode()).isEqualTo(500);
    assertThat(response.body()).doesNotContain("a fault");
    assertThat(response.headers().firstValue("connection")).hasValue("close");
  }

  @Test
  void refusesOtherSchemesMethodsPathsAndEncodings() throws Exception {
    assertThat(answer(post("x", "Authorization", "Basic YTpi")).statusCode()).isEqualTo(401);
    var get = answer(send(request().GET().build()));
    assertThat(get.statusCode()).isEqualTo(405);
    assertThat(get.headers().firstValue("allow")).hasValue("POST, PUT");
    var elsewhere =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + listener.port() + "/favicon.ico"))
            .build();
    assertThat(answer(send(elsewhere)).statusCode()).isEqualTo(404);
    assertThat(answer(post("x", "Content-Encoding", "gzip")).statusCode()).isEqualTo(415);
    assertThat(intake.size()).isZero();
  }

  @Test
  void refusesABodyThatIsTooLargeWhetherItsLengthIsSaidOrNot() throws Exception {
    assertThat(answer(post("x".repeat(4_097))).statusCode()).isEqualTo(413);
    byte[] bytes = "x".repeat(100_000).getBytes(UTF_8);
    var chunked =
        request()
            .POST(
                HttpRequest.BodyPublishers.fromPublisher(
                    HttpRequest.BodyPublishers.ofByteArray(bytes)))
            .build();
    assertThat(answer(send(chunked)).statusCode()).isEqualTo(413);
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), listener.port())) {
      write(
          socket,
          "POST "
              + PATH
              + " HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 4097\r\n\r\n");
      assertThat(readAll(socket)).startsWith("HTTP/1.1 413 ").doesNotContain("100 Continue");
    }
    assertThat(intake.size()).isZero();
    var most = post("x".repeat(4_096));
    await().until(() -> intake.size() == 1);
    intake.accept(0);
    assertThat(answer(most).statusCode()).isEqualTo(204);
  }

  @Test
  void looksAtTheHeadBeforeAClientThatWaitsSendsItsBody() throws Exception {
    var request =
        request().expectContinue(true).POST(HttpRequest.BodyPublishers.ofString("body")).build();
    var response = send(request);
    await().until(() -> intake.size() == 1);
    intake.accept(0);
    assertThat(answer(response).statusCode()).isEqualTo(204);
    assertThat(intake.message(0).payload()).hasSize(4);
  }

  @Test
  void endsARequestThatNeverBecomesComplete() throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), listener.port())) {
      write(socket, "POST " + PATH + " HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\npart");
      assertThat(readAll(socket)).startsWith("HTTP/1.1 408 Request Timeout");
    }
    assertThat(intake.size()).isZero();
    assertThat(listener.receivingBytes()).isZero();
  }

  @Test
  void answersOneRequestAfterTheOtherOnAConnection() throws Exception {
    String one = "POST " + PATH + " HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\n";
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), listener.port())) {
      write(socket, one + "a" + one + "b" + one.replace("Host: x", "Connection: close") + "c");
      await().until(() -> intake.size() == 1);
      await().during(Duration.ofMillis(200)).until(() -> intake.size() == 1);
      intake.accept(0);
      await().until(() -> intake.size() == 2);
      intake.refuse(1, new Rejection(Rejection.Kind.CONTENT, "b is wrong"));
      await().until(() -> intake.size() == 3);
      intake.accept(2);
      assertThat(readAll(socket))
          .containsSubsequence("HTTP/1.1 204", "HTTP/1.1 400", "b is wrong", "HTTP/1.1 204");
    }
  }

  @Test
  void answersWhatItHasBeforeItStops() throws Exception {
    var response = post("x");
    await().until(() -> intake.size() == 1);
    CompletableFuture<Void> stopped = CompletableFuture.runAsync(listener::close);
    await()
        .until(
            () -> {
              try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), listener.port())) {
                return false;
              } catch (IOException e) {
                return true;
              }
            });
    intake.accept(0);
    assertThat(answer(response).statusCode()).isEqualTo(204);
    assertThat(answer(response).headers().firstValue("connection")).hasValue("close");
    stopped.get(5, TimeUnit.SECONDS);
  }

  @Test
  void theConnectionWithoutARequestForLongestGivesWayToOneTooMany() throws Exception {
    Socket[] sockets = idleSockets(10);
    var response = post("x");
    await().until(() -> intake.size() == 1);
    intake.accept(0);

    assertThat(answer(response).statusCode()).isEqualTo(204);
    assertThat(sockets[0].getInputStream().read()).isEqualTo(-1);
    assertThat(registry.get("millwright.gateway.connections").gauge().value()).isEqualTo(10);
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  @Test
  void aConnectionWithARequestGivesWayToNone() throws Exception {
    byte[] request =
        ("POST " + PATH + " HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx").getBytes(UTF_8);
    Socket[] sockets = idleSockets(10);
    for (Socket socket : sockets) {
      socket.getOutputStream().write(request);
    }
    await().until(() -> intake.size() == 10);

    try (Socket oneMore = new Socket(InetAddress.getLoopbackAddress(), listener.port())) {
      oneMore.setSoTimeout(10_000);
      assertThat(oneMore.getInputStream().read()).isEqualTo(-1);
    }

    for (int i = 0; i < sockets.length; i++) {
      intake.accept(i);
      assertThat(new String(sockets[i].getInputStream().readNBytes(12), UTF_8))
          .isEqualTo("HTTP/1.1 204");
      sockets[i].close();
    }
    await().until(() -> registry.get("millwright.gateway.connections").gauge().value() == 0);
  }

  private Socket[] idleSockets(int count) throws Exception {
    Socket[] sockets = new Socket[count];
    for (int i = 0; i < count; i++) {
      sockets[i] = new Socket(InetAddress.getLoopbackAddress(), listener.port());
      int open = i + 1;
      await().until(() -> registry.get("millwright.gateway.connections").gauge().value() == open);
    }
    return sockets;
  }

  @Test
  void speaksTls(@TempDir Path directory) throws Exception {
    TestCertificates certificates = TestCertificates.in(directory);
    listener.close();
    listener =
        HttpListener.start(
            // With its usual patience: the first handshake of a process takes its time.
            HttpConfig.defaults().listeningOn("127.0.0.1", 0).withTls(certificates.server()),
            intake,
            access,
            new SimpleMeterRegistry());
    var response =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .sslContext(certificates.anonymousContext())
            .build()
            .sendAsync(
                HttpRequest.newBuilder(URI.create("https://localhost:" + listener.port() + PATH))
                    .POST(HttpRequest.BodyPublishers.ofString("x"))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    await().until(() -> intake.size() == 1);
    intake.accept(0);
    assertThat(answer(response).statusCode()).isEqualTo(204);
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static String readAll(Socket socket) throws IOException {
    socket.setSoTimeout(10_000);
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
  }
}
