package io.millwright.gateway.intake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millwright.contracts.measurement.Measurements;
import io.millwright.contracts.measurement.MeasurementsSerde;
import io.millwright.contracts.topic.Topics;
import io.millwright.gateway.device.Protocol;
import io.millwright.gateway.device.Sender;
import io.millwright.gateway.discovery.Discoveries;
import io.millwright.gateway.ledger.Ledger;
import io.millwright.gateway.ledger.LedgerConfig;
import io.millwright.gateway.ledger.LedgerReport;
import io.millwright.gateway.ledger.Waybill;
import io.millwright.gateway.publish.Completion;
import io.millwright.gateway.publish.InFlightBudget;
import io.millwright.gateway.publish.Lanes;
import io.millwright.gateway.publish.Outbound;
import io.millwright.gateway.publish.OutboundRecord;
import io.millwright.gateway.quality.ClockSkews;
import io.millwright.gateway.quality.QualityDoor;
import io.millwright.gateway.reading.DeviceMessage;
import io.millwright.gateway.reading.ReadingLimits;
import io.millwright.gateway.reading.Rejection;
import io.millwright.gateway.registry.Registry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The real intake; only Kafka is a list. */
final class MergingBurstTest implements Outbound {
  private static final long NOW_MILLIS = 1_763_683_200_000L;
  private static final Sender SENDER = Sender.trusted("mqtt:press-7");

  private final List<OutboundRecord> records = new ArrayList<>();
  private final List<Completion> completions = new ArrayList<>();
  private final InFlightBudget budget = new InFlightBudget(1_000_000);
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final IntakeMetrics metrics = new IntakeMetrics(meters);
  private final Registry registry = new Registry();
  private final GatewayIntake intake =
      new GatewayIntake(
          ReadingLimits.DEFAULTS,
          new Authorization(registry, new Discoveries(this, Clock.systemUTC(), meters), true),
          new QualityDoor(registry, ReadingLimits.DEFAULTS, new ClockSkews(meters), meters),
          registry,
          Lanes.DEFAULTS,
          this,
          metrics);
  private final Burst burst = intake.burst();

  @Override
  public void write(OutboundRecord record, Completion completion) {
    records.add(record);
    completions.add(completion);
  }

  @Override
  public InFlightBudget budget() {
    return budget;
  }

  @Test
  void messagesThatComeTogetherBecomeOneRecordWithEachReadingsNumber() {
    for (int i = 1; i <= 3; i++) {
      take("pump-1", i, i);
    }
    assertThat(records).isEmpty();
    burst.end();

    assertThat(records).hasSize(1);
    Measurements merged = MeasurementsSerde.decode(records.get(0).value());
    assertThat(merged.size()).isEqualTo(3);
    assertThat(IntStream.range(0, 3).mapToObj(merged::sourceSequence)).containsExactly(1L, 2L, 3L);
    assertThat(IntStream.range(0, 3).mapToObj(merged::value)).containsExactly(1.0, 2.0, 3.0);
    assertThat(metrics.messages()).isEqualTo(3);
    assertThat(metrics.readingsReceived()).isEqualTo(3);
  }

  @Test
  void eachMessageHearsOfTheEndOfTheRecord() {
    Answer first = take("pump-1", 1, 1);
    Answer second = take("pump-1", 2, 2);
    burst.end();
    assertThat(first.heard).isEmpty();

    completions.get(0).completed(null);

    assertThat(first.heard).containsExactly("accepted");
    assertThat(second.heard).containsExactly("accepted");
    assertThat(metrics.readingsAcknowledged()).isEqualTo(2);
  }

  @Test
  void eachMessageHearsThatTheRecordIsNotKept() {
    Answer first = take("pump-1", 1, 1);
    Answer second = take("pump-1", 2, 2);
    burst.end();

    completions.get(0).completed(new IllegalStateException("away"));

    assertThat(first.heard).containsExactly("failed");
    assertThat(second.heard).containsExactly("failed");
    assertThat(metrics.readingsAcknowledged()).isZero();
  }

  @Test
  void aUselessMessageIsRejectedAloneAndTheOthersFlow() {
    take("pump-1", 1, 1);
    Answer useless = new Answer();
    burst.take(message("pump-1", "{\"values\":{\"temp\":null},\"seq\":2}"), useless);
    take("pump-1", 3, 3);
    burst.end();
    completions.forEach(completion -> completion.completed(null));

    assertThat(useless.heard).containsExactly("rejected");
    assertThat(records)
        .extracting(OutboundRecord::topic)
        .containsExactlyInAnyOrder(
            Topics.REJECTED.name(), Topics.MEASUREMENTS.name(), Topics.MEASUREMENTS.name());
  }

