package io.millwright.gateway.sparkplug;

import static io.millwright.gateway.sparkplug.HostUnderTest.NOW;
import static io.millwright.gateway.sparkplug.Payloads.made;
import static io.millwright.gateway.sparkplug.Payloads.metric;
import static org.assertj.core.api.Assertions.assertThat;

import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.measurement.Measurements;
import io.millwright.contracts.measurement.Quality;
import io.millwright.contracts.measurement.QualityReason;
import io.millwright.contracts.wire.AssetEvent;
import io.millwright.gateway.device.Permissions;
import io.millwright.gateway.reading.Rejection;
import java.time.Duration;
import java.util.Date;
import org.eclipse.tahu.message.model.Metric;
import org.eclipse.tahu.message.model.MetricDataType;
import org.eclipse.tahu.message.model.PropertyDataType;
import org.eclipse.tahu.protobuf.SparkplugBProto.Payload;
import org.junit.jupiter.api.Test;

final class BirthTest {
  private final HostUnderTest test = new HostUnderTest();

  private static Metric temperature(Object value) {
    return made(
        metric("Motor/Temp DE", MetricDataType.Double, value, 1L)
            .properties(Payloads.property("engUnit", PropertyDataType.String, "Cel"))
            .timestamp(new Date(NOW - 10)));
  }

  @Test
  void anNbirthIsInitialReadingsAndAnEventThatNamesThePointsAndTheirUnits() {
    HostUnderTest.Answer answer =
        test.birth(
            "edge-1",
            3,
            temperature(71.5),
            made(metric("running", MetricDataType.Boolean, true, 2L)),
            made(metric("Node Control/Rebirth", MetricDataType.Boolean, false, null)));

    assertThat(answer.accepted).isEqualTo(1);
    assertThat(test.readings())
        .containsExactly(
            "plant-1/edge-1 Motor:Temp_DE=71.5 GOOD", "plant-1/edge-1 running=1.0 GOOD");
    assertThat(test.lastMeasurements().source()).isEqualTo("sparkplug:plant-1/edge-1");
    assertThat(test.lastMeasurements().timeMicros(0)).isEqualTo((NOW - 10) * 1_000);
    assertThat(test.lastMeasurements().timeMicros(1)).isEqualTo(NOW * 1_000);
    AssetEvent birth = test.events().get(0);
    assertThat(birth.getKind()).isEqualTo(AssetEvent.Kind.BIRTH);
    assertThat(birth.getTimeMicros()).isEqualTo(NOW * 1_000);
    assertThat(birth.getSource()).isEqualTo("sparkplug:plant-1/edge-1");
    assertThat(birth.getText()).contains("Motor:Temp_DE [Cel]").contains("running");
    assertThat(test.gauge("nodes")).isEqualTo(1);
  }

  @Test
  void aDbirthIsAboutTheDevicesOwnAsset() {
    test.birth("edge-1", 0);
    test.deviceBirth("edge-1/pump-1", 1, temperature(20.0));

    assertThat(test.readings()).containsExactly("plant-1/pump-1 Motor:Temp_DE=20.0 GOOD");
    assertThat(test.eventsShown()).containsExactly("BIRTH plant-1/edge-1", "BIRTH plant-1/pump-1");
    assertThat(test.lastMeasurements().sourceSequence()).isEqualTo(2);
  }

  @Test
  void whatIsNoNumberIsNoReadingAndIsCounted() {
    test.birth(
        "edge-1",
        0,
        made(metric("serial", MetricDataType.String, "A-1", null)),
        made(metric("none", MetricDataType.Int32, null, null)),
        made(metric("passing", MetricDataType.Int32, 5, null).isTransient(true)),
        made(metric("broken", MetricDataType.Double, Double.NaN, null)),
        made(metric("zero", MetricDataType.Int32, 0, null)));

    assertThat(test.readings()).containsExactly("plant-1/edge-1 zero=0.0 GOOD");
    assertThat(test.skipped("not-numeric")).isEqualTo(1); // bdSeq
    assertThat(test.skipped("text")).isEqualTo(1);
    assertThat(test.skipped("null")).isEqualTo(1);
    assertThat(test.skipped("transient")).isEqualTo(1);
    assertThat(test.skipped("not-finite")).isEqualTo(1);
  }

  @Test
  void anNbirthWithoutBdSeqIsRejected() {
    HostUnderTest.Answer answer =
        test.send("NBIRTH", "edge-1", Payloads.payload(NOW, 0, false, temperature(1.0)));

    assertThat(answer.kind()).isEqualTo(Rejection.Kind.CONTENT);
    assertThat(answer.reason()).contains("bdSeq").contains("plant-1/edge-1");
    assertThat(test.rejected()).hasSize(1);
    assertThat(test.gauge("nodes")).isZero();
    assertThat(test.gauge("metrics")).isZero();
  }

  @Test
  void aMetricThatIsNamedTwiceIsRejected() {
    assertThat(test.birth("edge-1", 0, temperature(1.0), temperature(2.0)).reason())
        .contains("names metric 'Motor/Temp DE' twice");
  }

