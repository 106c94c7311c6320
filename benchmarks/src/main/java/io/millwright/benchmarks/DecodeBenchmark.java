package io.millwright.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millwright.contracts.measurement.Measurements;
import io.millwright.contracts.measurement.MeasurementsSerde;
import io.millwright.gateway.device.Sender;
import io.millwright.gateway.reading.DecodeResult;
import io.millwright.gateway.reading.DeviceMessage;
import io.millwright.gateway.reading.Protocol;
import io.millwright.gateway.reading.ReadingDecoder;
import io.millwright.gateway.reading.ReadingLimits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * From a device's JSON to the bytes of a Kafka record; the peer reads the same JSON into Jackson's
 * tree and stops there.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class DecodeBenchmark {
  private final ReadingDecoder decoder = new ReadingDecoder(ReadingLimits.DEFAULTS);
  private final ObjectMapper jackson = new ObjectMapper();

  /** Readings in a message. */
  @Param({"1", "24"})
  public int readings;

  private byte[] body = new byte[0];

  @Setup
  public void makeBody() {
    StringBuilder text = new StringBuilder("{\"ts\":1760000000000,\"values\":{");
    for (int i = 0; i < readings; i++) {
      text.append(i == 0 ? "" : ",")
          .append(String.format(Locale.ROOT, "\"point-%02d\":%.4f", i, 500 + i * 1.2345));
    }
    body = text.append("}}").toString().getBytes(StandardCharsets.UTF_8);
  }

  @Benchmark
  public Measurements decode() {
    DecodeResult result = decoder.decode(message());
    if (result instanceof DecodeResult.Decoded decoded) {
      return decoded.measurements();
    }
    throw new IllegalStateException("the benchmark's own message was refused: " + result);
  }

  @Benchmark
  public byte[] decodeAndEncode() {
    return MeasurementsSerde.encode(decode());
  }

  @Benchmark
  public JsonNode peerJacksonTree() throws IOException {
    return jackson.readTree(body);
  }

  private DeviceMessage message() {
    return new DeviceMessage(
        Protocol.MQTT,
        Sender.trusted("mqtt:press-7"),
        "millwright/v1/demo/press-7/measurements",
        null,
        body,
        1_760_000_000_000_000L);
  }
}
