package io.millwright.simulators.payload;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.cbor.CBORGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Writes a scan as the body of a device message. */
public final class ScanEncoder {
  // The labels that RFC 8428 gives SenML's fields in CBOR.
  private static final int BASE_TIME = -3;
  private static final int NAME = 0;
  private static final int VALUE = 2;

  private static final double MICROS_PER_MILLI = 1_000.0;
  private static final double MICROS_PER_SECOND = 1_000_000.0;
  private static final JsonFactory JSON = new JsonFactory();
  private static final CBORFactory CBOR =
      CBORFactory.builder().disable(CBORGenerator.Feature.WRITE_TYPE_HEADER).build();

  private ScanEncoder() {}

  /**
   * The body of the message.
   *
   * @throws IllegalArgumentException if no value was measured: such a message would say nothing
   */
  public static byte[] encode(Scan scan, PayloadFormat format) {
    if (scan.readings() == 0) {
      throw new IllegalArgumentException("scan " + scan.number() + " has no value to send");
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(32 * scan.values().length + 64);
    try {
      switch (format) {
        case JSON -> writeJson(scan, bytes);
        case SENML_CBOR -> writeSenmlCbor(scan, bytes);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
    return bytes.toByteArray();
  }

  /** {@code {"ts": milliseconds since 1970, "seq": n, "values": {"point": value}}}. */
  private static void writeJson(Scan scan, ByteArrayOutputStream out) throws IOException {
    try (JsonGenerator json = JSON.createGenerator(out)) {
      json.writeStartObject();
      if (scan.timeMicros() % 1_000 == 0) {
        json.writeNumberField("ts", scan.timeMicros() / 1_000);
      } else {
        json.writeNumberField("ts", scan.timeMicros() / MICROS_PER_MILLI);
      }
      json.writeNumberField("seq", scan.number());
      json.writeObjectFieldStart("values");
      for (int i = 0; i < scan.values().length; i++) {
        if (!Double.isNaN(scan.values()[i])) {
          json.writeNumberField(scan.points().get(i), scan.values()[i]);
        }
      }
      json.writeEndObject();
      json.writeEndObject();
    }
  }

  /** One record a value; the base time stands in the first and holds for all. */
  private static void writeSenmlCbor(Scan scan, ByteArrayOutputStream out) throws IOException {
    try (CBORGenerator cbor = CBOR.createGenerator(out)) {
      cbor.writeStartArray(null, scan.readings());
      boolean first = true;
      for (int i = 0; i < scan.values().length; i++) {
        if (Double.isNaN(scan.values()[i])) {
          continue;
        }
        cbor.writeStartObject(null, first ? 3 : 2);
        if (first) {
          cbor.writeFieldId(BASE_TIME);
          if (scan.timeMicros() % 1_000_000 == 0) {
            cbor.writeNumber(scan.timeMicros() / 1_000_000);
          } else {
            cbor.writeNumber(scan.timeMicros() / MICROS_PER_SECOND);
          }
          first = false;
        }
        cbor.writeFieldId(NAME);
        cbor.writeString(scan.points().get(i));
        cbor.writeFieldId(VALUE);
        cbor.writeNumber(scan.values()[i]);
        cbor.writeEndObject();
      }
      cbor.writeEndArray();
    }
  }
}
