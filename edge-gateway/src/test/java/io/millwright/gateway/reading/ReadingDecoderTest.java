package io.millwright.gateway.reading;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.millwright.contracts.measurement.Measurements;
import io.millwright.contracts.measurement.Quality;
import io.millwright.contracts.wire.MeasurementBatch;
import io.millwright.gateway.device.Protocol;
import io.millwright.gateway.device.Sender;
import io.millwright.gateway.reading.DecodeResult.Decoded;
import io.millwright.gateway.reading.DecodeResult.Rejected;
import io.millwright.gateway.reading.Rejection.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

final class ReadingDecoderTest {
  private static final String TOPIC = "millwright/v1/demo/pump-1/measurements";
  private static final long RECEIVED = EventTime.micros(Instant.parse("2026-11-20T23:30:00Z"));

  private final ReadingDecoder decoder =
      new ReadingDecoder(new ReadingLimits(5, ReadingLimits.DEFAULT_EARLIEST, Duration.ofDays(1)));

  @Test
  void readsAnObjectWithTimeInMilliseconds() {
    Measurements measurements =
        decoded(
            "{\"ts\":1763683200123,\"values\":{\"T50\":1398.2,\"on\":true,\"off\":false},\"seq\":7}");

    assertThat(measurements.asset().toString()).isEqualTo("demo/pump-1");
    assertThat(measurements.source()).isEqualTo("mqtt:dev");
    assertThat(measurements.sourceSequence()).isEqualTo(7);
    assertThat(measurements.receivedTimeMicros()).isEqualTo(RECEIVED);
    assertThat(readings(measurements))
        .containsExactly(
            "T50@1763683200123000=1398.2", "on@1763683200123000=1.0", "off@1763683200123000=0.0");
  }

  @Test
  void usesATimeThatComesBehindTheValues() {
    assertThat(readings(decoded("{\"values\":{\"a\":1},\"ts\":1763683200000}")))
        .containsExactly("a@1763683200000000=1.0");
  }

  @Test
  void usesTheTimeOfReceiptWhenThereIsNone() {
    assertThat(readings(decoded("{\"values\":{\"a\":1}}")))
        .containsExactly("a@" + RECEIVED + "=1.0");
  }

  @ParameterizedTest
  @CsvSource({
    "\"2025-11-21T00:00:00Z\", 1763683200000000",
    "\"2025-11-21T00:00:00.123456Z\", 1763683200123456",
    "\"2025-11-21T01:30:00+01:30\", 1763683200000000",
    "1763683200000.25, 1763683200000250",
    "1.7636832e12, 1763683200000000",
  })
  void readsEveryFormOfTime(String ts, long micros) {
    assertThat(decoded("{\"ts\":" + ts + ",\"values\":{\"a\":1}}").timeMicros(0)).isEqualTo(micros);
  }

