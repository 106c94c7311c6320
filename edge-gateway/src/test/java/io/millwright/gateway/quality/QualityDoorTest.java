package io.millwright.gateway.quality;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.protobuf.ByteString;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.measurement.Measurements;
import io.millwright.contracts.measurement.MeasurementsBuilder;
import io.millwright.contracts.measurement.Quality;
import io.millwright.contracts.measurement.QualityReason;
import io.millwright.contracts.wire.AssetRegistration;
import io.millwright.contracts.wire.PointRegistration;
import io.millwright.contracts.wire.Waveform;
import io.millwright.gateway.reading.DecodeResult;
import io.millwright.gateway.reading.ReadingLimits;
import io.millwright.gateway.registry.Directory;
import io.millwright.gateway.registry.Registry;
import io.millwright.gateway.waveform.WaveformResult;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class QualityDoorTest {
  private static final AssetKey PUMP = AssetKey.of("demo", "pump-1");
  private static final long RECEIVED = micros("2026-11-20T23:30:00Z");
  private static final long SECOND = 1_000_000;

  private final Registry registry = new Registry();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final ClockSkews skews = new ClockSkews(meters);
  private final QualityDoor door = new QualityDoor(registry, ReadingLimits.DEFAULTS, skews, meters);

  @BeforeEach
  void registerAPump() {
    registry.replace(new Directory());
    register(
        point("temp", "Cel", "").setPhysicalLow(-40).setPhysicalHigh(150),
        point("speed", "Hz", "/min"),
        point("free", "", ""));
  }

  @Test
  void whatIsRightPassesUntouched() {
    Measurements batch =
        builder()
            .statedUnit("temp", "Cel")
            .add("temp", RECEIVED, 71.5)
            .add("x", 1_700_000_000_000_000L, 1)
            .build();

    assertThat(passed(batch)).isSameAs(batch);
  }

  @Test
  void aStatedUnitIsConvertedToThatOfThePoint() {
    Measurements kept =
        passed(
            builder()
                .statedUnit("temp", "K")
                .statedUnit("free", "furlong")
                .add("temp", RECEIVED, 293.15)
                .add("temp", RECEIVED - SECOND, 273.15)
                .add("free", RECEIVED, 3)
                .build());

    assertThat(kept.value(0)).isEqualTo(20);
    assertThat(kept.value(1)).isZero();
    assertThat(kept.value(2)).isEqualTo(3);
    assertThat(kept.quality(0)).isEqualTo(Quality.GOOD);
  }

  @Test
  void aValueWithoutUnitIsInTheSourceUnitOfThePointAndAStatedUnitGoesBeforeIt() {
    assertThat(passed(builder().add("speed", RECEIVED, 1_500).build()).value(0)).isEqualTo(25);
    assertThat(
            passed(builder().statedUnit("speed", "Hz").add("speed", RECEIVED, 25).build()).value(0))
        .isEqualTo(25);
  }

  @Test
  void aUnitOfAnotherQuantityRefusesTheMessageAndSaysWhatWouldBeRight() {
    DecodeResult result =
        door.pass(
            builder()
                .statedUnit("temp", "bar")
                .add("free", RECEIVED, 1)
                .add("temp", RECEIVED, 3)
                .build());

    assertThat(result).isInstanceOf(DecodeResult.Rejected.class);
    assertThat(((DecodeResult.Rejected) result).rejection().reason())
        .contains("point 'temp' is kept in 'Cel': unit 'bar' cannot be expressed in 'Cel'");
  }

  @Test
  void aValueThatIsTooLargeToConvertRefusesTheMessage() {
    register(point("flow", "mm", ""));
    DecodeResult result =
        door.pass(builder().statedUnit("flow", "km").add("flow", RECEIVED, 1e307).build());

    assertThat(((DecodeResult.Rejected) result).rejection().reason())
        .contains("value 1.0E307 is too large to convert");
  }

  @Test
  void ofAMessageThatIsRefusedNoReadingCountsAsFlagged() {
    DecodeResult result =
        door.pass(
            builder()
                .statedUnit("speed", "bar")
                .add("temp", RECEIVED, 9_999)
                .add("speed", RECEIVED, 3)
                .build());

    assertThat(result).isInstanceOf(DecodeResult.Rejected.class);
    assertThat(flagged("out_of_range")).isZero();
  }

  @Test
  void aValueOutsideThePhysicalRangeIsBadAndTheRangeIsInTheUnitOfThePoint() {
    Measurements kept =
        passed(
            builder()
                .add("temp", RECEIVED, 150)
                .add("temp", RECEIVED - 1, Math.nextUp(150.0))
                .add("temp", RECEIVED - 2, -40.001)
                .add("temp", RECEIVED - 3, 9_999, Quality.STALE)
                .build());

    assertThat(kept.quality(0)).isEqualTo(Quality.GOOD);
    assertThat(kept.quality(1)).isEqualTo(Quality.BAD);
    assertThat(kept.qualityReason(1)).isEqualTo(QualityReason.OUT_OF_RANGE);
    assertThat(kept.quality(2)).isEqualTo(Quality.BAD);
    assertThat(kept.value(2)).isEqualTo(-40.001);
    assertThat(kept.quality(3)).isEqualTo(Quality.STALE);
    assertThat(
            passed(builder().statedUnit("temp", "K").add("temp", RECEIVED, 300).build()).quality(0))
        .isEqualTo(Quality.GOOD);
    assertThat(flagged("out_of_range")).isEqualTo(2);
  }

  @Test
  void timesOfAClockThatWasNeverSetBecomeTheTimeOfReceiptAndKeepTheirDistances() {
    Measurements kept =
        passed(
            builder()
                .add("free", 5 * SECOND, 1)
                .add("free", 7 * SECOND, 2)
                .add("temp", 7 * SECOND, 9_999)
                .add("free", RECEIVED - SECOND, 3)
                .build());

    assertThat(kept.timeMicros(0)).isEqualTo(RECEIVED - 2 * SECOND);
    assertThat(kept.timeMicros(1)).isEqualTo(RECEIVED);
    assertThat(kept.quality(0)).isEqualTo(Quality.UNCERTAIN);
    assertThat(kept.qualityReason(0)).isEqualTo(QualityReason.CLOCK_NOT_SET);
    assertThat(kept.quality(2)).isEqualTo(Quality.BAD);
    assertThat(kept.timeMicros(2)).isEqualTo(RECEIVED);
    assertThat(kept.timeMicros(3)).isEqualTo(RECEIVED - SECOND);
    assertThat(kept.quality(3)).isEqualTo(Quality.GOOD);
    assertThat(flagged("clock_not_set")).isEqualTo(3);
  }

  @Test
  void timesTooFarAheadAreUncertainAndTheLimitItselfIsNot() {
    long limit = RECEIVED + Duration.ofDays(1).toSeconds() * SECOND;

    Measurements kept =
        passed(
            builder()
                .add("free", limit, 1)
                .add("free", limit + 1, 2)
                .add("free", micros("2001-01-01T00:00:00Z"), 3)
                .add("free", micros("2001-01-01T00:00:00Z") - 1, 4)
                .build());

    assertThat(kept.quality(0)).isEqualTo(Quality.GOOD);
    assertThat(kept.timeMicros(0)).isEqualTo(limit);
    assertThat(kept.qualityReason(1)).isEqualTo(QualityReason.CLOCK_AHEAD);
    assertThat(kept.timeMicros(1)).isEqualTo(RECEIVED);
    assertThat(kept.quality(2)).isEqualTo(Quality.GOOD);
    assertThat(kept.qualityReason(3)).isEqualTo(QualityReason.CLOCK_NOT_SET);
  }

  @Test
  void anExtremeTimeIsNoTrap() {
    Measurements kept =
        passed(
            builder()
                .add("free", micros("0001-01-02T00:00:00Z"), 1)
                .add("free", 5, 2)
                .add("free", micros("9999-12-30T00:00:00Z"), 3)
                .build());

    assertThat(kept.timeMicros(0)).isEqualTo(RECEIVED - 86_400 * SECOND);
    assertThat(kept.timeMicros(1)).isEqualTo(RECEIVED);
    assertThat(kept.timeMicros(2)).isEqualTo(RECEIVED);
    assertThat(requireNonNull(skews.of("mqtt:demo/press-7")))
        .isLessThan(Duration.ofDays(-2_900_000));
  }

  @Test
  void theWidestLimitsThatCanBeSetAreNoTrapEither() {
    ReadingLimits widest =
        new ReadingLimits(10, Instant.parse("0001-01-02T00:00:00Z"), Duration.ofDays(366_000));
    QualityDoor wide = new QualityDoor(registry, widest, skews, new SimpleMeterRegistry());
    Measurements batch =
        builder()
            .add("free", micros("0001-01-03T00:00:00Z"), 1)
            .add("free", micros("2999-12-30T00:00:00Z"), 3)
            .build();

    assertThat(((DecodeResult.Decoded) wide.pass(batch)).measurements()).isSameAs(batch);
  }

  @Test
  void aChangedRegistrationHoldsAtTheNextMessage() {
    passed(builder().add("temp", RECEIVED, 200).build());
    register(point("temp", "Cel", "").setPhysicalHigh(300));

    assertThat(passed(builder().add("temp", RECEIVED, 200).build()).quality(0))
        .isEqualTo(Quality.GOOD);
  }

  @Test
  void knowsTheMedianSkewOfASourceAndCountsWrongClocks() {
    for (int i = 0; i < 20; i++) {
      long late = i % 5 == 0 ? 7_200 * SECOND : 0;
      passed(builder().add("free", RECEIVED + 90 * SECOND - late, 1).build());
    }

    assertThat(requireNonNull(skews.of("mqtt:demo/press-7"))).isEqualTo(Duration.ofSeconds(-90));
    assertThat(skews.of("mqtt:other")).isNull();
    assertThat(meters.get("millwright.gateway.clocks.ahead").gauge().value()).isEqualTo(1);
    assertThat(meters.get("millwright.gateway.clocks.behind").gauge().value()).isZero();
  }

  @Test
  void listsTheClocksThatAreFarthestOffFirst() {
    passed(builder().add("free", RECEIVED, 1).build());
    door.pass(from("mqtt:behind").add("free", RECEIVED - 20 * SECOND, 1).build());
    door.pass(from("mqtt:ahead").add("free", RECEIVED + 30 * SECOND, 1).build());

    assertThat(skews.worst(2))
        .containsExactly(
            new ClockSkews.Skew("mqtt:ahead", Duration.ofSeconds(-30)),
            new ClockSkews.Skew("mqtt:behind", Duration.ofSeconds(20)));
    assertThat(skews.watched()).isEqualTo(3);
  }

  private static MeasurementsBuilder from(String source) {
    return Measurements.builder(PUMP, source).receivedTimeMicros(RECEIVED);
  }

  private static Waveform.Builder waveform(String unit) {
    return Waveform.newBuilder().setTenant("demo").setAsset("pump-1").setPoint("acc").setUnit(unit);
  }

  private Waveform passed(Waveform.Builder waveform) {
    WaveformResult result = door.pass(waveform.build());
    assertThat(result).isInstanceOf(WaveformResult.Decoded.class);
    return ((WaveformResult.Decoded) result).waveform();
  }

  @Test
  void theSamplesOfAWaveformAreConvertedToTheUnitOfThePoint() {
    register(point("acc", "m/s2", ""));

    Waveform floats = passed(waveform("[g]").addSamples(1).addSamples(-2));
    Waveform integers =
        passed(
            waveform("mm/s2")
                .setInt16Samples(ByteString.copyFrom(new byte[] {1, 0}))
                .setScale(0.5)
                .setOffset(3));

    assertThat(floats.getUnit()).isEqualTo("m/s2");
    assertThat(floats.getSamplesList()).containsExactly(9.80665f, -19.6133f);
    assertThat(integers.getUnit()).isEqualTo("m/s2");
    assertThat(integers.getInt16Samples()).isEqualTo(ByteString.copyFrom(new byte[] {1, 0}));
    assertThat(integers.getScale()).isCloseTo(0.0005, within(1e-12));
    assertThat(integers.getOffset()).isCloseTo(0.003, within(1e-12));
  }

  @Test
  void aWaveformWhoseSamplesWouldBeInfiniteInTheUnitOfThePointIsRefused() {
    register(point("acc", "m/s2", ""));

    WaveformResult refused =
        door.pass(
            waveform("[g]")
                .setInt16Samples(ByteString.copyFrom(new byte[] {-1, 127}))
                .setScale(5e33)
                .build());

    assertThat(((WaveformResult.Rejected) refused).rejection().reason())
        .contains("a sample is too large to convert");
  }

  @Test
  void aWaveformInAUnitOfAnotherQuantityIsRefusedAndOneOfAnUnknownPointPasses() {
    register(point("acc", "m/s2", ""));

    WaveformResult refused = door.pass(waveform("mm/s").addSamples(1).build());
    Waveform other = waveform("mm/s").setPoint("vel").addSamples(1).build();

    assertThat(((WaveformResult.Rejected) refused).rejection().reason())
        .isEqualTo(
            "point 'acc' is kept in 'm/s2': unit 'mm/s' cannot be expressed in 'm/s2'; send that"
                + " unit or one that converts to it, or correct the unit of the point");
    assertThat(((WaveformResult.Decoded) door.pass(other)).waveform()).isSameAs(other);
  }

  @Test
  void understandsUcumAndWhatPeopleWriteInstead() {
    assertThat(
            Stream.of("mm/s", "degC", "° C", "RPM", "m/s²", "psi", "kWh", "Nm", "[g]")
                .map(door::understood))
        .containsExactly("mm/s", "Cel", "Cel", "/min", "m/s2", "[psi]", "kW.h", "N.m", "[g]");
    assertThat(door.understood("Umdrehungen")).isNull();
    assertThat(door.understood(" ")).isNull();
    assertThat(door.understood("x".repeat(1_000))).isNull();
  }

  private double flagged(String reason) {
    return meters
        .get("millwright.gateway.readings.flagged")
        .tag("reason", reason)
        .counter()
        .count();
  }

  @Test
  void assetsWithTheSamePointsAreEachConvertedAsTheyAreRegistered() {
    AssetKey second = AssetKey.of("demo", "pump-2");
    AssetKey third = AssetKey.of("demo", "pump-3");
    register(second, point("speed", "Hz", "/min"));
    register(third, point("speed", "Hz", "").setPhysicalHigh(100));
    List<String> points = List.of("speed");
    for (int i = 0; i < 2; i++) {
      assertThat(passed(scan(PUMP, points, 1_500)).value(0)).isEqualTo(25);
      assertThat(passed(scan(second, points, 1_500)).value(0)).isEqualTo(25);
      Measurements kept = passed(scan(third, points, 1_500));
      assertThat(kept.value(0)).isEqualTo(1_500);
      assertThat(kept.quality(0)).isEqualTo(Quality.BAD);
    }

    register(second, point("speed", "Hz", "").setPhysicalHigh(100));
    register(third, point("speed", "Hz", "/min"));

    assertThat(passed(scan(PUMP, points, 1_500)).value(0)).isEqualTo(25);
    assertThat(passed(scan(second, points, 60)).value(0)).isEqualTo(60);
    assertThat(passed(scan(third, List.of("speed"), 1_500)).value(0)).isEqualTo(25);
  }

  private static Measurements scan(AssetKey asset, List<String> points, double value) {
    double[] values = {value};
    return Measurements.ofScan(asset, "mqtt:demo/plc", points, RECEIVED, values, 0, RECEIVED);
  }

  private Measurements passed(Measurements batch) {
    DecodeResult result = door.pass(batch);
    assertThat(result).isInstanceOf(DecodeResult.Decoded.class);
    return ((DecodeResult.Decoded) result).measurements();
  }

  private void register(PointRegistration.Builder... points) {
    register(PUMP, points);
  }

  private void register(AssetKey key, PointRegistration.Builder... points) {
    AssetRegistration.Builder asset =
        AssetRegistration.newBuilder()
            .setTenant(key.tenant().value())
            .setAsset(key.asset().value());
    for (PointRegistration.Builder point : points) {
      asset.addPoints(point);
    }
    registry.asset(key, asset.build().toByteArray());
  }

  private static PointRegistration.Builder point(String name, String unit, String sourceUnit) {
    return PointRegistration.newBuilder().setName(name).setUnit(unit).setSourceUnit(sourceUnit);
  }

  private static MeasurementsBuilder builder() {
    return Measurements.builder(PUMP, "mqtt:demo/press-7").receivedTimeMicros(RECEIVED);
  }

  private static long micros(String instant) {
    return Instant.parse(instant).getEpochSecond() * SECOND;
  }
}
