package io.millwright.gateway.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class LedgerTest {
  private final Ledger ledger = new Ledger(new LedgerConfig(2, Duration.ofSeconds(10)));
  private long serial;

  @Test
  void tellsGapsAndRepetitionsFromDisorder() {
    for (int sequence : new int[] {1, 2, 5, 4, 4, 9}) {
      keep("mqtt:a", sequence, 1_000);
    }

    LedgerReport.Row row = ledger.row("mqtt:a");
    assertThat(row.expected()).isEqualTo(9);
    assertThat(row.missing()).isEqualTo(4);
    assertThat(row.records().duplicate()).isEqualTo(1);
    assertThat(row.readings().duplicate()).isEqualTo(2);
    assertThat(row.restarts()).isZero();
  }

  @Test
  void beginsAnewWhenASourceNumbersItsMessagesFromOneAgain() {
    for (int sequence = 1; sequence <= 100; sequence++) {
      keep("mqtt:a", sequence, sequence * 1_000_000L);
    }
    keep("mqtt:a", 1, 200_000_000L);
    keep("mqtt:a", 2, 201_000_000L);
    keep("mqtt:a", 2, 201_000_000L);

    LedgerReport.Row row = ledger.row("mqtt:a");
    assertThat(row.restarts()).isEqualTo(1);
    assertThat(row.expected()).isEqualTo(102);
    assertThat(row.missing()).isZero();
    assertThat(row.records().duplicate()).isEqualTo(1);
  }

  @Test
  void takesAnOldMessageThatComesAgainForARepetitionAndNotForARestart() {
    for (int sequence = 1; sequence <= 3_000; sequence++) {
      keep("mqtt:a", sequence, sequence * 1_000_000L);
    }
    keep("mqtt:a", 1, 1_000_000L);
    keep("mqtt:a", 2_990, 2_990_000_000L);

    LedgerReport.Row row = ledger.row("mqtt:a");
    assertThat(row.restarts()).isZero();
    assertThat(row.records().duplicate()).isEqualTo(2);
    assertThat(row.missing()).isZero();
  }

  @Test
  void countsAsLateWhatIsOlderThanTheNewestByMoreThanTheBound() {
    keep("mqtt:a", 0, 100_000_000);
    keep("mqtt:a", 0, 90_000_000);
    keep("mqtt:a", 0, 89_999_999);

    assertThat(ledger.row("mqtt:a").records().late()).isEqualTo(1);
  }

  @Test
  void givesFurtherSourcesOneRowTogetherAndStillSumsUp() {
    for (String source : new String[] {"mqtt:a", "coap:b", "mqtt:c", "mqtt:d", "x".repeat(2_000)}) {
      keep(source, 1, 1);
    }

    LedgerReport report = ledger.report();
    assertThat(report.sources())
        .extracting(LedgerReport.Row::source)
        .containsExactly("coap:b", "mqtt:a", Ledger.OTHER);
    assertThat(ledger.row("mqtt:d").records().kept()).isEqualTo(3);
    assertThat(report.total().records().kept()).isEqualTo(5);
    assertThat(report.total().records().duplicate()).isZero();
    assertThat(ledger.readings("mqtt", Account.State.KEPT)).isEqualTo(2);
  }

  @Test
  void keepsItsTwoSumsThroughEveryWayOfARecord() {
    Waybill direct = waybill("mqtt:a", 1, 1, "");
    Waybill stored = waybill("mqtt:a", 2, 2, "syntax");
    Waybill dropped = waybill("mqtt:a", 3, 3, "");
    Waybill failed = waybill("mqtt:a", 4, 4, "");
    Waybill underWay = waybill("mqtt:a", 5, 5, "");
    for (Waybill waybill : new Waybill[] {direct, stored, dropped, failed, underWay}) {
      ledger.received(waybill);
    }
    ledger.keptInKafka(direct);
    ledger.keptInStore(stored);
    ledger.keptInStore(dropped);
    ledger.forwarded(stored);
    ledger.dropped(dropped);
    ledger.failed(failed);

    LedgerReport.Row row = ledger.row("mqtt:a");
    assertThat(row.records()).isEqualTo(new LedgerReport.Figures(5, 3, 2, 0, 1, 1, 0, 0));
    assertThat(row.readings()).isEqualTo(new LedgerReport.Figures(10, 6, 4, 0, 2, 2, 0, 0));
    assertThat(row.records().underWay()).isEqualTo(1);
    assertThat(row.rejected()).isEqualTo(Map.of("syntax", 1L));
  }

  @Test
  void countsOnFromTheHighestNumberWithoutWrapping() {
    keep("mqtt:a", 1, 1);
    keep("mqtt:a", Long.MAX_VALUE, 2);
    keep("mqtt:a", 1, 3);
    keep("mqtt:a", 5, 4);

    LedgerReport.Row row = ledger.row("mqtt:a");
    assertThat(row.expected()).isEqualTo(Long.MAX_VALUE);
    assertThat(row.missing()).isEqualTo(Long.MAX_VALUE - 4);
    keep("coap:b", 1, 1);
    keep("coap:b", 9, 2);
    assertThat(ledger.report().total().expected()).isEqualTo(Long.MAX_VALUE);
    assertThat(ledger.report().total().missing()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void keepsPendingRecordsOfTheSharedRowThereWhenThereIsRoomForMoreRows() throws IOException {
    for (String source : new String[] {"mqtt:a", "mqtt:b", "mqtt:c"}) {
      Waybill waybill = waybill(source, 1, 1, "");
      ledger.received(waybill);
      ledger.keptInStore(waybill);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ledger.writeTo(new DataOutputStream(bytes));
    Ledger larger = new Ledger(new LedgerConfig(20, Duration.ofSeconds(10)));
    larger.readFrom(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));

    long lost =
        larger.reconcile(
            Map.of(
                "mqtt:a", new long[] {1, 2},
                "mqtt:b", new long[] {1, 2},
                "mqtt:c", new long[] {1, 2}));
    larger.received(waybill("mqtt:c", 2, 2, ""));
    larger.forwarded(waybill("mqtt:c", 1, 1, ""));

    assertThat(lost).isZero();
    assertThat(larger.report().sources())
        .allSatisfy(
            row -> {
              assertThat(row.records().dropped()).isZero();
              assertThat(row.records().pending()).isNotNegative();
            });
    assertThat(larger.report().total().records().pending()).isEqualTo(2);
  }

  @Test
  void isTheSameAfterItHasBeenWrittenAndRead() throws IOException {
    for (int i = 0; i < 50; i++) {
      keep("mqtt:" + i % 4, i, i * 1_000_000L);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ledger.writeTo(new DataOutputStream(bytes));
    Ledger copy = new Ledger(new LedgerConfig(2, Duration.ofSeconds(10)));
    copy.readFrom(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));

    assertThat(copy.report().sources()).isEqualTo(ledger.report().sources());
    assertThat(copy.report().total()).isEqualTo(ledger.report().total());
  }

  @Test
  void writesAWaybillThatIsReadAsItWas() {
    Waybill waybill =
        new Waybill(-5, Waybill.firstSerial(7) + 3, "mqtt:prëss", 4, 20, 9, -1, "time");

    assertThat(Waybill.decode(waybill.encode())).isEqualTo(waybill);
    assertThat(waybill.run()).isEqualTo(7);
    assertThat(Waybill.decode(new byte[] {1, 2})).isNull();
    assertThat(Waybill.decode(new byte[] {9})).isNull();
  }

  private void keep(String source, long sequence, long timeMicros) {
    Waybill waybill = waybill(source, sequence, timeMicros, "");
    ledger.received(waybill);
    ledger.keptInKafka(waybill);
  }

  private Waybill waybill(String source, long sequence, long timeMicros, String rejection) {
    return new Waybill(1, ++serial, source, 1, 2, sequence, timeMicros, rejection);
  }
}
