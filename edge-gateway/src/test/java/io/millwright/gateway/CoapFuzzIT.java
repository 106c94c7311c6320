package io.millwright.gateway;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millwright.gateway.coap.CoapConfig;
import io.millwright.gateway.fuzz.CoapDatagrams;
import io.millwright.gateway.fuzz.Mutator;
import io.millwright.gateway.fuzz.Rounds;
import io.millwright.gateway.kafka.EmbeddedKafka;
import io.millwright.gateway.kafka.KafkaExtension;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A good CoAP device beside peers that send what no device should. */
@ExtendWith(KafkaExtension.class)
final class CoapFuzzIT {
  private static final int TRIES = Rounds.tries(15_000);

  /** After so many the sender is another peer. */
  private static final int OF_A_PEER = 500;

  /** After so many the sender waits for the gateway, which would lose them otherwise. */
  private static final int AT_A_TIME = 20;

  private final EmbeddedKafka kafka;

  CoapFuzzIT(EmbeddedKafka kafka) {
    this.kafka = kafka;
  }

  @Test
  void aGoodDeviceIsAnsweredBesideHostileSequences() throws Exception {
    CoapDatagrams datagrams = new CoapDatagrams(1);
    survives(datagrams::next);
  }

  @Test
  void aGoodDeviceIsAnsweredBesideDamagedDatagrams() throws Exception {
    CoapDatagrams datagrams = new CoapDatagrams(2);
    List<byte[]> corpus = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      corpus.add(datagrams.next());
    }
    Mutator mutator = new Mutator(3, corpus);
    survives(mutator::next);
  }

  @Test
  void aDatagramThatIsWellFormedAndCannotBeIsAnsweredWithTheReason() throws Exception {
    try (var gateway = gateway();
        DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      socket.setSoTimeout(5_000);
      assertThat(badRequest(socket, gateway.coapPort(), CoapDatagrams.blockOf16BytesWith(40)))
          .contains("Message with 40 bytes payload exceeds the blocksize of 16 bytes");
      assertThat(badRequest(socket, gateway.coapPort(), CoapDatagrams.withPathOf(33)))
          .contains("Message has 33 options: at most 32 are taken");
    }
  }

  private static String badRequest(DatagramSocket socket, int port, byte[] request)
      throws IOException {
    send(socket, port, request, request.length);
    DatagramPacket answer = new DatagramPacket(new byte[200], 200);
    socket.receive(answer);
    // An acknowledgement with 4.00.
    assertThat(Arrays.copyOf(answer.getData(), 2)).isEqualTo(new byte[] {0x60, (byte) 0x80});
    return new String(answer.getData(), 0, answer.getLength(), ISO_8859_1);
  }

  private EdgeGateway gateway() {
    return EdgeGateway.start(
        GatewayConfig.local(kafka.direct()).withMqtt(null).withCoap(CoapConfig.defaults()),
        new SimpleMeterRegistry());
  }

  private void survives(Supplier<byte[]> hostile) throws Exception {
    try (var gateway = gateway();
        var device = new CoapDevice(gateway.coapPort(), 50)) {
      CompletableFuture<Integer> attack =
          CompletableFuture.supplyAsync(() -> attack(gateway.coapPort(), hostile));
      int sent = 0;
      do {
        assertThat(device.send("good", 1_763_683_200_000L + sent, sent).get(30, TimeUnit.SECONDS))
            .isEqualTo(new Device.Answer(true, ""));
        sent++;
      } while (!attack.isDone());
      // Those to which there is an answer are answered.
      assertThat(attack.get()).isGreaterThan(TRIES / 10);
      assertThat(gateway.counters().messagesRejected()).isPositive();
    }
  }

  /** Returns how many answers there were. */
  private static int attack(int port, Supplier<byte[]> hostile) {
    int answers = 0;
    try {
      for (int begun = 0; begun < TRIES; begun += OF_A_PEER) {
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
          socket.setSoTimeout(1_000);
          for (int i = 1; i <= Math.min(OF_A_PEER, TRIES - begun); i++) {
            byte[] bytes = hostile.get();
            send(socket, port, bytes, Math.min(bytes.length, 1_400));
            if (i % AT_A_TIME == 0) {
              answers += answersUntilPong(socket, port, i);
            }
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return answers;
  }

  private static int answersUntilPong(DatagramSocket socket, int port, int number)
      throws IOException {
    byte[] buffer = new byte[2_000];
    int answers = 0;
    for (int attempt = 0; attempt < 20; attempt++) {
      // No message has this id: those of the generator do, but rarely, and then the next serves.
      byte[] ping = CoapDatagrams.ping(number * 20 + attempt);
      send(socket, port, ping, ping.length);
      try {
        while (true) {
          DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
          socket.receive(packet);
          if (packet.getLength() == 4
              && buffer[0] == 0x70
              && buffer[2] == ping[2]
              && buffer[3] == ping[3]) {
            return answers;
          }
          answers++;
        }
      } catch (SocketTimeoutException lost) {
        // A datagram more or less.
        continue;
      }
    }
    throw new AssertionError("the gateway does not answer any more");
  }

  private static void send(DatagramSocket socket, int port, byte[] bytes, int length)
      throws IOException {
    socket.send(new DatagramPacket(bytes, length, InetAddress.getLoopbackAddress(), port));
  }
}
