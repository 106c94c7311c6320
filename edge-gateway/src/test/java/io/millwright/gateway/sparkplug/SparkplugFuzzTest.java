package io.millwright.gateway.sparkplug;

import static io.millwright.gateway.sparkplug.Payloads.made;
import static io.millwright.gateway.sparkplug.Payloads.metric;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import io.millwright.contracts.measurement.Measurements;
import io.millwright.gateway.fuzz.Mutator;
import io.millwright.gateway.fuzz.Rounds;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.eclipse.tahu.message.model.MetricDataType;
import org.eclipse.tahu.protobuf.SparkplugBProto.Payload;
import org.junit.jupiter.api.Test;

/**
 * Whatever an edge node sends: each message is answered once, with readings that keep the rules or
 * with a reason, and the node beside it goes on.
 */
final class SparkplugFuzzTest {
  private static final int TRIES = Rounds.tries(20_000);
  private static final int MAX_METRICS = 40;
  private static final List<String> TYPES =
      List.of("NBIRTH", "NBIRTH", "NDATA", "NDATA", "DBIRTH", "DDATA", "DDATA", "NDEATH", "DDEATH");

  /** What a payload of some kilobytes may cost on its way. */
  private static final long MOST_ALLOCATED = 16L << 20;

  private final SparkplugConfig defaults = SparkplugConfig.defaults();
  private final HostUnderTest host =
      new HostUnderTest(
          new SparkplugConfig(
              defaults.hostId(),
              defaults.tenant(),
              defaults.nodeAsset(),
              defaults.deviceAsset(),
              defaults.reorderTimeout(),
              defaults.rebirthInterval(),
              defaults.rebirthsPerSecond(),
              4,
              MAX_METRICS,
              3 * MAX_METRICS,
              100_000,
              100));
  private final SplittableRandom random = new SplittableRandom(20_261_121);
  private final com.sun.management.ThreadMXBean thread =
      (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
  private int accepted;
  private int rejected;
  private int goodSeq;

  @Test
  void damagedPayloadsAreAnsweredOnceAndDoNotStopTheNodeBeside() throws Exception {
    Mutator mutator = new Mutator(1, goodPayloads());
    survives(seq -> mutator.next());
  }

  @Test
  void payloadsWithHostileContentsAreAnsweredOnceAndDoNotStopTheNodeBeside() throws Exception {
    HostilePayloads payloads = new HostilePayloads(2, MAX_METRICS, HostUnderTest.NOW);
    survives(seq -> payloads.next(random.nextBoolean(), seq).toByteArray());
  }

  @Test
  void hostileContentsWithDamageAreAnsweredOnceAndDoNotStopTheNodeBeside() throws Exception {
    HostilePayloads payloads = new HostilePayloads(3, MAX_METRICS, HostUnderTest.NOW);
    List<byte[]> corpus = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      corpus.add(payloads.next(i % 3 == 0, i % 256).toByteArray());
    }
    Mutator mutator = new Mutator(4, corpus);
    survives(seq -> mutator.next());
  }

  private interface Source {
    byte[] next(long seq);
  }

  private void survives(Source source) throws Exception {
    assertThat(host.birth("good", 0, made(metric("n", MetricDataType.Double, 0.0, 1L))).accepted)
        .isEqualTo(1);
    int[] seqs = new int[3];
    Rounds.of(
        TRIES,
        i -> {
          int node = random.nextInt(seqs.length);
          String type = TYPES.get(random.nextInt(TYPES.size()));
          // Mostly the number that is due, so that messages are used and not only held.
          seqs[node] = type.equals("NBIRTH") ? 0 : (seqs[node] + 1) % 256;
          byte[] payload = source.next(seqs[node]);
          send(type, "bad-" + node + (type.startsWith("D") ? "/dev" : ""), payload);
          if (i % 50 == 49) {
            goodNodeGoesOn();
          }
        });
    host.host.close();
    settle();
    assertThat(accepted).isGreaterThan(TRIES / 100);
    assertThat(rejected).isGreaterThan(TRIES / 100);
    assertThat(host.gauge("nodes")).isZero();
    assertThat(host.gauge("metrics")).isZero();
    assertThat(host.gauge("held.bytes")).isZero();
  }

  private void send(String type, String rest, byte[] payload) {
    long before = thread.getCurrentThreadAllocatedBytes();
    host.send(type, rest, payload);
    assertThat(thread.getCurrentThreadAllocatedBytes() - before)
        .as(() -> HexFormat.of().formatHex(payload))
        .isLessThan(MOST_ALLOCATED);
  }

  private void goodNodeGoesOn() {
    // Longer than anything waits for order.
    host.pass(Duration.ofSeconds(6));
    settle();
    goodSeq = (goodSeq + 1) % 256;
    double value = goodSeq;
    HostUnderTest.Answer answer =
        host.data("good", goodSeq, made(Payloads.byAlias(1, MetricDataType.Double, value)));
    assertThat(answer.accepted).isEqualTo(1);
    assertThat(host.readings()).containsExactly(HostUnderTest.GROUP + "/good n=" + value + " GOOD");
    host.forget();
    host.answers.clear();
  }

  /** Everything that was sent has its answer, and what was kept keeps the rules. */
  private void settle() {
    for (HostUnderTest.Answer answer : host.answers) {
      assertThat(answer.times()).isEqualTo(1);
      assertThat(answer.failed).isZero();
      accepted += answer.accepted;
      if (answer.accepted == 0) {
        rejected++;
        assertThat(answer.reason()).isNotBlank();
        assertThat(answer.reason().length()).isLessThan(3_000);
      }
    }
    for (Measurements batch : host.measurements()) {
      for (int i = 0; i < batch.size(); i++) {
        assertThat(batch.value(i)).isFinite();
        assertThat(batch.timeMicros(i)).isBetween(0L, HostUnderTest.NOW * 2_000);
      }
    }
    assertThat(host.gauge("nodes")).isLessThanOrEqualTo(4);
    assertThat(host.gauge("metrics")).isLessThanOrEqualTo(3 * MAX_METRICS);
    assertThat(host.gauge("held.bytes")).isLessThanOrEqualTo(100_000);
    host.forget();
    host.answers.clear();
  }

  private static List<byte[]> goodPayloads() throws InvalidProtocolBufferException {
    byte[] birth =
        Payloads.payload(
            HostUnderTest.NOW,
            0,
            false,
            Payloads.bdSeq(1),
            made(metric("temp", MetricDataType.Double, 21.5, 1L)),
            made(metric("count", MetricDataType.UInt64, java.math.BigInteger.TEN, 2L)),
            made(metric("on", MetricDataType.Boolean, true, 3L)));
    byte[] data =
        Payloads.payload(
            HostUnderTest.NOW,
            1,
            true,
            made(Payloads.byAlias(1, MetricDataType.Double, 22.5)),
            made(Payloads.byAlias(3, MetricDataType.Boolean, false)));
    byte[] death =
        Payload.parseFrom(Payloads.payload(HostUnderTest.NOW, -1, false, Payloads.bdSeq(1)))
            .toByteArray();
    return List.of(birth, data, death, birth, data);
  }
}
