package io.millwright.gateway.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millwright.contracts.measurement.Measurements;
import io.millwright.contracts.measurement.WaveformSamples;
import io.millwright.contracts.wire.MeasurementBatch;
import io.millwright.contracts.wire.Waveform;
import io.millwright.gateway.device.Protocol;
import io.millwright.gateway.device.Sender;
import io.millwright.gateway.quality.ClockSkews;
import io.millwright.gateway.quality.QualityDoor;
import io.millwright.gateway.reading.BodyFormat;
import io.millwright.gateway.reading.DecodeResult;
import io.millwright.gateway.reading.DeviceMessage;
import io.millwright.gateway.reading.ReadingDecoder;
import io.millwright.gateway.reading.ReadingLimits;
import io.millwright.gateway.registry.Registry;
import io.millwright.gateway.waveform.WaveformDecoder;
import io.millwright.gateway.waveform.WaveformResult;
import java.lang.management.ManagementFactory;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever the body: readings that keep every rule, or a reason; and never memory out of
 * proportion.
 */
final class BodyFuzzTest {
  private static final int TRIES = Rounds.tries(50_000);
  private static final long RECEIVED = 1_763_683_200_000_000L;

  /** What a body of a few kilobytes may cost on its way. */
  private static final long MOST_ALLOCATED = 16L << 20;

