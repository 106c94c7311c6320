package io.millwright.streams.historian;

import static io.millwright.streams.historian.WriterRig.OWNER;
import static io.millwright.streams.historian.WriterRig.PARTITION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.measurement.Measurements;
import io.millwright.contracts.measurement.MeasurementsBuilder;
import io.millwright.contracts.measurement.Quality;
import io.millwright.contracts.wire.AssetEvent;
import io.millwright.contracts.wire.HealthAssessment;
import io.millwright.contracts.wire.Prognosis;
import io.millwright.contracts.wire.State;
import io.millwright.contracts.wire.StateDetection;
import io.millwright.contracts.wire.Waveform;
import java.sql.SQLException;
import java.time.Instant;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the historian writes, against a real PostgreSQL. */
class SeriesWriterIT {
  @RegisterExtension static final WriterRig RIG = new WriterRig();

  private static ReadingRows.Stored write(Measurements... measurements)
      throws SQLException, FencedException, RefusedException {
    return RIG.write(List.of(measurements));
  }

  private static long micros(String time) {
    Instant instant = Instant.parse(time);
    return instant.getEpochSecond() * 1_000_000 + instant.getNano() / 1000;
  }

  private static MeasurementsBuilder of(String asset) {
    return Measurements.builder(AssetKey.parse(asset), "mqtt:test");
  }

  private static long count(String from) throws SQLException {
    return RIG.database().number(OWNER, "select count(*) from series." + from);
  }

  @Test
  void writesValueTimeAndQualityAsTheyAre() throws Exception {
    write(
        of("acme/pump-1")
            .add("speed", micros("2024-02-29T23:59:59.999999Z"), 1480.125)
            .add("flow", micros("1970-01-01T00:00:00Z"), -0.5, Quality.STALE)
            .build());

    assertThat(
            RIG.database()
                .value(
                    OWNER,
                    """
                select string_agg(p.point || '=' || m.value || '@' || (m.time at time zone 'UTC') || '/' || m.quality, ' '
                                  order by p.point)
                from series.measurement m join series.point p using (point_id)"""))
        .isEqualTo(
            "flow=-0.5@1970-01-01 00:00:00/500 speed=1480.125@2024-02-29 23:59:59.999999/192");
  }

  @Test
  void storesARepeatedReadingOnceWhetherItComesInOneTransactionOrTwo() throws Exception {
    Measurements first = of("acme/pump-1").add("speed", micros("2026-01-01T00:00:00Z"), 1).build();
    Measurements second = of("acme/pump-1").add("speed", micros("2026-01-01T00:00:01Z"), 2).build();

    assertThat(write(first, second, first))
        .extracting("stored", "duplicates")
        .containsExactly(2L, 1L);
    assertThat(write(second)).extracting("stored", "duplicates").containsExactly(0L, 1L);
    assertThat(write(of("acme/pump-1").add("speed", micros("2026-01-01T00:00:02Z"), 3).build()))
        .extracting("stored", "duplicates")
        .containsExactly(1L, 0L);
    assertThat(count("measurement")).isEqualTo(3);
  }

  @Test
  void keepsTheFirstOfTwoDifferentValuesOfOnePointAndTime() throws Exception {
    long time = micros("2026-01-01T00:00:00Z");

    write(of("acme/pump-1").add("speed", time, 1).build());
    write(of("acme/pump-1").add("speed", time, 2).build());

    assertThat(RIG.database().value(OWNER, "select value from series.measurement"))
        .isEqualTo("1.0");
  }

  @Test
  void parksReadingsWhoseTimeCannotBeTrueAndKeepsThemOnce() throws Exception {
    Measurements odd =
        of("acme/pump-1")
            .add("speed", -1, 1)
            .add("speed", Long.MIN_VALUE, 2)
            .add("speed", Long.MAX_VALUE, 3)
            .add("speed", micros("2027-11-21T12:00:00.000001Z"), 4)
            .add("speed", micros("2027-11-21T12:00:00Z"), 5)
            .build();

    assertThat(write(odd)).extracting("stored", "parked").containsExactly(5L, 4L);
    assertThat(write(odd)).extracting("stored", "duplicates").containsExactly(0L, 5L);
    assertThat(count("measurement")).isEqualTo(1);
    assertThat(count("parked_measurement")).isEqualTo(4);
  }

