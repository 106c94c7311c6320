package io.millwright.contracts.measurement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.InvalidProtocolBufferException;
import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.wire.MeasurementBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;

class MeasurementsTest {
  private static final AssetKey PUMP = AssetKey.of("demo", "pump-1");

  @Property(tries = 300)
  void whatIsEncodedIsDecodedUnchanged(@ForAll("batches") Measurements batch) {
    assertThat(MeasurementsSerde.decode(MeasurementsSerde.encode(batch))).isEqualTo(batch);
  }

  @Property(tries = 300)
  void whatIsEncodedHasTheBytesThatProtobufWrites(@ForAll("batches") Measurements batch)
      throws InvalidProtocolBufferException {
    byte[] bytes = MeasurementsSerde.encode(batch);

    assertThat(bytes).isEqualTo(MeasurementBatch.parseFrom(bytes).toByteArray());
  }

  @Property(tries = 300)
  void mergedMessagesKeepTheirReadingsInOrderWithTheirNumbers(
      @ForAll("batches") Measurements first, @ForAll("batches") Measurements second) {
    Measurements merged = Measurements.merge(List.of(numbered(first, 7), numbered(second, 9)));

    assertThat(readings(merged))
        .isEqualTo(
            Stream.of(numbered(first, 7), numbered(second, 9))
                .flatMap(batch -> readings(batch).stream())
                .toList());
    assertThat(merged.receivedTimeMicros()).isEqualTo(first.receivedTimeMicros());
    assertThat(MeasurementsSerde.decode(MeasurementsSerde.encode(merged))).isEqualTo(merged);
    assertThat(MeasurementsSerde.encode(List.of(numbered(first, 7), numbered(second, 9))))
        .isEqualTo(MeasurementsSerde.encode(merged));
    assertThat(merged.revision().done()).isEqualTo(merged);
  }

  @Property(tries = 300)
  void scansAreDecodedAsTheirReadingsOneByOne(
      @ForAll @IntRange(min = 1, max = 200) int points,
      @ForAll @IntRange(min = 1, max = 200) int messages,
      @ForAll @LongRange(min = 0, max = 4_000_000_000_000_000L) long spread,
      @ForAll @IntRange(min = 0, max = 3) int firstNumber,
      @ForAll long seed)
      throws InvalidProtocolBufferException {
    SplittableRandom random = new SplittableRandom(seed);
    List<String> names = IntStream.range(0, points).mapToObj(i -> "p" + i).toList();
    List<Measurements> scans = new ArrayList<>();
    for (int i = 0; i < messages; i++) {
      scans.add(
          Measurements.ofScan(
              PUMP,
              "mqtt:pump-1",
              names,
              random.nextLong(-spread, spread + 1),
              random.doubles(points).toArray(),
              firstNumber == 0 ? 0 : firstNumber + 2 * i,
              1));
    }
    Measurements merged = Measurements.merge(scans);

    byte[] bytes = MeasurementsSerde.encode(scans);

    MeasurementBatch batch = MeasurementBatch.parseFrom(bytes);
    assertThat(bytes).isEqualTo(batch.toByteArray());
    assertThat(batch.getReadingsPerScan()).isEqualTo(points);
    assertThat(batch.getTimeOffsetMicrosCount()).isEqualTo(messages);
    assertThat(MeasurementsSerde.decode(bytes)).isEqualTo(merged);
    assertThat(readings(merged))
        .isEqualTo(scans.stream().flatMap(scan -> readings(scan).stream()).toList());
    byte[] oneByOne = MeasurementsSerde.encode(merged);
    assertThat(oneByOne).isEqualTo(MeasurementBatch.parseFrom(oneByOne).toByteArray());
    assertThat(MeasurementsSerde.decode(oneByOne)).isEqualTo(merged);
  }