  private final ReadingDecoder decoder = new ReadingDecoder(ReadingLimits.DEFAULTS);
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final QualityDoor door =
      new QualityDoor(new Registry(), ReadingLimits.DEFAULTS, new ClockSkews(meters), meters);
  private final com.sun.management.ThreadMXBean thread =
      (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

  static Stream<Arguments> formats() {
    return Stream.of(
        Arguments.of(
            BodyFormat.JSON,
            List.of(
                text("{\"ts\":1763683200000,\"values\":{\"T50\":1398.2},\"seq\":1}"),
                text(
                    "{\"ts\":\"2026-11-20T23:30:00.250Z\",\"values\":{\"a\":1,\"b\":-2.5e3,\"c\":true}}"),
                text(
                    "[{\"values\":{\"n\":1}},{\"ts\":1763683201000,\"values\":{\"n\":2},\"seq\":18446744073709551615}]"))),
        Arguments.of(
            BodyFormat.SENML_JSON,
            List.of(
                text(
                    "[{\"bn\":\"urn:dev:ow:10e2073a01080063:\",\"n\":\"temp\",\"u\":\"Cel\",\"v\":23.1}]"),
                text(
                    "[{\"bn\":\"p/\",\"bt\":1763683200,\"bu\":\"A\",\"bver\":10,\"n\":\"i\",\"t\":-5,\"v\":1.2},{\"n\":\"i\",\"t\":-4,\"v\":1.3},{\"n\":\"on\",\"vb\":true}]"),
                text(
                    "[{\"bn\":\"a\",\"bv\":20,\"v\":1},{\"n\":\"b\",\"vs\":\"x\"},{\"n\":\"c\",\"s\":5,\"v\":1,\"ut\":30}]"))),
        Arguments.of(
            BodyFormat.SENML_CBOR,
            List.of(
                // [{-2:"p/", 0:"temp", 1:"Cel", 2:23.1}]
                hex("81a421627 02f006474656d70016343656c02fb403719999999999a".replace(" ", "")),
                // [{-2:"p/", -3:1763683200, 0:"a", 2:1}, {0:"b", 6:-1, 2:decimal fraction 273.15}]
                hex(
                    "82a421627 02f221a691fad80006161020 1a3006162062002c482211a00006ab3"
                        .replace(" ", "")),
                // indefinite length, half float, true, byte string
                hex(
                    "9fbf006161 02f93e00ffbf0061620 4f5ffbf00616308430102 03ffff"
                        .replace(" ", "")))),
        Arguments.of(BodyFormat.PROTOBUF, List.of(batch(1), batch(40), scans())));
  }

  private static byte[] scans() {
    return MeasurementBatch.newBuilder()
        .setBaseTimeMicros(RECEIVED)
        .addAllPoints(List.of("temp", "rpm"))
        .addAllPointIndex(List.of(0, 1))
        .addAllTimeOffsetMicros(List.of(0L, 1L, 2L))
        .addAllValue(List.of(1.5, 2.5, 3.5, 4.5, 5.5, 6.5))
        .setReadingsPerScan(2)
        .build()
        .toByteArray();
  }

  private static byte[] batch(int size) {
    MeasurementBatch.Builder batch =
        MeasurementBatch.newBuilder()
            .setTenant("demo")
            .setSourceSequence(7)
            .setBaseTimeMicros(RECEIVED)
            .addPoints("temp")
            .addPoints("rpm");
    for (int i = 0; i < size; i++) {
      batch.addPointIndex(i % 2).addTimeOffsetMicros(-i).addValue(i / 3.0);
      if (size > 1) {
        batch.addQuality(i % 2 == 0 ? 192 : 64);
      }
    }
    return batch.build().toByteArray();
  }

  @ParameterizedTest
  @MethodSource("formats")
  void aDamagedBodyGivesReadingsThatKeepTheRulesOrAReason(BodyFormat format, List<byte[]> corpus) {
    Mutator mutator = new Mutator(20_261_121, corpus);
    AtomicInteger read = new AtomicInteger();
    Rounds.of(
        TRIES,
        i -> {
          byte[] body = mutator.next();
          long before = thread.getCurrentThreadAllocatedBytes();
          DecodeResult result = decoder.decode(message(format, body));
          long allocated = thread.getCurrentThreadAllocatedBytes() - before;
          assertThat(allocated).as(() -> shown(body)).isLessThan(MOST_ALLOCATED);
          if (result instanceof DecodeResult.Decoded decoded) {
            read.incrementAndGet();
            DecodeResult judged = door.pass(decoded.measurements());
            assertThat(judged).as(() -> shown(body)).isInstanceOf(DecodeResult.Decoded.class);
            keepsTheRules(((DecodeResult.Decoded) judged).measurements(), body);
          } else if (result instanceof DecodeResult.Rejected rejected) {
            assertThat(rejected.rejection().reason()).as(() -> shown(body)).isNotBlank();
            assertThat(rejected.rejection().reason().length())
                .as(() -> shown(body))
                .isLessThan(2_000);
          }
        });
    // The damage must not be so great that nothing gets behind the first check.
    assertThat(read.get()).isGreaterThan(TRIES / 200);
  }

  static Stream<Arguments> waveformFormats() {
    return Stream.of(
        Arguments.of(
            BodyFormat.JSON,
            List.of(
                text(
                    "{\"ts\":1763683200000,\"rate\":25600,\"unit\":\"m/s2\",\"samples\":[0.01,-0.02,1e3]}"),
                text(
                    "{\"rate\":1000,\"unit\":\"[g]\",\"scale\":0.001,\"offset\":0,\"int16\":\"AAEAAgAD\"}"),
                text("{\"rate\":1000,\"unit\":\"mm/s\",\"float32\":\"AACAPwAAAEA=\"}"))),
        Arguments.of(
            BodyFormat.CBOR,
            List.of(
                // {"rate": 1000, "unit": "m/s2", "samples": [1, 1.5, -2]}
                hex(
                    "a3647261746519 03e864756e6974646d2f73326773616d706c65738301f93e0021"
                        .replace(" ", "")),
                // {"rate": 1000, "unit": "g", "scale": 0.5, "int16": h'0001ff00'}
                hex(
                    "a4647261746519 03e864756e697461676573 63616c65f93800 65696e743136440001ff00"
                        .replace(" ", "")))),
        Arguments.of(
            BodyFormat.PROTOBUF,
            List.of(
                waveform().addSamples(1).addSamples(-2.5f).build().toByteArray(),
                waveform()
                    .setInt16Samples(ByteString.copyFrom(new byte[40]))
                    .setScale(0.5)
                    .setOffset(1)
                    .build()
                    .toByteArray())));
  }

  private static Waveform.Builder waveform() {
    return Waveform.newBuilder()
        .setTenant("demo")
        .setStartTimeMicros(RECEIVED)
        .setSamplingRateHz(25_600)
        .setUnit("m/s2");
  }

  @ParameterizedTest
  @MethodSource("waveformFormats")
  void aDamagedBlockOfSamplesGivesAWaveformThatKeepsTheRulesOrAReason(
      BodyFormat format, List<byte[]> corpus) {
    WaveformDecoder waveforms = new WaveformDecoder(ReadingLimits.DEFAULTS);
    Mutator mutator = new Mutator(20_261_122, corpus);
    AtomicInteger read = new AtomicInteger();
    Rounds.of(
        TRIES,
        i -> {
          byte[] body = mutator.next();
          long before = thread.getCurrentThreadAllocatedBytes();
          WaveformResult result =
              waveforms.decode(
                  new DeviceMessage(
                      Protocol.MQTT,
                      Sender.trusted("mqtt:fuzz"),
                      "millwright/v1/demo/pump-1/waveforms/de",
                      format,
                      body,
                      RECEIVED));
          assertThat(thread.getCurrentThreadAllocatedBytes() - before)
              .as(() -> shown(body))
              .isLessThan(MOST_ALLOCATED);
          if (result instanceof WaveformResult.Decoded decoded) {
            read.incrementAndGet();
            keepsTheRules(decoded.waveform(), body);
          } else if (result instanceof WaveformResult.Rejected rejected) {
            assertThat(rejected.rejection().reason()).as(() -> shown(body)).isNotBlank();
          }
        });
    assertThat(read.get()).isGreaterThan(TRIES / 200);
  }

  private static void keepsTheRules(Waveform waveform, byte[] body) {
    assertThat(waveform.getSamplingRateHz()).as(() -> shown(body)).isPositive().isFinite();
    assertThat(waveform.getUnit()).as(() -> shown(body)).isNotBlank();
    assertThat(WaveformSamples.count(waveform)).as(() -> shown(body)).isPositive();
    for (float sample : WaveformSamples.of(waveform)) {
      assertThat(sample).as(() -> shown(body)).isFinite();
    }
  }

  private static void keepsTheRules(Measurements readings, byte[] body) {
    assertThat(readings.size()).as(() -> shown(body)).isPositive();
    for (int i = 0; i < readings.size(); i++) {
      assertThat(Double.isFinite(readings.value(i))).as(() -> shown(body)).isTrue();
      assertThat(readings.timeMicros(i))
          .as(() -> shown(body))
          .isBetween(0L, RECEIVED + 2 * 86_400_000_000L);
    }
  }

  private static DeviceMessage message(BodyFormat format, byte[] body) {
    String topic = "millwright/v1/demo/pump-1/measurements";
    return new DeviceMessage(
        Protocol.MQTT,
        Sender.trusted("mqtt:fuzz"),
        format == BodyFormat.JSON || format == BodyFormat.PROTOBUF ? topic : topic + "/senml",
        format,
        body,
        RECEIVED);
  }

  private static byte[] text(String text) {
    return text.getBytes(UTF_8);
  }

  private static byte[] hex(String hex) {
    return HexFormat.of().parseHex(hex);
  }

  private static String shown(byte[] body) {
    return HexFormat.of().formatHex(body);
  }
}