  @Test
  void aMetricWithoutDataTypeIsRejected() {
    byte[] untyped =
        Payloads.payload(NOW, 0, true, Payloads.bdSeq(0), temperature(1.0)); // as data are

    assertThat(test.send("NBIRTH", "edge-1", untyped).reason()).contains("data type 0");
  }

  @Test
  void anAliasThatAnotherDeviceHasIsRejectedAndTheSessionStaysAsItWas() {
    test.birth("edge-1", 0, temperature(1.0));
    HostUnderTest.Answer answer =
        test.deviceBirth("edge-1/pump-1", 1, made(metric("speed", MetricDataType.Int32, 900, 1L)));

    assertThat(answer.reason())
        .contains("alias 1")
        .contains("'speed'")
        .contains("'Motor/Temp DE' has it");
    assertThat(test.gauge("metrics")).isEqualTo(2);
    test.forget();
    test.data("edge-1", 2, made(Payloads.byAlias(1, MetricDataType.Double, 2.0)));
    assertThat(test.readings()).containsExactly("plant-1/edge-1 Motor:Temp_DE=2.0 GOOD");
  }

  @Test
  void aDbirthOfTheSameDeviceReplacesItsAliases() {
    test.birth("edge-1", 0);
    test.deviceBirth("edge-1/pump-1", 1, made(metric("a", MetricDataType.Int32, 1, 1L)));
    test.deviceBirth("edge-1/pump-1", 2, made(metric("b", MetricDataType.Int32, 2, 1L)));
    test.forget();

    test.data("edge-1/pump-1", 3, made(Payloads.byAlias(1, MetricDataType.Int32, 7)));

    assertThat(test.readings()).containsExactly("plant-1/pump-1 b=7.0 GOOD");
    assertThat(test.gauge("metrics")).isEqualTo(2);
  }

  @Test
  void twoEdgeNodesCannotWriteTheSameAsset() {
    test.birth("edge-1", 0);
    test.deviceBirth("edge-1/pump-1", 1, temperature(1.0));
    test.birth("edge-2", 0);

    HostUnderTest.Answer answer = test.deviceBirth("edge-2/pump-1", 1, temperature(2.0));

    assertThat(answer.reason())
        .contains("plant-1/pump-1")
        .contains("edge node 'plant-1/edge-1' writes")
        .contains("{node}:{device}");
  }

  @Test
  void aGroupThatIsNoTenantIsRejectedWithTheWayOut() {
    HostUnderTest.Answer answer =
        test.sendTo(
            "spBv1.0/Plant 1/NBIRTH/edge-1", Payloads.payload(NOW, 0, false, Payloads.bdSeq(0)));

    assertThat(answer.kind()).isEqualTo(Rejection.Kind.ADDRESS);
    assertThat(answer.reason())
        .contains("tenant 'Plant 1' is not valid")
        .contains("sparkplug.tenant");
  }

  @Test
  void tenantAndAssetCanBeSetAsThePlantNeedsThem() {
    SparkplugConfig defaults = SparkplugConfig.defaults();
    HostUnderTest named =
        new HostUnderTest(
            new SparkplugConfig(
                "h",
                "acme",
                "{group}:{node}",
                "{node}:{device}",
                defaults.reorderTimeout(),
                defaults.rebirthInterval(),
                20,
                10,
                10,
                100,
                1_000,
                100));
    named.birth("edge-1", 0, temperature(1.0));
    named.deviceBirth("edge-1/pump-1", 1, temperature2());

    assertThat(named.eventsShown())
        .containsExactly("BIRTH acme/plant-1:edge-1", "BIRTH acme/edge-1:pump-1");
  }

  private static Metric temperature2() {
    return made(metric("t2", MetricDataType.Double, 1.0, 2L));
  }

  @Test
  void limitsAreKept() {
    SparkplugConfig defaults = SparkplugConfig.defaults();
    HostUnderTest small =
        new HostUnderTest(
            new SparkplugConfig(
                "h",
                null,
                "{node}",
                "{device}",
                defaults.reorderTimeout(),
                defaults.rebirthInterval(),
                20,
                2,
                3,
                4,
                1_000,
                100));
    assertThat(small.birth("edge-1", 0, temperature(1.0), temperature2()).accepted).isEqualTo(1);
    assertThat(small.deviceBirth("edge-1/pump-1", 1, temperature2()).reason())
        .contains("names 1 metrics")
        .contains("sparkplug.max-metrics-per-node");
    assertThat(small.birth("edge-2", 0, temperature(1.0)).reason())
        .contains("sparkplug.max-metrics");
    assertThat(small.birth("edge-2", 0).accepted).isEqualTo(1);
    assertThat(small.birth("edge-3", 0).reason()).contains("sparkplug.max-nodes");
    assertThat(small.birth("edge-3", 0).kind()).isEqualTo(Rejection.Kind.SIZE);

    small.death("edge-1", 0);
    assertThat(small.birth("edge-3", 0, temperature(1.0)).accepted).isEqualTo(1);
  }