  @Test
  void messagesOfWhichOneIsNoScanOrHasOtherPointsAreEncodedReadingByReading() {
    Measurements scan =
        Measurements.ofScan(PUMP, "test", List.of("a", "b"), 5, new double[] {20, 7}, 0, 0);
    Measurements others =
        Measurements.ofScan(PUMP, "test", List.of("b", "a"), 6, new double[] {8, 21}, 0, 0);
    MeasurementsRevision revision = scan.revision();
    revision.quality(1, Quality.BAD, QualityReason.OUT_OF_RANGE);
    Measurements flagged = revision.done();

    for (Measurements second : List.of(others, flagged)) {
      Measurements decoded =
          MeasurementsSerde.decode(MeasurementsSerde.encode(List.of(scan, second)));
      assertThat(readings(decoded))
          .isEqualTo(Stream.of(scan, second).flatMap(batch -> readings(batch).stream()).toList());
    }
    assertThat(MeasurementsSerde.decode(MeasurementsSerde.encode(flagged))).isEqualTo(flagged);
  }

  @Test
  void aScanIsTheBatchOfTheSameReadings() {
    Measurements built =
        Measurements.builder(PUMP, "test").add("temp", 5, 20).add("flow", 5, 7).build();
    Measurements scan =
        Measurements.ofScan(PUMP, "test", built.points(), 5, new double[] {20, 7}, 0, 0);

    assertThat(scan).isEqualTo(built);
    assertThat(scan.newestTimeMicros()).isEqualTo(5).isEqualTo(built.newestTimeMicros());
    assertThat(scan.oldestTimeMicros()).isEqualTo(5).isEqualTo(built.oldestTimeMicros());
    MeasurementsRevision revision = scan.revision();
    revision.timeMicros(1, 6);
    assertThat(revision.done().newestTimeMicros()).isEqualTo(6);
    assertThat(revision.done().oldestTimeMicros()).isEqualTo(5);
    assertThat(scan.timeMicros(1)).isEqualTo(5);
    assertThatThrownBy(() -> Measurements.ofScan(PUMP, "test", List.of(), 5, new double[0], 0, 0))
        .hasMessageContaining("0 values");
  }

  @Test
  void otherValuesMustBeAsManyAndFinite() {
    Measurements batch =
        Measurements.builder(PUMP, "test").statedUnit("temp", "K").add("temp", 1, 293.15).build();

    assertThat(batch.withValues(new double[] {20}))
        .isEqualTo(Measurements.builder(PUMP, "test").add("temp", 1, 20).build());
    assertThatThrownBy(() -> batch.withValues(new double[] {1, 2})).hasMessage("2 values of 1");
    assertThatThrownBy(() -> batch.withValues(new double[] {Double.NaN}))
        .hasMessageContaining("'temp' must be finite, but was NaN");
  }

  @Test
  void aSingleMessageIsMergedWithNothing() {
    Measurements batch = Measurements.builder(PUMP, "test").add("temp", 1, 2).build();

    assertThat(Measurements.merge(List.of(batch))).isSameAs(batch);
  }

  @Test
  void messagesThatDoNotBelongTogetherAreNotMerged() {
    Measurements batch =
        Measurements.builder(PUMP, "test").sourceSequence(5).add("temp", 1, 2).build();
    Measurements ofAnother =
        Measurements.builder(AssetKey.of("demo", "pump-2"), "test").sourceSequence(6).build();

    assertThatThrownBy(() -> Measurements.merge(List.of(batch, ofAnother)))
        .hasMessageContaining("cannot be merged");
    assertThatThrownBy(() -> Measurements.merge(List.of(batch, numbered(batch, 4))))
        .hasMessageContaining("cannot be merged");
    assertThatThrownBy(() -> Measurements.merge(List.of(batch, numbered(batch, 0))))
        .hasMessageContaining("cannot be merged");
    Measurements scan =
        Measurements.ofScan(PUMP, "test", List.of("temp"), 5, new double[] {20}, 6, 0);
    Measurements before =
        Measurements.ofScan(PUMP, "test", List.of("temp"), 5, new double[] {20}, 5, 0);
    assertThatThrownBy(() -> MeasurementsSerde.encode(List.of(scan, before)))
        .hasMessageContaining("cannot be merged");
  }

