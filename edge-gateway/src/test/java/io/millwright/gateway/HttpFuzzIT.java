package io.millwright.gateway;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millwright.gateway.fuzz.HttpStreams;
import io.millwright.gateway.fuzz.Mutator;
import io.millwright.gateway.fuzz.NettyLeaks;
import io.millwright.gateway.http.HttpConfig;
import io.millwright.gateway.kafka.EmbeddedKafka;
import io.millwright.gateway.kafka.KafkaExtension;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A good HTTP client beside requests that are none. */
@ExtendWith(KafkaExtension.class)
final class HttpFuzzIT {
  private static final int TRIES = 1_000;
  private final EmbeddedKafka kafka;

  HttpFuzzIT(EmbeddedKafka kafka) {
    this.kafka = kafka;
  }

  private EdgeGateway gateway() {
    return EdgeGateway.start(
        GatewayConfig.local(kafka.direct())
            .withMqtt(null)
            .withCoap(null)
            .withHttp(HttpConfig.defaults()),
        new SimpleMeterRegistry());
  }

  @Test
  void aGoodClientIsAnsweredBesideDamagedRequestsAndNoBufferIsLost() throws Exception {
    try (NettyLeaks leaks = NettyLeaks.watch()) {
      try (var gateway = gateway();
          var device = new HttpDevice(gateway.httpPort())) {
        CompletableFuture<Integer> attack =
            CompletableFuture.supplyAsync(() -> attack(gateway.httpPort()));
        int sent = 0;
        do {
          assertThat(device.send("good", 1_763_683_200_000L + sent, sent).get(30, TimeUnit.SECONDS))
              .isEqualTo(new Device.Answer(true, ""));
          sent++;
        } while (!attack.isDone());
        assertThat(attack.get()).isPositive();
      }
      leaks.assertNone();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "POST /v1/demo/a/measurements HTTP/9.9\r\n\r\n",
        "POST\r\n\r\n",
        "\u0000\u0001\u0002\r\n\r\n",
        "POST /v1/demo/%/measurements HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}",
        "POST /v1/demo/a/measurements HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
        "POST /v1/demo/a/measurements HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n",
        "POST /v1/demo/a/measurements HTTP/1.1\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
        "POST /v1/demo/a/measurements HTTP/1.1\r\nContent-Length: 999999999\r\n\r\n{}",
        "POST /v1/demo/a/measurements HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n{}\r\n",
        "POST /v1/demo/a/measurements HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
            + "ffffffffffffffff\r\n{}\r\n",
        "POST /v1/demo/a/measurements HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n-2\r\n{}\r\n",
        "POST /v1/demo/a/measurements HTTP/1.1\r\nA b: c\r\n d\u0000\r\n\r\n"
      })
  void aRequestThatIsNoneHearsWhy(String request) throws Exception {
    try (var gateway = gateway();
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), gateway.httpPort())) {
      socket.setSoTimeout(3_000);
      socket.getOutputStream().write(latin(request));

      String answer = new String(socket.getInputStream().readNBytes(20), UTF_8);
      answer +=
          new String(
              socket.getInputStream().readNBytes(socket.getInputStream().available()), UTF_8);

      assertThat(answer).startsWith("HTTP/1.1 4").contains("\"detail\":\"");
    }
  }

  /** Returns how many answers said what was wrong. */
  private static int attack(int port) {
    Mutator mutator = new Mutator(5, HttpStreams.all());
    int reasons = 0;
    for (int i = 0; i < TRIES; i++) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        // The end of what is sent ends the connection: longer than this is a stall.
        socket.setSoTimeout(20_000);
        socket.getOutputStream().write(mutator.next());
        socket.shutdownOutput();
        String answer = new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        if (!answer.isEmpty()) {
          assertThat(answer).startsWith("HTTP/1.");
          reasons += answer.contains("\"detail\":\"") ? 1 : 0;
        }
      } catch (SocketTimeoutException e) {
        throw new UncheckedIOException("the gateway does not end a connection", e);
      } catch (SocketException hungUp) {
        // In the middle of a damaged request that is the gateway's right.
        continue;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return reasons;
  }

  private static byte[] latin(String text) {
    return text.getBytes(ISO_8859_1);
  }
}
