package io.millwright.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.cbor.CBORGenerator;
import io.millwright.contracts.measurement.Measurements;
import io.millwright.contracts.measurement.MeasurementsSerde;
import io.millwright.gateway.device.Protocol;
import io.millwright.gateway.device.Sender;
import io.millwright.gateway.reading.BodyFormat;
import io.millwright.gateway.reading.DecodeResult;
import io.millwright.gateway.reading.DeviceMessage;
import io.millwright.gateway.reading.ReadingDecoder;
import io.millwright.gateway.reading.ReadingLimits;
import java.io.ByteArrayOutputStream;
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
 * From a device's message to the bytes of a Kafka record; the peer reads the same message into
 * Jackson's tree and stops there.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class DecodeBenchmark {
  private final ReadingDecoder decoder = new ReadingDecoder(ReadingLimits.DEFAULTS);
  private ObjectMapper jackson = new ObjectMapper();

  /** How the message is written. */
  @Param({"JSON", "SENML_JSON", "SENML_CBOR"})
  public BodyFormat format = BodyFormat.JSON;

  /** Readings in a message. */
  @Param({"1", "24"})
  public int readings;

  private byte[] body = new byte[0];

  @Setup
  public void makeBody() throws IOException {
    body =
        switch (format) {
          case JSON -> json().getBytes(StandardCharsets.UTF_8);
          case SENML_JSON -> senmlJson().getBytes(StandardCharsets.UTF_8);
          case SENML_CBOR -> senmlCbor();
          default -> throw new IllegalArgumentException("no message is made for " + format);
        };
    if (format == BodyFormat.SENML_CBOR) {
      jackson = new ObjectMapper(new CBORFactory());
    }
  }

  private String json() {
    StringBuilder text = new StringBuilder("{\"ts\":1760000000000,\"values\":{");
    for (int i = 0; i < readings; i++) {
      text.append(i == 0 ? "" : ",")
          .append(String.format(Locale.ROOT, "\"%s\":%.4f", point(i), value(i)));
    }
    return text.append("}}").toString();
  }

  private String senmlJson() {
    StringBuilder text = new StringBuilder("[");
    for (int i = 0; i < readings; i++) {
      text.append(i == 0 ? "{\"bt\":1760000000," : ",{")
          .append(String.format(Locale.ROOT, "\"n\":\"%s\",\"v\":%.4f}", point(i), value(i)));
    }
    return text.append("]").toString();
  }

  /** With the integer labels of RFC 8428, section 6. */
  private byte[] senmlCbor() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (CBORGenerator cbor = new CBORFactory().createGenerator(bytes)) {
      cbor.writeStartArray(null, readings);
      for (int i = 0; i < readings; i++) {
        cbor.writeStartObject(i == 0 ? 3 : 2);
        if (i == 0) {
          cbor.writeFieldId(-3);
          cbor.writeNumber(1_760_000_000);
        }
        cbor.writeFieldId(0);
        cbor.writeString(point(i));
        cbor.writeFieldId(2);
        cbor.writeNumber(value(i));
        cbor.writeEndObject();
      }
      cbor.writeEndArray();
    }
    return bytes.toByteArray();
  }

  private static String point(int i) {
    return String.format(Locale.ROOT, "point-%02d", i);
  }

  private static double value(int i) {
    return 500 + i * 1.2345;
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
        format,
        body,
        1_760_000_000_000_000L);
  }
}