  @Test
  void aHugeBirthIsSplitIntoRecordsThatKafkaTakes() {
    Metric[] metrics = new Metric[12_000];
    for (int i = 0; i < metrics.length; i++) {
      metrics[i] =
          made(metric("long/name/".repeat(10) + i, MetricDataType.Double, i * 0.1, (long) i));
    }
    assertThat(test.birth("edge-1", 0, metrics).accepted).isEqualTo(1);
    assertThat(test.readings()).hasSize(12_000);
    test.forget();

    assertThat(test.death("edge-1", 0).accepted).isEqualTo(1);
    assertThat(test.readings()).hasSize(12_000);
  }

  @Test
  void bytesThatAreNoPayloadAreRejected() {
    HostUnderTest.Answer answer = test.send("NBIRTH", "edge-1", new byte[] {1, 2, 3});

    assertThat(answer.kind()).isEqualTo(Rejection.Kind.SYNTAX);
    assertThat(answer.reason()).contains("no Sparkplug B payload");
  }

  @Test
  void topicsThatAreNoneAreRejectedWithTheRightForm() {
    for (String topic :
        new String[] {
          "spBv1.0/plant-1/NBIRTH",
          "spBv1.0/plant-1/NBIRTH/e/d",
          "spBv1.0/plant-1/DDATA/e",
          "spBv1.0/plant-1/XDATA/e",
          "spBv1.0/plant-1/NDATA/",
          "spBv1.0/",
          "spBv1.0/plant-1/NBIRTH/" + "e".repeat(1_000)
        }) {
      HostUnderTest.Answer answer = test.sendTo(topic, new byte[0]);
      assertThat(answer.kind()).as(topic).isEqualTo(Rejection.Kind.ADDRESS);
      assertThat(answer.reason()).as(topic).contains("spBv1.0/{group}");
    }
  }

  @Test
  void commandsOfOtherHostsAreLetPass() {
    assertThat(test.sendTo("spBv1.0/Any Group/NCMD/edge-1", new byte[] {9}).accepted).isEqualTo(1);
    assertThat(test.sendTo("spBv1.0/g/DCMD/edge-1/d", new byte[0]).accepted).isEqualTo(1);
    assertThat(test.rejected()).isEmpty();
  }

  @Test
  void readingsOfANodeWhoseClockIsNotSetAreKeptAsUncertainAtTheTimeOfReceipt() {
    Payload notSet = birthAt(1_000);

    assertThat(test.send("NBIRTH", "edge-1", notSet.toByteArray()).accepted).isEqualTo(1);

    Measurements readings = test.lastMeasurements();
    assertThat(readings.quality(0)).isEqualTo(Quality.UNCERTAIN);
    assertThat(readings.qualityReason(0)).isEqualTo(QualityReason.CLOCK_NOT_SET);
    assertThat(readings.timeMicros(0)).isEqualTo(readings.receivedTimeMicros());
    assertThat(test.events().get(0).getTimeMicros()).isEqualTo(readings.receivedTimeMicros());
  }

  @Test
  void aTimestampThatIsNoneInMillisecondsIsNamed() {
    HostUnderTest.Answer answer =
        test.send("NBIRTH", "edge-1", birthAt(NOW * 1_000_000).toByteArray());

    assertThat(answer.kind()).isEqualTo(Rejection.Kind.TIME);
    assertThat(answer.reason()).contains("is out of range: send milliseconds since 1970");
  }

  private static Payload birthAt(long timestamp) {
    return Payload.newBuilder()
        .setTimestamp(timestamp)
        .setSeq(0)
        .addMetrics(Payload.Metric.newBuilder().setName("bdSeq").setDatatype(4).setLongValue(0))
        .addMetrics(Payload.Metric.newBuilder().setName("temp").setDatatype(10).setDoubleValue(21))
        .build();
  }

  @Test
  void aSenderThatDoesNotOwnTheEdgeNodeCannotTouchItsSession() {
    test.birth("edge-1", 0, temperature(1.0));
    test.forget();
    test.permissions = (asset, point) -> asset.equals(AssetKey.of("plant-1", "edge-2"));

    assertThat(test.death("edge-1", 0).kind()).isEqualTo(Rejection.Kind.PERMISSION);
    assertThat(test.birth("edge-1", 9, temperature(2.0)).kind())
        .isEqualTo(Rejection.Kind.PERMISSION);
    assertThat(test.data("edge-1", 200).reason()).contains("mqtt:test may not write");

    test.permissions = Permissions.ALL;
    test.data("edge-1", 1, made(Payloads.byAlias(1, MetricDataType.Double, 3.0)));
    test.pass(Duration.ofMinutes(1));
    assertThat(test.readings()).containsExactly("plant-1/edge-1 Motor:Temp_DE=3.0 GOOD");
    assertThat(test.rebirthsAsked()).isEmpty();
  }
}