  @Test
  void refusesValuesThatAreNoWholeScans() {
    MeasurementBatch.Builder batch =
        MeasurementBatch.newBuilder()
            .setTenant("demo")
            .setAsset("pump-1")
            .addPoints("a")
            .addPoints("b")
            .addPointIndex(0)
            .addPointIndex(1)
            .addTimeOffsetMicros(0)
            .addTimeOffsetMicros(1)
            .addValue(1)
            .addValue(2)
            .addValue(3)
            .setReadingsPerScan(2);

    assertThatThrownBy(() -> MeasurementsSerde.decode(batch.build().toByteArray()))
        .hasMessageContaining("readings_per_scan is 2: the 3 entries of value must be a multiple");
    batch.addValue(4);
    assertThat(MeasurementsSerde.decode(batch.build().toByteArray()).timeMicros(2)).isEqualTo(1);
    assertThatThrownBy(
            () ->
                MeasurementsSerde.decode(
                    batch.clone().addTimeOffsetMicros(2).build().toByteArray()))
        .hasMessageContaining("3 times instead of 2");
    assertThatThrownBy(
            () -> MeasurementsSerde.decode(batch.clone().addPointIndex(0).build().toByteArray()))
        .hasMessageContaining("3 point indexes instead of 2");
    assertThatThrownBy(
            () ->
                MeasurementsSerde.decode(batch.clone().addSequenceOffset(0).build().toByteArray()))
        .hasMessageContaining("1 sequence offsets instead of 2");
    assertThatThrownBy(
            () ->
                MeasurementsSerde.decode(
                    batch.clone().setReadingsPerScan(-1).build().toByteArray()))
        .hasMessageContaining("readings_per_scan is 4294967295");
  }

  @Test
  void refusesANegativeSequenceOffset() {
    MeasurementBatch backwards =
        MeasurementBatch.newBuilder()
            .setTenant("demo")
            .setAsset("pump-1")
            .setSourceSequence(5)
            .addPoints("t")
            .addPointIndex(0)
            .addTimeOffsetMicros(0)
            .addValue(1)
            .addSequenceOffset(-1)
            .build();
    assertThatThrownBy(() -> MeasurementsSerde.decode(backwards.toByteArray()))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("sequence offset");
  }

  private static Measurements numbered(Measurements batch, long sequence) {
    MeasurementsBuilder builder =
        Measurements.builder(batch.asset(), batch.source())
            .sourceSequence(sequence)
            .receivedTimeMicros(batch.receivedTimeMicros());
    for (int i = 0; i < batch.size(); i++) {
      builder.add(batch.point(i), batch.timeMicros(i), batch.value(i), batch.quality(i));
    }
    return builder.build();
  }

  private static List<String> readings(Measurements batch) {
    return IntStream.range(0, batch.size())
        .mapToObj(
            i ->
                String.join(
                    " ",
                    batch.point(i),
                    String.valueOf(batch.timeMicros(i)),
                    String.valueOf(batch.value(i)),
                    String.valueOf(batch.quality(i)),
                    String.valueOf(batch.sourceSequence(i))))
        .toList();
  }

  @Provide
  Arbitrary<Measurements> batches() {
    Arbitrary<List<Integer>> readings = Arbitraries.integers().between(0, 9).list().ofMaxSize(80);
    Arbitrary<Long> base =
        Arbitraries.longs().between(-1_000_000_000_000_000L, 4_000_000_000_000_000L);
    return Combinators.combine(readings, base, Arbitraries.randoms())
        .as(
            (points, start, random) -> {
              MeasurementsBuilder builder =
                  Measurements.builder(PUMP, "mqtt:pump-1")
                      .sourceSequence(random.nextInt(1000))
                      .receivedTimeMicros(start + 7);
              for (int point : points) {
                builder.add(
                    "p" + point,
                    start + random.nextInt() * 1_000L,
                    random.nextGaussian() * Math.pow(10, random.nextInt(20) - 10),
                    Quality.values()[random.nextInt(Quality.values().length)]);
              }
              return builder.build();
            });
  }