  @Test
  void makesThePartitionsOfEachMonthItMeets() throws Exception {
    MeasurementsBuilder readings = of("acme/pump-1");
    for (int year = 1990; year < 1995; year++) {
      readings.add("speed", micros(year + "-12-31T23:59:59.999999Z"), year);
      readings.add("speed", micros(year + 1 + "-01-01T00:00:00Z"), year);
    }

    assertThat(write(readings.build()).stored()).isEqualTo(10);
    assertThat(
            RIG.database()
                .number(
                    OWNER,
                    "select count(*) from pg_class where relname ~ '^(measurement|condition|state_change|event|waveform|revision|set_aside)_199[0-5]m(01|12)$'"))
        .isEqualTo(7 * 10);
  }

  @Test
  void refusesAWriterWhoseOffsetAnotherHasMoved() throws Exception {
    Measurements readings =
        of("acme/pump-1").add("speed", micros("2026-01-01T00:00:00Z"), 1).build();
    SeriesWriter mine = RIG.writer();
    Map<TopicPartition, Long> before = Map.copyOf(RIG.positions());
    write(readings);

    Batch late = new Batch();
    late.add(of("acme/pump-1").add("speed", micros("2026-01-01T00:00:05Z"), 1).build());
    late.readUpTo(PARTITION, 1);

    assertThatThrownBy(() -> mine.write(late, before))
        .isInstanceOf(FencedException.class)
        .hasMessageContaining("readings-0");
    assertThat(count("measurement")).isEqualTo(1);
    assertThat(count("consumed where next_offset = 1")).isEqualTo(1);
  }

  @Test
  void goesOnWhereTheDatabaseIsAndFromTheBeginningOfATopicMadeAnew() throws Exception {
    write(of("acme/pump-1").add("speed", micros("2026-01-01T00:00:00Z"), 1).build());

    try (SeriesWriter restarted = RIG.open()) {
      assertThat(restarted.positions(List.of(PARTITION), Map.of("readings", "first")))
          .containsEntry(PARTITION, 1L);
      assertThat(restarted.positions(List.of(PARTITION), Map.of("readings", "second")))
          .containsEntry(PARTITION, 0L);
    }
  }

  @Test
  void mergesHealthAndPrognosisOfOneMomentInWhateverOrderTheyCome() throws Exception {
    HealthAssessment health =
        HealthAssessment.newBuilder()
            .setTenant("acme")
            .setAsset("pump-1")
            .setTimeMicros(micros("2026-01-01T00:00:00Z"))
            .setHealthIndex(0.75)
            .setState(State.STATE_ALERT)
            .build();
    Prognosis likelier =
        Prognosis.newBuilder()
            .setTenant("acme")
            .setAsset("pump-1")
            .setTimeMicros(micros("2026-01-01T00:00:00Z"))
            .setFailureMode("bearing")
            .setFailureProbability(0.5)
            .setRemainingLifeHours(20)
            .setRemainingLifeLowHours(10)
            .setRemainingLifeHighHours(30)
            .build();
    Prognosis unlikely =
        likelier.toBuilder()
            .setFailureMode("seal")
            .setFailureProbability(0.1)
            .setRemainingLifeHours(500)
            .build();

    Batch prognoses = new Batch();
    prognoses.add(likelier);
    Batch rest = new Batch();
    rest.add(unlikely);
    rest.add(health);

    assertThat(RIG.write(prognoses).conditions()).isEqualTo(1);
    assertThat(RIG.write(rest).conditions()).isZero();
    assertThat(
            RIG.database()
                .value(
                    OWNER,
                    """
                select concat_ws(' ', health_index, state, failure_probability, remaining_life_hours,
                                 remaining_life_low_hours, remaining_life_high_hours) from series.condition"""))
        .isEqualTo("0.75 2 0.5 20 10 30");
  }

  @Test
  void keepsAHealthIndexThatIsNotKnownYetAsNull() throws Exception {
    Batch batch = new Batch();
    batch.add(
        HealthAssessment.newBuilder()
            .setTenant("acme")
            .setAsset("pump-1")
            .setTimeMicros(micros("2026-01-01T00:00:00Z"))
            .setHealthIndex(Double.NaN)
            .build());

    RIG.write(batch);

    assertThat(count("condition where health_index is null and state = 0")).isEqualTo(1);
  }

