package io.millwright.gateway;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millwright.gateway.http.HttpConfig;
import io.millwright.gateway.kafka.EmbeddedKafka;
import io.millwright.gateway.kafka.KafkaExtension;
import io.netty.buffer.AdaptiveByteBufAllocator;
import io.netty.buffer.ByteBufAllocator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Many connections that begin a large message each and never end it, and a good one beside them.
 */
@ExtendWith(KafkaExtension.class)
final class HalfMessagesIT {
  private static final int HOSTILE = 200;
  private static final int HALF = 1_000_000;
  private static final long BUDGET = 64L << 20;

  /**
   * Buffers of reads that are under way, of those about to be freed, and what the allocator rounds
   * up.
   */
  private static final long SLACK = 64L << 20;

  private final EmbeddedKafka kafka;
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

  HalfMessagesIT(EmbeddedKafka kafka) {
    this.kafka = kafka;
  }

  @Test
  @Timeout(60)
  void halfMqttPacketsCannotTakeTheMemoryNorStopAGoodDevice() throws Exception {
    // MQTT 5 CONNECT, and the beginning of a PUBLISH of 1.4 MB.
    String hello =
        "\u0010\u0011\u0000\u0004MQTT\u0005\u0002\u0000\u003c\u0000\u0000\u0004b%03d"
            + "\u0032\u00c0\u00b9\u0055\u0000\u0005topic\u0000\u0001\u0000";
    try (var gateway = gateway();
        var device = new RawMqttDevice(gateway.mqttPort(), "good")) {
      List<Socket> hostile = flood(gateway.mqttPort(), hello, "mqtt", device);

      // The first that came were the first to give way, and were told so: CONNACK, then DISCONNECT.
      assertThat(endOf(hostile.get(0))).startsWith((byte) 0x20).contains(0xE0, 0x97);
      assertThat(
              registry
                  .get("millwright.gateway.connections.ended")
                  .tag("reason", "quota_exceeded")
                  .counter()
                  .count())
          .isGreaterThan(HOSTILE / 2.0);
      close(hostile);
      await().until(() -> held("mqtt") == 0);
    }
  }

  @Test
  @Timeout(60)
  void halfHttpBodiesCannotTakeTheMemoryNorStopAGoodDevice() throws Exception {
    String head =
        "POST /v1/demo/b%d/measurements HTTP/1.1\r\nHost: x\r\nContent-Length: 1400000\r\n\r\n";
    try (var gateway = gateway();
        var device = new HttpDevice(gateway.httpPort())) {
      List<Socket> hostile = flood(gateway.httpPort(), head, "http", device);

      assertThat(new String(endOf(hostile.get(0)), UTF_8))
          .startsWith("HTTP/1.1 503")
          .contains("too many bodies are on their way");
      close(hostile);
      await().until(() -> held("http") == 0);
    }
  }

  private EdgeGateway gateway() {
    return EdgeGateway.start(
        GatewayConfig.local(kafka.direct()).withHttp(HttpConfig.defaults()).withCoap(null),
        registry);
  }

  /** Begins the messages, while the good device sends, now and then a large message too. */
  private List<Socket> flood(int port, String head, String protocol, Device good) throws Exception {
    double most = 0;
    long before = directMemory();
    CompletableFuture<List<Socket>> flood = CompletableFuture.supplyAsync(() -> begin(port, head));
    byte[] large = Arrays.copyOf("{\"values\":{\"n\":2}}".getBytes(UTF_8), HALF);
    Arrays.fill(large, 18, large.length, (byte) ' ');
    int sent = 0;
    do {
      // A large one that begins before the others may be the one that gives way.
      byte[] body =
          sent % 8 == 7 && flood.isDone() ? large : "{\"values\":{\"n\":1}}".getBytes(UTF_8);
      assertThat(good.sendBody("good", body).get(20, TimeUnit.SECONDS).stored()).isTrue();
      sent++;
      most = Math.max(most, held(protocol));
      assertThat(directMemory() - before).isLessThan(BUDGET + SLACK);
    } while (!flood.isDone() || sent < 32 || most < BUDGET * 0.8);
    assertThat(most).isLessThanOrEqualTo(BUDGET);
    return flood.get();
  }

  private List<Socket> begin(int port, String head) {
    byte[] half = new byte[HALF];
    List<Socket> sockets = new ArrayList<>();
    for (int i = 0; i < HOSTILE; i++) {
      try {
        Socket socket = new Socket();
        sockets.add(socket);
        // So that it is not all in the system when it is written: the gateway has begun to read.
        socket.setSendBufferSize(128 * 1024);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        socket.setSoTimeout(10_000);
        socket.getOutputStream().write(head.formatted(i).getBytes(ISO_8859_1));
        socket.getOutputStream().write(half);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return sockets;
  }

  private double held(String protocol) {
    return registry
        .get("millwright.gateway.receiving.bytes")
        .tag("protocol", protocol)
        .gauge()
        .value();
  }

  private static long directMemory() {
    return ((AdaptiveByteBufAllocator) ByteBufAllocator.DEFAULT).metric().usedDirectMemory();
  }

  /** What the gateway has said until it closed the connection, or stopped saying anything. */
  private static byte[] endOf(Socket socket) throws IOException {
    byte[] said = new byte[1_000];
    int count = 0;
    try {
      int read;
      while ((read = socket.getInputStream().read(said, count, said.length - count)) > 0) {
        count += read;
      }
    } catch (SocketException reset) {
      // What was said before arrives or not: the gateway did not read all that was sent to it.
    }
    return Arrays.copyOf(said, count);
  }

  private static void close(List<Socket> sockets) throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