  @Test
  void refusesAValueThatIsNotFiniteAndNamesThePoint() {
    MeasurementsBuilder builder = Measurements.builder(PUMP, "test");
    assertThatThrownBy(() -> builder.add("temp", 0, Double.NaN))
        .hasMessageContaining("'temp'")
        .hasMessageContaining("NaN");
    assertThat(builder.build().size()).isZero();
  }

  @Test
  void refusesMoreReadingsThanABatchHolds() {
    MeasurementsBuilder builder = Measurements.builder(PUMP, "test");
    for (int i = 0; i < Measurements.MAX_READINGS; i++) {
      builder.add("temp", i, 1);
    }
    assertThatThrownBy(() -> builder.add("temp", 0, 1)).hasMessageContaining("at most 100000");
  }

  @Test
  void refusesColumnsOfDifferentLength() {
    MeasurementBatch torn =
        MeasurementBatch.newBuilder()
            .setTenant("demo")
            .setAsset("pump-1")
            .addPoints("t")
            .addPointIndex(0)
            .addValue(1)
            .build();
    assertThatThrownBy(() -> MeasurementsSerde.decode(torn.toByteArray()))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("columns differ in length");
  }

  @Test
  void refusesAPointIndexOutsideTheDictionary() {
    MeasurementBatch wild =
        MeasurementBatch.newBuilder()
            .setTenant("demo")
            .setAsset("pump-1")
            .addPoints("t")
            .addPointIndex(1)
            .addTimeOffsetMicros(0)
            .addValue(1)
            .build();
    assertThatThrownBy(() -> MeasurementsSerde.decode(wild.toByteArray()))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("outside the dictionary");
  }

  @Test
  void refusesBytesThatAreNoBatch() {
    assertThatThrownBy(() -> MeasurementsSerde.decode(new byte[] {7, 7, 7}))
        .isInstanceOf(SerializationException.class);
  }

  @Test
  void carriesWhyAReadingHasItsQuality() {
    Measurements batch =
        Measurements.builder(PUMP, "test")
            .add("temp", 1, 20)
            .add("temp", 2, 9_999, Quality.BAD, QualityReason.OUT_OF_RANGE)
            .build();

    Measurements read = MeasurementsSerde.decode(MeasurementsSerde.encode(batch));

    assertThat(read).isEqualTo(batch);
    assertThat(read.qualityReason(0)).isEqualTo(QualityReason.NONE);
    assertThat(read.qualityReason(1)).isEqualTo(QualityReason.OUT_OF_RANGE);
  }

  @Test
  void aRevisionChangesItsOwnColumnsAndLeavesTheBatchAlone() {
    Measurements batch =
        Measurements.builder(PUMP, "test")
            .statedUnit("temp", "K")
            .add("temp", 1, 293.15)
            .add("flow", 2, 7)
            .build();

    MeasurementsRevision revision = batch.revision();
    revision.value(0, 20);
    revision.timeMicros(1, 3);
    revision.quality(1, Quality.UNCERTAIN, QualityReason.CLOCK_AHEAD);
    Measurements revised = revision.done();

    assertThat(batch.statedUnit(0)).isEqualTo("K");
    assertThat(batch.statedUnit(1)).isNull();
    assertThat(batch.value(0)).isEqualTo(293.15);
    assertThat(batch.timeMicros(1)).isEqualTo(2);
    assertThat(batch.quality(1)).isEqualTo(Quality.GOOD);
    assertThat(revised)
        .isEqualTo(
            Measurements.builder(PUMP, "test")
                .add("temp", 1, 20)
                .add("flow", 3, 7, Quality.UNCERTAIN, QualityReason.CLOCK_AHEAD)
                .build());
    MeasurementsRevision broken = batch.revision();
    broken.value(0, Double.NaN);
    assertThatThrownBy(broken::done).hasMessageContaining("'temp' must be finite, but was NaN");
  }
}