  @Test
  void storesDescriptorsLikeReadingsOfPointsOfTheirOwn() throws Exception {
    long time = micros("2026-01-01T00:00:00.5Z");
    BitSet uncertain = new BitSet();
    uncertain.set(2);
    Batch batch = new Batch();
    batch.add(of("acme/pump-1").add("speed", time, 1).build());
    DescriptorColumns descriptors =
        new DescriptorColumns(
            AssetKey.of("acme", "pump-1"),
            time,
            List.of("speed/mean", "speed/slope", "speed/rms", "speed"),
            new double[] {2, Double.NaN, 3, 4},
            uncertain);
    batch.add(descriptors);

    SeriesWriter.Written written = RIG.write(batch);

    assertThat(written.measurements().stored()).isEqualTo(1);
    assertThat(written.descriptors().stored()).isEqualTo(3);
    assertThat(
            RIG.database()
                .value(
                    OWNER,
                    """
                select string_agg(concat_ws(' ', p.point, p.derived, m.value, m.quality), ', ' order by m.value)
                from series.measurement m join series.point p using (point_id)"""))
        .isEqualTo("speed f 1 192, speed/mean t 2 192, speed/rms t 3 64, speed t 4 192");
    assertThat(count("unrolled_hour")).isEqualTo(4);

    Batch again = new Batch();
    again.add(descriptors);
    assertThat(RIG.write(again).descriptors())
        .extracting("stored", "duplicates")
        .containsExactly(0L, 3L);
  }

  @Test
  void storesChangesOfStateEventsAndWaveformsOnce() throws Exception {
    long time = micros("2026-01-01T00:00:00.000001Z");
    StateDetection change =
        StateDetection.newBuilder()
            .setTenant("acme")
            .setAsset("pump-1")
            .setTimeMicros(time)
            .setPoint("speed")
            .setDetector("limit")
            .setState(State.STATE_ALARM)
            .setPrevious(State.STATE_NORMAL)
            .setValue(Double.NaN)
            .setLimit(7.5)
            .setPlanId("pumps")
            .setPlanVersion(3)
            .build();
    AssetEvent event =
        AssetEvent.newBuilder()
            .setTenant("acme")
            .setAsset("pump-1")
            .setTimeMicros(time)
            .setSource("modbus:plc")
            .setKind(AssetEvent.Kind.CODE)
            .setCode("E7")
            // As controllers do whose texts have a length.
            .setText("overload\0\0")
            .build();
    Waveform waveform =
        Waveform.newBuilder()
            .setTenant("acme")
            .setAsset("pump-1")
            .setPoint("vibration")
            .setStartTimeMicros(time)
            .setSamplingRateHz(1_000)
            .setUnit("m/s2")
            .addAllSamples(Collections.nCopies(8, 3f))
            .addAllSamples(Collections.nCopies(8, -1f))
            .build();
    Waveform silent =
        waveform.toBuilder()
            .clearSamples()
            .addAllSamples(Collections.nCopies(16, 5f))
            .setPoint("silent")
            .build();
    for (int delivery = 0; delivery < 2; delivery++) {
      Batch batch = new Batch();
      batch.add(change);
      batch.add(change.toBuilder().setState(State.STATE_ALERT).setExplanation("the last").build());
      batch.add(event);
      batch.add(event.toBuilder().setSource("modbus:plcE").setCode("7").build());
      batch.add(event);
      batch.add(WaveformRow.of(waveform));
      batch.add(WaveformRow.of(silent));

      assertThat(RIG.write(batch))
          .extracting("states", "events", "waveforms")
          .containsExactly(2L, delivery == 0 ? 2L : 0L, delivery == 0 ? 2L : 0L);
    }

    assertThat(
            RIG.database()
                .value(
                    OWNER,
                    """
                select concat_ws(' ', a.asset, s.time at time zone 'UTC', point, detector, state, previous, value,
                                 limit_value, explanation, plan_id, plan_version)
                from series.state_change s join series.asset_series a using (asset_id)"""))
        .isEqualTo("pump-1 2026-01-01 00:00:00.000001 speed limit 2 1 7.5 the last pumps 3");
    assertThat(
            RIG.database()
                .value(
                    OWNER,
                    "select string_agg(concat_ws(' ', source, kind, code, text), ', ' order by source) from series.event"))
        .isEqualTo("modbus:plc 1 E7 overload\uFFFD\uFFFD, modbus:plcE 1 7 overload\uFFFD\uFFFD");
    assertThat(
            RIG.database()
                .value(
                    OWNER,
                    """
                select string_agg(concat_ws(' ', point, unit, rate_hz, samples, encoding, rms, peak, crest_factor, kurtosis),
                                  ', ' order by point desc)
                from series.waveform join series.point using (point_id)"""))
        .isEqualTo(
            "vibration m/s2 1000 16 f32+shuffle+deflate 2 2 1 1, silent m/s2 1000 16 f32+shuffle+deflate 0 0");
  }