  @Test
  void theLedgerCountsTheMessagesOfARecordOneByOne() {
    Ledger ledger = new Ledger(new LedgerConfig(10, Duration.ofMinutes(10)));
    for (int sequence : new int[] {1, 2, 3, 3, 4, 6, 7}) {
      take("pump-1", sequence, sequence);
    }
    burst.end();
    // The client was cut off and sends what it had no answer for again, and then the next.
    for (int sequence : new int[] {6, 7, 8}) {
      take("pump-1", sequence, sequence);
    }
    burst.end();

    assertThat(records.size()).isLessThan(7);
    book(ledger);
    LedgerReport.Row row = ledger.row("mqtt:press-7");
    assertThat(row.records().received()).isEqualTo(10);
    assertThat(row.readings().forwarded()).isEqualTo(10);
    assertThat(row.records().duplicate()).isEqualTo(3);
    assertThat(row.readings().duplicate()).isEqualTo(3);
    assertThat(row.expected()).isEqualTo(8);
    assertThat(row.missing()).isEqualTo(1);
  }

  @Test
  void lateMessagesAreNotHiddenByThoseThatCameWithThem() {
    Ledger ledger = new Ledger(new LedgerConfig(10, Duration.ofMinutes(10)));
    take("pump-1", 1, 7_200);
    take("pump-1", 2, 1);
    take("pump-1", 3, 2);
    take("pump-1", 4, 7_201);
    burst.end();

    book(ledger);
    assertThat(ledger.row("mqtt:press-7").records().late()).isEqualTo(2);
  }

  @Test
  void aBurstKeepsTheOrderOfAnAssetWhenAMessageDoesNotFit() {
    take("pump-1", 1, 1);
    take("pump-2", 2, 2);
    take("pump-1", 3, 3);
    burst.take(
        message("pump-1", "{\"ts\":" + (NOW_MILLIS + 4_000) + ",\"values\":{\"a\":4,\"b\":4}}"),
        new Answer());
    take("pump-1", 5, 5);
    burst.end();

    List<Double> ofPump1 =
        records.stream()
            .map(record -> MeasurementsSerde.decode(record.value()))
            .filter(batch -> batch.asset().asset().value().equals("pump-1"))
            .map(batch -> batch.value(0))
            .toList();
    assertThat(ofPump1).containsExactly(1.0, 3.0, 4.0, 5.0);
  }

  @Test
  void aRecordNeverGrowsOutOfBounds() {
    for (int i = 1; i <= 3 * MergingBurst.MOST_MESSAGES; i++) {
      take("pump-1", i, i);
    }
    burst.end();

    assertThat(records)
        .extracting(OutboundRecord::messages)
        .containsOnly(MergingBurst.MOST_MESSAGES)
        .hasSize(3);
  }

  /** Puts all records into the books, as if Kafka had taken them in this order. */
  private void book(Ledger ledger) {
    for (int i = 0; i < records.size(); i++) {
      Waybill waybill = Waybill.decode(Waybill.of(records.get(i), 1, i).encode());
      assertThat(waybill).isNotNull();
      ledger.received(waybill);
      ledger.keptInKafka(waybill);
    }
  }

  private Answer take(String asset, int sequence, double seconds) {
    Answer answer = new Answer();
    burst.take(
        message(
            asset,
            String.format(
                Locale.ROOT,
                "{\"ts\":%d,\"values\":{\"temp\":%.1f},\"seq\":%d}",
                NOW_MILLIS + (long) (seconds * 1_000),
                seconds,
                sequence)),
        answer);
    return answer;
  }

  private static DeviceMessage message(String asset, String body) {
    return new DeviceMessage(
        Protocol.MQTT,
        SENDER,
        "millwright/v1/demo/" + asset + "/measurements",
        null,
        body.getBytes(UTF_8),
        (NOW_MILLIS + 8_000_000) * 1_000);
  }

  private static final class Answer implements Receipt {
    private final List<String> heard = new ArrayList<>();

    @Override
    public void accepted() {
      heard.add("accepted");
    }

    @Override
    public void rejected(Rejection rejection) {
      heard.add("rejected");
    }

    @Override
    public void failed(Exception cause) {
      heard.add("failed");
    }
  }
}
