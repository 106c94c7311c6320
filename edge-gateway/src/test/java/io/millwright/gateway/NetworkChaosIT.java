package io.millwright.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millwright.contracts.measurement.Measurements;
import io.millwright.contracts.topic.Topics;
import io.millwright.gateway.coap.CoapConfig;
import io.millwright.gateway.kafka.EmbeddedKafka;
import io.millwright.gateway.kafka.KafkaExtension;
import io.millwright.gateway.kafka.TcpProxy;
import io.millwright.gateway.kafka.TcpProxy.Direction;
import io.millwright.gateway.kafka.TopicReader;
import io.millwright.gateway.ledger.LedgerReport;
import io.millwright.gateway.ledger.Waybill;
import io.millwright.gateway.publish.KafkaWriter;
import io.millwright.gateway.store.Store;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Both networks of the gateway, to its devices and to Kafka, break, stall, lose and come back at
 * random. The devices know what they have sent and what was acknowledged; Kafka and the ledger must
 * agree with them. {@code -Dmillwright.chaos.messages=100000} for a soak.
 */
@ExtendWith(KafkaExtension.class)
final class NetworkChaosIT {
  private static final int MESSAGES = Integer.getInteger("millwright.chaos.messages", 5_000);
  private static final int COAP_MESSAGES = MESSAGES / 100;
  private static final int COAP_WINDOW = 20;
  private static final int READINGS = 2;
  private static final long FIRST_MILLIS = 1_763_683_200_000L;
  private static final long HOUR_MILLIS = 3_600_000;

  private final EmbeddedKafka kafka;

  @TempDir Path directory;

  NetworkChaosIT(EmbeddedKafka kafka) {
    this.kafka = kafka;
  }

  @AfterEach
  void passAgain() {
    kafka.network().pass();
  }

  @Test
  void losesNothingAcknowledgedAndCountsEveryReadingWhateverBothNetworksDo() throws Exception {
    GatewayConfig config =
        GatewayConfig.local(kafka.throughNetwork())
            .withCoap(CoapConfig.defaults())
            .withStore(GatewayProcess.store(directory.toString()));
    Map<String, LedgerReport.Row> books = new HashMap<>();
    Map<String, Arrived> arrived = new HashMap<>();
    List<PersistentMqttDevice> devices = new ArrayList<>();
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    try (var gateway = EdgeGateway.start(config, registry);
        var measurements = new TopicReader<>(kafka.direct(), Topics.MEASUREMENTS);
        var rejected = new TopicReader<>(kafka.direct(), Topics.REJECTED);
        var tcp = TcpProxy.to(gateway.mqttPort());
        var udp = new UdpNat(gateway.coapPort())) {
      CountDownLatch allSent = new CountDownLatch(1);
      Chaos chaos = new Chaos(tcp, kafka.network(), new Random(20_261_121));
      Random datagrams = new Random(7);
      udp.copies(() -> List.of(0, 1, 1, 1, 1, 1, 2, 2).get(datagrams.nextInt(8)));
      CompletableFuture<Integer> faults =
          CompletableFuture.supplyAsync(() -> chaos.untilAllIsSent(allSent));

      List<CompletableFuture<Void>> running = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        PersistentMqttDevice device =
            new PersistentMqttDevice(
                tcp.port(), "chaos-" + i, i < 2 ? 1 : 2, MESSAGES, NetworkChaosIT::body);
        devices.add(device);
        running.add(onThread(device::run));
      }
      running.add(onThread(() -> sendByCoap(udp.port())));
      for (CompletableFuture<Void> device : running) {
        device.get(20 + MESSAGES / 50, TimeUnit.SECONDS);
      }
      allSent.countDown();
      // Without these it was no chaos.
      int disturbed = faults.get(30, TimeUnit.SECONDS);
      assertThat(disturbed).isGreaterThan(20);
      assertThat(devices).allMatch(device -> device.connections() > 3);
      assertThat(registry.get("millwright.gateway.store.spilled").functionCounter().count())
          .isPositive();

      await()
          .atMost(Duration.ofSeconds(60))
          .until(
              () -> {
                LedgerReport.Figures records = gateway.ledger().total().records();
                return records.pending() == 0 && records.underWay() == 0;
              });
      gateway.ledger().sources().forEach(row -> books.put(row.source(), row));
      measurements.records().forEach(record -> arrivedOf(arrived, record).add(record.value()));
      rejected.records().forEach(record -> arrivedOf(arrived, record));
      LedgerReport.Figures total = gateway.ledger().total().records();
      System.out.printf(
          "%d faults, %d connections: %d messages kept, %d of them repeated; %d records in Kafka%n",
          disturbed,
          devices.stream().mapToInt(PersistentMqttDevice::connections).sum(),
          total.kept(),
          total.duplicate(),
          measurements.records().size() + rejected.records().size());
    }

