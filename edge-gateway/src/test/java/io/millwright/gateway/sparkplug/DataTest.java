package io.millwright.gateway.sparkplug;

import static io.millwright.gateway.sparkplug.HostUnderTest.NOW;
import static io.millwright.gateway.sparkplug.Payloads.byAlias;
import static io.millwright.gateway.sparkplug.Payloads.made;
import static io.millwright.gateway.sparkplug.Payloads.metric;
import static org.assertj.core.api.Assertions.assertThat;

import io.millwright.contracts.measurement.Measurements;
import io.millwright.contracts.topic.Topics;
import io.millwright.gateway.publish.OutboundRecord;
import io.millwright.gateway.reading.Rejection;
import java.util.Date;
import java.util.Random;
import org.eclipse.tahu.message.model.MetricDataType;
import org.eclipse.tahu.message.model.PropertyDataType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class DataTest {
  private final HostUnderTest test = new HostUnderTest();

  @BeforeEach
  void born() {
    test.birth(
        "edge-1",
        0,
        made(metric("load", MetricDataType.Double, 0.5, 1L)),
        made(metric("unaliased", MetricDataType.Int32, 5, null)));
    test.deviceBirth("edge-1/pump-1", 1, made(metric("speed", MetricDataType.Int32, 900, 2L)));
    test.forget();
  }

  @Test
  void findsTheMetricByItsAliasOrItsName() {
    test.data("edge-1", 2, made(byAlias(1, MetricDataType.Double, 0.7)));
    test.data("edge-1/pump-1", 3, made(byAlias(2, MetricDataType.Int32, 950)));
    test.data("edge-1", 4, made(metric("unaliased", MetricDataType.Int32, 6, null)));
    test.data("edge-1", 5, made(metric("load", MetricDataType.Double, 0.8, 1L)));

    assertThat(test.readings())
        .containsExactly(
            "plant-1/edge-1 load=0.7 GOOD",
            "plant-1/pump-1 speed=950.0 GOOD",
            "plant-1/edge-1 unaliased=6.0 GOOD",
            "plant-1/edge-1 load=0.8 GOOD");
    assertThat(test.rebirthsAsked()).isEmpty();
  }

  @Test
  void numbersTheMessagesOfTheEdgeNodeFromItsNbirthOn() {
    for (int i = 2; i < 600; i++) {
      test.data(
          i % 2 == 0 ? "edge-1" : "edge-1/pump-1",
          i % 256,
          i % 2 == 0
              ? made(byAlias(1, MetricDataType.Double, 0.1))
              : made(byAlias(2, MetricDataType.Int32, 1)));
    }
    assertThat(test.measurements()).hasSize(598);
    for (int i = 0; i < 598; i++) {
      assertThat(test.measurements().get(i).sourceSequence()).isEqualTo(i + 3);
    }
    assertThat(test.rebirthsAsked()).isEmpty();
  }

  @Test
  void anUnknownAliasIsNeverGuessedButLeadsToARebirth() {
    HostUnderTest.Answer answer =
        test.data(
            "edge-1",
            2,
            made(byAlias(1, MetricDataType.Double, 0.7)),
            made(byAlias(99, MetricDataType.Double, 1.0)));

    assertThat(answer.kind()).isEqualTo(Rejection.Kind.CONTENT);
    assertThat(answer.reason()).contains("alias 99").contains("rebirth");
    assertThat(test.readings()).isEmpty();
    assertThat(test.rebirthsAsked()).containsExactly("edge-1");
    assertThat(test.published.get(0).topic()).isEqualTo("spBv1.0/plant-1/NCMD/edge-1");
    assertThat(test.published.get(0).qos()).isZero();
    assertThat(test.published.get(0).retain()).isFalse();
  }

  @Test
  void anAliasOfAnotherDeviceIsUnknown() {
    assertThat(test.data("edge-1", 2, made(byAlias(2, MetricDataType.Int32, 1))).reason())
        .contains("alias 2");
    assertThat(test.readings()).isEmpty();
    assertThat(test.rebirthsAsked()).hasSize(1);
  }

  @Test
  void aTypeOrNameThatContradictsTheBirthLeadsToARebirth() {
    HostUnderTest.Answer answer =
        test.send(
            "NDATA",
            "edge-1",
            Payloads.payload(NOW, 2, false, made(byAlias(1, MetricDataType.Int32, 7))));

    assertThat(answer.reason())
        .contains("alias 1 of type Int32")
        .contains("it is 'load' of type Double");
    assertThat(test.data("edge-1", 3, made(metric("x", MetricDataType.Double, 1.0, 1L))).reason())
        .contains("'x' with alias 1");
    assertThat(test.readings()).isEmpty();
    assertThat(test.rebirthsAsked()).containsExactly("edge-1");
  }

  @Test
  void dataOfADeviceThatWasNotBornLeadToARebirth() {
    assertThat(test.data("edge-1/pump-2", 2).reason())
        .contains("device 'pump-2'")
        .contains("no DBIRTH");
    assertThat(test.rebirthsAsked()).containsExactly("edge-1");
  }

  @Test
  void aHistoricalValueIsAReadingButNotTheLastKnownOne() {
    long earlier = NOW - 3_600_000;
    test.data(
        "edge-1",
        2,
        made(
            byAlias(1, MetricDataType.Double, 0.1)
                .timestamp(new Date(earlier))
                .isHistorical(true)));

    assertThat(test.readings()).containsExactly("plant-1/edge-1 load=0.1 GOOD");
    assertThat(test.lastMeasurements().timeMicros(0)).isEqualTo(earlier * 1_000);
    test.forget();
    test.death("edge-1", 0);
    assertThat(test.readings()).contains("plant-1/edge-1 load=0.5 STALE");
  }

  @Test
  void onlyAMessageOfNothingButHistoricalValuesTakesTheLaneOfOldReadings() {
    test.forget();
    test.data("edge-1", 2, made(byAlias(1, MetricDataType.Double, 0.1).isHistorical(true)));
    test.data(
        "edge-1",
        3,
        made(byAlias(1, MetricDataType.Double, 0.2).isHistorical(true)),
        made(byAlias(1, MetricDataType.Double, 0.3)));

    assertThat(test.lanes())
        .extracting(OutboundRecord::topic)
        .containsExactly(Topics.BACKFILL.name(), Topics.MEASUREMENTS.name());
  }

  @Test
  void nullIsNotZero() {
    HostUnderTest.Answer answer =
        test.data("edge-1", 2, made(byAlias(1, MetricDataType.Double, null)));

    assertThat(answer.accepted).isEqualTo(1);
    assertThat(test.readings()).isEmpty();
    assertThat(test.skipped("null")).isEqualTo(1);
    test.death("edge-1", 0);
    assertThat(test.readings()).contains("plant-1/edge-1 load=0.5 STALE");
  }

  @Test
  void theQualityPropertyIsTheReadingsQuality() {
    int seq = 2;
    for (int code : new int[] {0, 192, 500, 77}) {
      test.data(
          "edge-1",
          seq++,
          made(
              byAlias(1, MetricDataType.Double, 0.7)
                  .properties(Payloads.property("Quality", PropertyDataType.Int32, code))));
    }
    assertThat(test.readings())
        .containsExactly(
            "plant-1/edge-1 load=0.7 BAD",
            "plant-1/edge-1 load=0.7 GOOD",
            "plant-1/edge-1 load=0.7 STALE",
            "plant-1/edge-1 load=0.7 UNCERTAIN");
  }

  @Test
  void theTimeIsTheMetricsElseThePayloadsElseThatOfReceipt() {
    test.send(
        "NDATA",
        "edge-1",
        Payloads.payload(
            NOW - 5,
            2,
            true,
            made(byAlias(1, MetricDataType.Double, 0.1).timestamp(new Date(NOW - 7))),
            made(metric("unaliased", MetricDataType.Int32, 1, null))));
    Measurements first = test.lastMeasurements();
    assertThat(first.timeMicros(0)).isEqualTo((NOW - 7) * 1_000);
    assertThat(first.timeMicros(1)).isEqualTo((NOW - 5) * 1_000);

    test.send(
        "NDATA",
        "edge-1",
        Payloads.payload(0, 3, true, made(byAlias(1, MetricDataType.Double, 0.1))));
    assertThat(test.lastMeasurements().timeMicros(0)).isEqualTo(NOW * 1_000);
  }

  @Test
  void aTimeThatCannotBeRightIsRejectedButTheOrderGoesOn() {
    assertThat(
            test.send(
                    "NDATA",
                    "edge-1",
                    Payloads.payload(
                        NOW * 1_000, 2, true, made(byAlias(1, MetricDataType.Double, 0.1))))
                .kind())
        .isEqualTo(Rejection.Kind.TIME);
    test.data("edge-1", 3, made(byAlias(1, MetricDataType.Double, 0.2)));
    assertThat(test.readings()).containsExactly("plant-1/edge-1 load=0.2 GOOD");
    assertThat(test.rebirthsAsked()).isEmpty();
  }

  @Test
  void dataWithoutSeqAreRejected() {
    assertThat(test.data("edge-1", -1).reason()).contains("has no seq of 0 to 255");
    assertThat(test.data("edge-1", 256).reason()).contains("has no seq of 0 to 255");
  }

  @Test
  void garbageIsAnsweredOnceAndHurtsNobody() {
    Random random = new Random(17);
    byte[] right =
        Payloads.payload(NOW, 2, false, made(metric("load", MetricDataType.Double, 0.5, 1L)));
    String[] types = {"NBIRTH", "NDATA", "NDEATH", "DBIRTH", "DDATA", "DDEATH"};
    for (int i = 0; i < 30_000; i++) {
      byte[] body = right.clone();
      for (int flips = random.nextInt(6); flips >= 0; flips--) {
        body[random.nextInt(body.length)] = (byte) random.nextInt();
      }
      String type = types[random.nextInt(types.length)];
      test.send(type, type.startsWith("D") ? "edge-9/d" : "edge-9", body);
    }
    test.pass(java.time.Duration.ofMinutes(10));
    assertThat(test.answers).allMatch(answer -> answer.times() == 1);
    assertThat(test.gauge("held.bytes")).isZero();
    test.data("edge-1", 2, made(byAlias(1, MetricDataType.Double, 0.7)));
    assertThat(test.readings()).contains("plant-1/edge-1 load=0.7 GOOD");
  }
}