  @Test
  void makesOneRecordOfAnArrayAndNumbersItWithTheHighestSequence() {
    Measurements measurements =
        decoded(
            """
            [{"ts":1763683200000,"values":{"a":1,"b":2},"seq":4},
             {"ts":1763683201000,"values":{"a":3},"seq":5}]
            """);

    assertThat(measurements.sourceSequence()).isEqualTo(5);
    assertThat(readings(measurements))
        .containsExactly(
            "a@1763683200000000=1.0", "b@1763683200000000=2.0", "a@1763683201000000=3.0");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "CONTENT | {\"values\":{\"T50\":\"abc\"}} | value of point 'T50' is the text \"abc\": send"
            + " a number",
        "CONTENT | {\"values\":{\"T50\":\"71.5\"}} | value of point 'T50' is the text \"71.5\":"
            + " send a number",
        "CONTENT | {\"values\":{\"T50\":NaN}} | value of point 'T50' is NaN: send a finite number,"
            + " or leave the point out",
        "CONTENT | {\"values\":{\"T50\":-Infinity}} | value of point 'T50' is -Infinity: send a"
            + " finite number",
        "CONTENT | {\"values\":{\"T50\":1e999}} | value of point 'T50' is 1e999: send a finite"
            + " number",
        "CONTENT | {\"values\":{\"T50\":null}} | value of point 'T50' is null: leave the point out"
            + " when it has no value",
        "CONTENT | {\"values\":{\"T50\":[1]}} | value of point 'T50' is an array: send a number",
        "CONTENT | {\"values\":{\"T50\":{\"v\":1}}} | value of point 'T50' is an object: send a"
            + " number",
        "CONTENT | {\"values\":{\"a\":1,\"a\":2}} | point 'a' is twice in one object",
        "CONTENT | {\"values\":{\"a b\":1}} | measurement point 'a b' is not valid",
        "CONTENT | {\"values\":{\"\":1}} | measurement point '' is not valid",
        "CONTENT | {\"values\":{}} | the body holds no reading",
        "CONTENT | [] | the body holds no reading",
        "CONTENT | {} | field 'values' is missing",
        "CONTENT | {\"ts\":1763683200000} | field 'values' is missing",
        "CONTENT | {\"values\":[1]} | values is an array: send an object",
        "CONTENT | {\"values\":{\"a\":1},\"values\":{\"b\":1}} | field 'values' is twice",
        "CONTENT | {\"timestamp\":1,\"values\":{\"a\":1}} | field 'timestamp' is not known: the"
            + " fields are ts, values and seq",
        "CONTENT | {\"values\":{\"a\":1},\"seq\":-1} | seq is the number -1: send a whole number",
        "CONTENT | {\"values\":{\"a\":1},\"seq\":1.5} | seq is the number 1.5",
        "CONTENT | {\"values\":{\"a\":1},\"seq\":\"1\"} | seq is the text \"1\"",
        "CONTENT | {\"values\":{\"a\":1},\"seq\":99999999999999999999} | seq is the number"
            + " 99999999999999999999",
        "CONTENT | [1] | the array holds the number 1",
        "CONTENT | 71.5 | the body is the number 71.5",
        "SYNTAX | {\"values\":{\"a\":1}} x | the body is not valid JSON at line 1, column 20",
        "SYNTAX | {\"values\":{\"a\":1}}{} | there is more behind the end of the body",
        "SYNTAX | {\"values\":{\"a\":1} | the body is not valid JSON",
        "SYNTAX | {\"values\":{\"a\":01}} | the body is not valid JSON",
        "CONTENT | [[[[[[[[[[[[[[[[[[[[ | the array holds an array",
        "TIME | {\"ts\":\"yesterday\",\"values\":{\"a\":1}} | ts \"yesterday\" is not a time: send"
            + " milliseconds since 1970",
        "TIME | {\"ts\":\"2026-11-20T23:30:00\",\"values\":{\"a\":1}} | with a zone such as",
        "TIME | {\"ts\":1763683200,\"values\":{\"a\":1}} | ts 1763683200 is"
            + " 1970-01-21T09:54:43.200Z when read as milliseconds: it looks like seconds",
        "TIME | {\"ts\":1763683200000000,\"values\":{\"a\":1}} | ts 1763683200000000 is out of"
            + " range: it looks like micro- or nanoseconds",
        "TIME | {\"ts\":NaN,\"values\":{\"a\":1}} | ts NaN is out of range",
        "TIME | {\"ts\":true,\"values\":{\"a\":1}} | ts is true",
        "TIME | {\"ts\":null,\"values\":{\"a\":1}} | ts is null",
        "SIZE | {\"values\":{\"a\":1,\"b\":2,\"c\":3,\"d\":4,\"e\":5,\"f\":6}} | the message holds"
            + " more than 5 readings: send several messages",
      })
  void rejectsAndSaysWhatIsWrong(Kind kind, String body, String reason) {
    Rejection rejection = rejected(message(TOPIC, null, body.getBytes(UTF_8)));

    assertThat(rejection.reason()).contains(reason);
    assertThat(rejection.kind()).isEqualTo(kind);
  }

  @Test
  void takesAMessageAsAWholeOrNotAtAll() {
    assertThat(
            rejected(
                    message(TOPIC, null, "{\"values\":{\"good\":1,\"bad\":\"x\"}}".getBytes(UTF_8)))
                .reason())
        .contains("'bad'");
  }

  @Test
  void rejectsAnEmptyBodyAndOneThatIsNotUtf8() {
    assertThat(rejected(message(TOPIC, null, new byte[0])).reason()).contains("the body is empty");
    assertThat(rejected(message(TOPIC, null, new byte[] {'"', (byte) 0xC3, '(', '"'})).kind())
        .isEqualTo(Kind.SYNTAX);
  }

  @ParameterizedTest
  @CsvSource({
    "millwright/v1/demo/pump-1",
    "millwright/v1/demo/pump-1/measurements/",
    "millwright/v1/demo/pump-1/measurements/json",
    "millwright/v1/demo/site/pump-1/measurements",
    "millwright/v2/demo/pump-1/measurements",
    "/millwright/v1/demo/pump-1/measurements",
    "millwright/v1/Demo/pump-1/measurements",
    "millwright/v1/demo//measurements",
    "millwright/v1//pump-1/measurements",
  })
  void rejectsAddressesThatAreNotForMeasurements(String topic) {
    Rejection rejection = rejected(message(topic, null, "{\"values\":{\"a\":1}}".getBytes(UTF_8)));

    assertThat(rejection.kind()).isEqualTo(Kind.ADDRESS);
    assertThat(rejection.reason()).contains("'" + topic + "'");
  }

  @Test
  void tellsSenmlJsonFromCborByTheFirstByte() {
    byte[] json = "[{\"n\":\"a\",\"v\":1}]".getBytes(UTF_8);
    byte[] cbor = HexFormat.of().parseHex("81a200616102f93c00");

    for (byte[] body : List.of(json, cbor)) {
      DecodeResult result = decoder.decode(message(TOPIC + "/senml", null, body));
      assertThat(readings(((Decoded) result).measurements()))
          .containsExactly("a@" + RECEIVED + "=1.0");
    }
  }

  @Test
  void readsSenmlAnywhereWhenTheDeviceDeclaresIt() {
    byte[] cbor = HexFormat.of().parseHex("81a200616102f93c00");

    DecodeResult result = decoder.decode(message(TOPIC, BodyFormat.SENML_CBOR, cbor));

    assertThat(result).isInstanceOf(Decoded.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[{\"bn\":\"urn:dev:x:\",\"n\":\"temp\",\"v\":1}] | temp",
        "[{\"n\":\"line/3/temp\",\"v\":1}] | temp",
        "[{\"n\":\"temp\",\"vb\":true}] | temp",
      })
  void namesThePointByTheEndOfTheSenmlName(String pack, String point) {
    Measurements measurements =
        ((Decoded) decoder.decode(message(TOPIC + "/senml", null, pack.getBytes(UTF_8))))
            .measurements();

    assertThat(measurements.point(0)).isEqualTo(point);
    assertThat(measurements.value(0)).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "CONTENT | [{\"n\":\"a\",\"vs\":\"on\"}] | name 'a' has the text \"on\" (vs): a reading is"
            + " a number, send v",
        "CONTENT | [{\"n\":\"a\",\"vd\":\"aGk\"}] | name 'a' has binary data (vd)",
        "CONTENT | [{\"n\":\"a\",\"s\":3}] | name 'a' has only a sum (s)",
        "CONTENT | [{\"bn\":\"urn:dev:x:\",\"v\":1}] | name 'urn:dev:x:' ends in ':' and so names"
            + " no point",
        "CONTENT | [{\"n\":\"p1/temp\",\"v\":1},{\"n\":\"p2/temp\",\"v\":2}] | names 'p1/temp' and"
            + " 'p2/temp' both are point 'temp'",
        "CONTENT | [{\"n\":\"a\",\"v\":1,\"u\":\"Cel\"},{\"n\":\"a\",\"v\":1,\"u\":\"lon\"}] | name"
            + " 'a' comes in the units 'Cel' and 'lon'",
        "CONTENT | [{\"n\":\"a\",\"v\":1},{\"n\":\"a\",\"v\":2}] | name 'a' has two values at the"
            + " same time",
        "CONTENT | [{\"bn\":\"a\"}] | it has base fields only",
        "SYNTAX | [{\"n\":\"a\"}] | SenML record 1 has no value",
        "SIZE |"
            + " [{\"bn\":\"a\",\"n\":\"1\",\"v\":1},{\"n\":\"2\",\"v\":1},{\"n\":\"3\",\"v\":1},{\"n\":\"4\",\"v\":1},{\"n\":\"5\",\"v\":1},{\"n\":\"6\",\"v\":1}]"
            + " | more than 5 records",
      })
  void rejectsSenmlThatIsNoReading(Kind kind, String pack, String reason) {
    Rejection rejection = rejected(message(TOPIC + "/senml", null, pack.getBytes(UTF_8)));

    assertThat(rejection.reason()).contains(reason);
    assertThat(rejection.kind()).isEqualTo(kind);
  }

  @Test
  void leavesItToOthersToJudgeATimeThatCanBeRead() {
    assertThat(readings(decoded("{\"ts\":0,\"values\":{\"a\":1}}"))).containsExactly("a@0=1.0");
    assertThat(readings(decoded("{\"ts\":\"2027-11-20T23:30:00Z\",\"values\":{\"a\":1}}")))
        .containsExactly("a@1826753400000000=1.0");
  }

  @Test
  void statesTheUnitOfSenmlAsUcumWritesIt() {
    DecodeResult result =
        decoder.decode(
            message(
                TOPIC,
                BodyFormat.SENML_JSON,
                "[{\"bu\":\"l/s\",\"n\":\"flow\",\"v\":1},{\"n\":\"temp\",\"u\":\"Cel\",\"v\":2}]"
                    .getBytes(UTF_8)));

    Measurements measurements = ((Decoded) result).measurements();
    assertThat(measurements.statedUnit(0)).isEqualTo("L/s");
    assertThat(measurements.statedUnit(1)).isEqualTo("Cel");
    assertThat(decoded("{\"values\":{\"a\":1}}").unitsUnstated()).isTrue();
  }

  @Test
  void readsProtobufAtItsAddressAndWhereTheDeviceDeclaresIt() {
    byte[] body =
        MeasurementBatch.newBuilder()
            .setTenant("demo")
            .setSource("mqtt:somebody-else")
            .setSourceSequence(9)
            .setReceivedTimeMicros(1)
            .setBaseTimeMicros(1_763_683_200_000_000L)
            .addAllPoints(List.of("a", "b"))
            .addAllPointIndex(List.of(1, 0))
            .addAllTimeOffsetMicros(List.of(0L, -5L))
            .addAllValue(List.of(1.5, 2.5))
            .addAllQuality(List.of(192, 0))
            .build()
            .toByteArray();

    for (DeviceMessage message :
        List.of(
            message(TOPIC + "/protobuf", null, body),
            message(TOPIC, BodyFormat.ofMediaType("application/x-protobuf"), body),
            message(
                TOPIC + "/senml",
                BodyFormat.ofMediaType("application/vnd.millwright.measurements+protobuf"),
                body))) {
      Measurements measurements = ((Decoded) decoder.decode(message)).measurements();
      assertThat(readings(measurements))
          .containsExactly("b@1763683200000000=1.5", "a@1763683199999995=2.5");
      assertThat(measurements.source()).isEqualTo("mqtt:dev");
      assertThat(measurements.sourceSequence()).isEqualTo(9);
      assertThat(measurements.receivedTimeMicros()).isEqualTo(RECEIVED);
      assertThat(measurements.quality(1)).isEqualTo(Quality.BAD);
    }
  }

  @Test
  void readsScansOfProtobuf() {
    byte[] body =
        MeasurementBatch.newBuilder()
            .setBaseTimeMicros(1_763_683_200_000_000L)
            .addAllPoints(List.of("a", "b"))
            .addAllPointIndex(List.of(1, 0))
            .addAllTimeOffsetMicros(List.of(0L, 7L))
            .addAllValue(List.of(1.5, 2.5, 3.5, 4.5))
            .addAllQuality(List.of(192, 192, 0, 192))
            .setReadingsPerScan(2)
            .build()
            .toByteArray();

    Measurements measurements =
        ((Decoded) decoder.decode(message(TOPIC + "/protobuf", null, body))).measurements();

    assertThat(readings(measurements))
        .containsExactly(
            "b@1763683200000000=1.5",
            "a@1763683200000000=2.5",
            "b@1763683200000007=3.5",
            "a@1763683200000007=4.5");
    assertThat(measurements.quality(2)).isEqualTo(Quality.BAD);
    assertThat(measurements.quality(3)).isEqualTo(Quality.GOOD);
  }

  private static MeasurementBatch.Builder batch() {
    return MeasurementBatch.newBuilder()
        .setBaseTimeMicros(1_763_683_200_000_000L)
        .addPoints("a")
        .addPointIndex(0)
        .addTimeOffsetMicros(0)
        .addValue(1);
  }

  static Stream<Arguments> brokenBatches() {
    return Stream.of(
        arguments(batch().setTenant("other"), Kind.CONTENT, "tenant 'other' of the body is not"),
        arguments(batch().setAsset("pump-2"), Kind.CONTENT, "asset 'pump-2' of the body is not"),
        arguments(batch().addValue(2), Kind.CONTENT, "the columns differ in length: 1 of point_i"),
        arguments(
            batch().addAllQuality(List.of(1, 2)), Kind.CONTENT, "2 of quality (which may be empty"),
        arguments(
            batch().setPointIndex(0, 1), Kind.CONTENT, "point_index 0 is 1: it must be below"),
        arguments(batch().setPointIndex(0, -1), Kind.CONTENT, "point_index 0 is 4294967295"),
        arguments(batch().setValue(0, Double.NaN), Kind.CONTENT, "'a' must be finite, but was NaN"),
        arguments(
            batch().setPoints(0, "a b"), Kind.CONTENT, "measurement point 'a b' is not valid"),
        arguments(batch().setSourceSequence(-1), Kind.CONTENT, "source_sequence is -1"),
        arguments(
            batch().setReadingsPerScan(2),
            Kind.CONTENT,
            "readings_per_scan is 2: the 1 entries of value must be a multiple of it"),
        arguments(batch().setReadingsPerScan(-1), Kind.CONTENT, "readings_per_scan is 4294967295"),
        arguments(
            batch().setReadingsPerScan(1).addValue(2),
            Kind.CONTENT,
            "1 of point_index, 1 of time_offset_micros instead of 2, 2 of value"),
        arguments(MeasurementBatch.newBuilder(), Kind.CONTENT, "the batch holds no reading"),
        arguments(
            batch().setBaseTimeMicros(Long.MAX_VALUE).setTimeOffsetMicros(0, 1),
            Kind.TIME,
            "is out of range"),
        arguments(
            batch().setBaseTimeMicros(Long.MIN_VALUE).setTimeOffsetMicros(0, 0),
            Kind.TIME,
            "base_time_micros -9223372036854775808 plus offset 0 is out of range"),
        arguments(
            batch()
                .addAllPointIndex(List.of(0, 0, 0, 0, 0))
                .addAllTimeOffsetMicros(List.of(1L, 2L, 3L, 4L, 5L))
                .addAllValue(List.of(1.0, 1.0, 1.0, 1.0, 1.0)),
            Kind.SIZE,
            "more than 5 readings"));
  }

  @ParameterizedTest
  @MethodSource("brokenBatches")
  void rejectsABatchThatBreaksARule(MeasurementBatch.Builder batch, Kind kind, String reason) {
    Rejection rejection = rejected(message(TOPIC + "/protobuf", null, batch.build().toByteArray()));
    assertThat(rejection.reason()).contains(reason);
    assertThat(rejection.kind()).isEqualTo(kind);
  }

  @Property
  void answersAnyBytes(@ForAll byte[] body, @ForAll BodyFormat format) {
    assertThat(decoder.decode(message(TOPIC, format, body))).isNotNull();
  }

  private static DeviceMessage message(
      String topic, @org.jspecify.annotations.Nullable BodyFormat format, byte[] body) {
    return new DeviceMessage(
        Protocol.MQTT, Sender.trusted("mqtt:dev"), topic, format, body, RECEIVED);
  }

  private Measurements decoded(String body) {
    DecodeResult result = decoder.decode(message(TOPIC, null, body.getBytes(UTF_8)));
    assertThat(result).as(() -> result.toString()).isInstanceOf(Decoded.class);
    return ((Decoded) result).measurements();
  }

  private Rejection rejected(DeviceMessage message) {
    DecodeResult result = decoder.decode(message);
    assertThat(result).isInstanceOf(Rejected.class);
    return ((Rejected) result).rejection();
  }

  private static List<String> readings(Measurements measurements) {
    List<String> readings = new ArrayList<>();
    for (int i = 0; i < measurements.size(); i++) {
      readings.add(
          measurements.point(i) + "@" + measurements.timeMicros(i) + "=" + measurements.value(i));
    }
    return readings;
  }
}