    for (int i = 0; i < 4; i++) {
      String source = "mqtt:chaos-" + i;
      assertThat(devices.get(i).acknowledged()).isEqualTo(numbers(MESSAGES));
      assertAgree(arrived.get(source), books.get(source), MESSAGES, true);
      if (i >= 2) {
        assertOnceAtTheDoor(books.get(source));
      }
    }
    assertAgree(arrived.get("coap:127.0.0.1"), books.get("coap:127.0.0.1"), COAP_MESSAGES, false);
    // The books outlive the gateway.
    assertThat(Store.lastReport(directory).orElseThrow().sources())
        .containsExactlyInAnyOrderElementsOf(books.values());
  }

  /** What Kafka has of a source against what the device has sent and what the ledger says. */
  private static void assertAgree(
      @Nullable Arrived arrived, LedgerReport.@Nullable Row row, int messages, boolean withBad) {
    assertThat(arrived).isNotNull();
    assertThat(row).isNotNull();
    Set<String> sent =
        IntStream.rangeClosed(1, messages)
            .filter(number -> !withBad || !isBad(number))
            .mapToObj(number -> identity(millis(number), sequence(number, withBad), number))
            .collect(toCollection(TreeSet::new));
    assertThat(arrived.identities).isEqualTo(sent);
    long good = sent.size();
    LedgerReport.Figures records = row.records();
    LedgerReport.Figures readings = row.readings();
    assertThat(row.expected()).isEqualTo(good);
    assertThat(row.missing()).isZero();
    assertThat(row.restarts()).isZero();
    // A record may be in Kafka twice, from the producer and from the store, but it has one number.
    assertThat(records.kept()).isEqualTo(sum(arrived.messages));
    assertThat(row.rejected().values().stream().mapToLong(count -> count).sum())
        .isEqualTo(sum(arrived.messages) - sum(arrived.good));
    assertThat(readings.kept()).isEqualTo(READINGS * sum(arrived.good));
    assertThat(readings.kept() - readings.duplicate()).isEqualTo(READINGS * good);
    assertThat(readings.late()).isEqualTo(READINGS * sum(arrived.late));
    for (LedgerReport.Figures figures : List.of(records, readings)) {
      assertThat(figures.received()).isEqualTo(figures.kept() + figures.failed());
      assertThat(figures.forwarded()).isEqualTo(figures.kept());
      assertThat(figures.dropped()).isZero();
      assertThat(figures.failed()).isZero();
    }
  }

  /** With QoS 2 the session knows what it has, so that all figures are those of the device. */
  private static void assertOnceAtTheDoor(LedgerReport.@Nullable Row row) {
    assertThat(row).isNotNull();
    long bad = numbers(MESSAGES).stream().filter(NetworkChaosIT::isBad).count();
    long late = numbers(MESSAGES).stream().filter(NetworkChaosIT::isLate).count();
    long good = MESSAGES - bad;
    assertThat(row.records())
        .isEqualTo(new LedgerReport.Figures(MESSAGES, MESSAGES, MESSAGES, 0, 0, 0, 0, late));
    assertThat(row.readings())
        .isEqualTo(
            new LedgerReport.Figures(
                READINGS * good, READINGS * good, READINGS * good, 0, 0, 0, 0, READINGS * late));
    assertThat(row.rejected()).isEqualTo(Map.of("content", bad));
  }

  private static long sum(Map<Long, Integer> counts) {
    return counts.values().stream().mapToLong(count -> count).sum();
  }

  /**
   * What is in Kafka of one source: how many messages each record holds, by the number that the
   * gateway gave it.
   */
  private static final class Arrived {
    private final Map<Long, Integer> messages = new TreeMap<>();
    private final Map<Long, Integer> good = new TreeMap<>();
    private final Map<Long, Integer> late = new TreeMap<>();
    private final Set<String> identities = new TreeSet<>();
    private long serial;

    private void add(Measurements batch) {
      int count = batch.size() / READINGS;
      assertThat(messages).containsEntry(serial, count);
      good.put(serial, count);
      int lateOnes = 0;
      for (int i = 0; i < batch.size(); i += READINGS) {
        long millis = batch.timeMicros(i) / 1_000;
        lateOnes += millis < FIRST_MILLIS ? 1 : 0;
        assertThat(batch.value(i + 1)).isEqualTo(-batch.value(i));
        identities.add(identity(millis, batch.sourceSequence(i), Math.round(batch.value(i))));
      }
      late.put(serial, lateOnes);
    }
  }

  private static Arrived arrivedOf(Map<String, Arrived> arrived, ConsumerRecord<?, ?> record) {
    Waybill waybill = Waybill.decode(record.headers().lastHeader(KafkaWriter.LABEL).value());
    if (waybill == null) {
      throw new IllegalStateException("a record without a waybill: " + record);
    }
    Arrived ofSource = arrived.computeIfAbsent(waybill.source(), source -> new Arrived());
    ofSource.serial = waybill.serial();
    ofSource.messages.put(waybill.serial(), waybill.messages());
    return ofSource;
  }

  /** What repetitions are known by further on, and the value. */
  private static String identity(long millis, long sequence, long value) {
    return millis + " " + sequence + " " + value;
  }

  private static Set<Integer> numbers(int last) {
    return IntStream.rangeClosed(1, last).boxed().collect(toCollection(TreeSet::new));
  }

  private static boolean isBad(int number) {
    return number % 50 == 25;
  }

  private static boolean isLate(int number) {
    return number % 40 == 20 && number > 40;
  }

  private static long millis(int number) {
    return FIRST_MILLIS + number - (isLate(number) ? HOUR_MILLIS : 0);
  }

  /** Only good messages have one. */
  private static long sequence(int number, boolean withBad) {
    return withBad ? number - (number + 25) / 50 : number;
  }

  private static byte[] body(int number) {
    return isBad(number)
        ? "{\"values\":{\"n\":\"x\"}}".getBytes(UTF_8)
        : body(number, sequence(number, true));
  }

  private static byte[] body(int number, long sequence) {
    return "{\"ts\":%d,\"values\":{\"n\":%d,\"m\":%d},\"seq\":%d}"
        .formatted(millis(number), number, -number, sequence)
        .getBytes(UTF_8);
  }

  private static CompletableFuture<Void> onThread(Runnable device) {
    return CompletableFuture.runAsync(
        device,
        task -> {
          Thread thread = new Thread(task, "chaos-device");
          thread.setDaemon(true);
          thread.start();
        });
  }

  /** Its datagrams are lost and doubled; what has no answer in the end is sent as a new request. */
  private static void sendByCoap(int port) {
    try (CoapDevice device = CoapDevice.impatient(port)) {
      for (int first = 1; first <= COAP_MESSAGES; first += COAP_WINDOW) {
        Set<Integer> left =
            IntStream.rangeClosed(first, Math.min(first + COAP_WINDOW - 1, COAP_MESSAGES))
                .boxed()
                .collect(toCollection(TreeSet::new));
        while (!left.isEmpty()) {
          Map<Integer, CompletableFuture<Device.Answer>> sent = new HashMap<>();
          left.forEach(
              number -> sent.put(number, device.sendBody("chaos-coap", body(number, number))));
          sent.forEach(
              (number, answer) -> {
                if (isStored(answer)) {
                  left.remove(number);
                }
              });
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isStored(CompletableFuture<Device.Answer> answer) {
    try {
      return answer.get(15, TimeUnit.SECONDS).stored();
    } catch (ExecutionException | TimeoutException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** What happens to the two networks over TCP. */
  private record Chaos(TcpProxy devices, TcpProxy kafka, Random random) {
    /** Returns how many faults there were. */
    int untilAllIsSent(CountDownLatch allSent) {
      int faults = 0;
      try {
        while (!allSent.await(20 + random.nextInt(130), TimeUnit.MILLISECONDS)) {
          faults++;
          TcpProxy network = random.nextBoolean() ? devices : kafka;
          Direction direction = random.nextBoolean() ? Direction.TO_TARGET : Direction.TO_CLIENT;
          // Beyond the patience of the gateway with Kafka, which is 300 ms here.
          int millis = 1 + random.nextInt(700);
          switch (random.nextInt(5)) {
            case 0 -> network.cut();
            case 1 -> network.tear(direction);
            case 2 -> {
              // What one side has sent never arrives, or its answer does not.
              network.hold(direction);
              allSent.await(millis, TimeUnit.MILLISECONDS);
              network.cut();
            }
            case 3 -> {
              network.hold();
              allSent.await(millis, TimeUnit.MILLISECONDS);
            }
            default -> {
              network.delay(Duration.ofMillis(1 + millis / 20));
              allSent.await(millis, TimeUnit.MILLISECONDS);
            }
          }
          Stream.of(devices, kafka).filter(any -> random.nextInt(3) > 0).forEach(TcpProxy::pass);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } finally {
        devices.pass();
        kafka.pass();
      }
      return faults;
    }
  }
}