  @Test
  void countsWhatIsOfATimeThatCannotBe() throws Exception {
    Batch batch = new Batch();
    for (long time : new long[] {-1, Long.MIN_VALUE, micros("2027-11-21T12:00:00.000001Z")}) {
      batch.add(
          AssetEvent.newBuilder().setTenant("acme").setAsset("pump-1").setTimeMicros(time).build());
      batch.add(
          StateDetection.newBuilder()
              .setTenant("acme")
              .setAsset("pump-1")
              .setTimeMicros(time)
              .build());
    }
    batch.add(
        new DescriptorColumns(
            AssetKey.of("acme", "pump-1"),
            -1,
            List.of("speed/mean"),
            new double[] {1},
            new BitSet()));

    SeriesWriter.Written written = RIG.write(batch);

    assertThat(written).extracting("states", "events", "misdated").containsExactly(0L, 0L, 6L);
    assertThat(written.descriptors().parked()).isEqualTo(1);
    assertThat(count("parked_measurement")).isEqualTo(1);
  }

  @Test
  void aRefusedTransactionLeavesNoMarkThatIsReliedOn() throws Exception {
    Measurements reading =
        of("acme/pump-1").add("speed", micros("2026-01-01T00:00:00Z"), 1).build();
    AssetEvent event =
        AssetEvent.newBuilder()
            .setTenant("acme")
            .setAsset("pump-1")
            .setTimeMicros(micros("2026-01-01T00:00:00Z"))
            .build();
    Batch refused = new Batch();
    refused.add(reading);
    refused.add(event.toBuilder().setKindValue(1 << 20).build());
    Batch other = new Batch();
    other.add(event);

    assertThatThrownBy(() -> RIG.write(refused))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("smallint");
    RIG.write(other);
    write(reading);

    assertThat(count("measurement")).isEqualTo(1);
    assertThat(count("unrolled_hour")).isEqualTo(1);
  }

  @Test
  void makesAMonthAnewThatWasTakenAway() throws Exception {
    write(of("acme/pump-1").add("speed", micros("1985-05-05T00:00:00Z"), 1).build());
    RIG.database().update(OWNER, "drop table series.measurement_1985m05");
    Batch batch = new Batch();
    batch.add(of("acme/pump-1").add("speed", micros("1985-05-06T00:00:00Z"), 2).build());

    assertThatThrownBy(() -> RIG.write(batch))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("no partition");
    assertThat(RIG.write(batch).measurements().stored()).isEqualTo(1);
  }

  @Test
  void tellsTenantsWithTheSameTagsApart() throws Exception {
    long time = micros("2026-01-01T00:00:00Z");

    write(
        of("acme/pump-1").add("speed", time, 1).build(),
        of("rival/pump-1").add("speed", time, 2).build());

    assertThat(count("measurement")).isEqualTo(2);
    assertThat(count("point")).isEqualTo(2);
  }

  @Test
  void writesMoreThanOneBufferOfReadings() throws Exception {
    MeasurementsBuilder readings = of("acme/pump-1");
    long base = micros("2026-01-01T00:00:00Z");
    for (int i = 0; i < 20_000; i++) {
      readings.add("point-" + i % 20, base + i, i);
    }

    assertThat(write(readings.build()).stored()).isEqualTo(20_000);
    assertThat(RIG.database().value(OWNER, "select sum(value) from series.measurement"))
        .isEqualTo("1.9999E8");
  }
}
