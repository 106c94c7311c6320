package io.millwright.gateway.waveform;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.cbor.CBORParser;
import com.google.protobuf.ByteString;
import io.millwright.contracts.wire.Waveform;
import io.millwright.gateway.reading.DeviceMessage;
import io.millwright.gateway.reading.EventTime;
import io.millwright.gateway.reading.Rejection;
import io.millwright.gateway.reading.Shown;
import io.millwright.gateway.reading.UnusableMessageException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A body that is one map of fields, in JSON or CBOR. */
final class MapBody {
  static final String EXAMPLE =
      "send {\"ts\":1763683200000,\"rate\":25600,\"unit\":\"m/s2\",\"samples\":[0.01,-0.02]}";

  /** Typed arrays of RFC 8746, little-endian: two's complement of 16 bits, floats of 32. */
  private static final int TAG_INT16 = 77;

  private static final int TAG_FLOAT32 = 85;
  private static final int NO_TAG = -1;

  private static final StreamReadConstraints CONSTRAINTS =
      StreamReadConstraints.builder()
          .maxNestingDepth(4)
          .maxNameLength(100)
          .maxNumberLength(100)
          .build();

  private static final JsonFactory JSON =
      JsonFactory.builder()
          // Read, so that the answer can name the sample that is not a number.
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .streamReadConstraints(CONSTRAINTS)
          .build();

  private static final JsonFactory CBOR =
      CBORFactory.builder()
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .streamReadConstraints(CONSTRAINTS)
          .build();

  private final DeviceMessage message;
  private final EventTime eventTime;
  private final JsonParser parser;
  private final Set<String> seen = new HashSet<>();

  private @Nullable Long time;
  private double rate = Double.NaN;
  private @Nullable String unit;
  private double scale = 1;
  private double offset;

  /** Bytes of int16 samples. */
  private byte @Nullable [] int16;

  private float @Nullable [] floats;
  private int floatCount;

  private MapBody(DeviceMessage message, EventTime eventTime, JsonParser parser) {
    this.message = message;
    this.eventTime = eventTime;
    this.parser = parser;
  }

  static Waveform json(WaveformAddress address, DeviceMessage message, EventTime eventTime)
      throws UnusableMessageException {
    return read(JSON, "JSON", address, message, eventTime);
  }

  static Waveform cbor(WaveformAddress address, DeviceMessage message, EventTime eventTime)
      throws UnusableMessageException {
    return read(CBOR, "CBOR", address, message, eventTime);
  }

  private static Waveform read(
      JsonFactory factory,
      String language,
      WaveformAddress address,
      DeviceMessage message,
      EventTime eventTime)
      throws UnusableMessageException {
    try (JsonParser parser = factory.createParser(message.payload())) {
      return new MapBody(message, eventTime, parser).read(address);
    } catch (JsonProcessingException e) {
      throw syntax(
          "the body is not valid "
              + language
              + (e.getLocation() == null ? "" : " at byte " + e.getLocation().getByteOffset())
              + " ("
              + Shown.text(e.getOriginalMessage())
              + "): "
              + EXAMPLE);
    } catch (IOException e) {
      // Reading from memory: the bytes themselves are wrong.
      throw syntax(
          "the body is not valid "
              + language
              + " ("
              + Shown.text(String.valueOf(e.getMessage()))
              + ")");
    }
  }

  private Waveform read(WaveformAddress address) throws IOException, UnusableMessageException {
    JsonToken first = parser.nextToken();
    if (first != JsonToken.START_OBJECT) {
      throw content("the body is " + described(first) + ", not one map of fields: " + EXAMPLE);
    }
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      if (!seen.add(name)) {
        throw content("field '" + Shown.text(name) + "' is there twice: send it once");
      }
      field(name, value);
    }
    if (parser.nextToken() != null) {
      throw syntax("there is more behind the end of the body: " + EXAMPLE);
    }
    return waveform(address);
  }

  private void field(String name, JsonToken value) throws IOException, UnusableMessageException {
    switch (name) {
      case "ts" -> time = time(value);
      case "rate" -> {
        rate = number(name, value);
        WaveformBuilder.checkRate(rate);
      }
      case "unit" -> {
        if (value != JsonToken.VALUE_STRING) {
          throw content("unit is " + described(value) + ": send a UCUM code such as \"m/s2\"");
        }
        unit = parser.getText();
        WaveformBuilder.checkUnit(unit);
      }
      case "scale" -> scale = number(name, value);
      case "offset" -> offset = number(name, value);
      case "samples" -> samples(value);
      case "int16" -> int16 = bytes(name, value, TAG_INT16);
      case "float32" -> floats(bytes(name, value, TAG_FLOAT32));
      default ->
          throw content(
              "field '"
                  + Shown.text(name)
                  + "' is not known: the fields are ts, rate, unit and one of samples, float32 or"
                  + " int16 (with scale and offset)");
    }
  }

  private Waveform waveform(WaveformAddress address) throws UnusableMessageException {
    if (Double.isNaN(rate)) {
      throw content("field 'rate' is missing, samples per second: " + EXAMPLE);
    }
    if (unit == null) {
      throw content("field 'unit' is missing, a UCUM code: " + EXAMPLE);
    }
    if ((floats == null) == (int16 == null)
        || seen.contains("samples") && seen.contains("float32")) {
      throw content("there must be exactly one of samples, float32 and int16: " + EXAMPLE);
    }
    Waveform.Builder builder =
        Waveform.newBuilder()
            .setTenant(address.asset().tenant().value())
            .setAsset(address.asset().asset().value())
            .setPoint(address.point())
            .setSource(message.source())
            .setSamplingRateHz(rate)
            .setUnit(unit);
    int count = int16 == null ? floatCount : int16.length / Short.BYTES;
    if (int16 != null) {
      WaveformBuilder.setInt16(builder, ByteString.copyFrom(int16), scale, offset);
    } else if (floats != null) {
      if (seen.contains("scale") || seen.contains("offset")) {
        throw content("scale and offset belong to int16: floats are in the unit as they are");
      }
      WaveformBuilder.checkCount(floatCount, WaveformBuilder.MAX_FLOATS);
      for (int i = 0; i < floatCount; i++) {
        WaveformBuilder.checkFinite(floats[i], i);
        builder.addSamples(floats[i]);
      }
    }
    WaveformBuilder.setTime(builder, time, count, message.receivedTimeMicros(), eventTime);
    return builder.build();
  }

  private long time(JsonToken value) throws IOException, UnusableMessageException {
    return switch (value) {
      case VALUE_STRING -> eventTime.fromText(parser.getText());
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> eventTime.fromMillis(parser.getDoubleValue());
      default ->
          throw new UnusableMessageException(
              Rejection.Kind.TIME,
              "ts is "
                  + described(value)
                  + ": send milliseconds since 1970 in UTC or ISO 8601 text, or leave it out when the"
                  + " block ends as it is sent");
    };
  }

  private double number(String name, JsonToken value) throws IOException, UnusableMessageException {
    if (value != JsonToken.VALUE_NUMBER_INT && value != JsonToken.VALUE_NUMBER_FLOAT) {
      throw content(name + " is " + described(value) + ": send a number");
    }
    return parser.getDoubleValue();
  }

  private void samples(JsonToken value) throws IOException, UnusableMessageException {
    if (value == JsonToken.VALUE_EMBEDDED_OBJECT) {
      int tag = tag();
      if (tag == TAG_INT16) {
        int16 = parser.getBinaryValue();
      } else if (tag == TAG_FLOAT32) {
        floats(parser.getBinaryValue());
      } else {
        throw content(
            "samples are bytes"
                + (tag == NO_TAG ? " without a tag" : " with the tag " + tag)
                + ": tag them 77 (int16, little-endian) or 85 (float32, little-endian) as RFC 8746"
                + " says, or name the field int16 or float32");
      }
      return;
    }
    if (value != JsonToken.START_ARRAY) {
      throw content("samples is " + described(value) + ": send an array of numbers");
    }
    float[] read = new float[1_024];
    JsonToken next;
    while ((next = parser.nextToken()) != JsonToken.END_ARRAY) {
      if (next != JsonToken.VALUE_NUMBER_INT && next != JsonToken.VALUE_NUMBER_FLOAT) {
        throw content("sample " + floatCount + " is " + described(next) + ": send numbers");
      }
      if (floatCount == read.length) {
        WaveformBuilder.checkCount(floatCount + 1, WaveformBuilder.MAX_FLOATS);
        read = Arrays.copyOf(read, Math.min(2 * floatCount, WaveformBuilder.MAX_FLOATS));
      }
      read[floatCount++] = (float) parser.getDoubleValue();
    }
    floats = read;
  }

  private void floats(byte[] bytes) throws UnusableMessageException {
    if (bytes.length % Float.BYTES != 0) {
      throw content(
          "the float32 samples are "
              + bytes.length
              + " bytes: four bytes are a sample, so their number must be a multiple of 4");
    }
    WaveformBuilder.checkCount(bytes.length / Float.BYTES, WaveformBuilder.MAX_FLOATS);
    float[] read = new float[bytes.length / Float.BYTES];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(read);
    floats = read;
    floatCount = read.length;
  }

  /** Base64 text in JSON, a byte string in CBOR. */
  private byte[] bytes(String name, JsonToken value, int rightTag)
      throws IOException, UnusableMessageException {
    if (value != JsonToken.VALUE_STRING && value != JsonToken.VALUE_EMBEDDED_OBJECT) {
      throw content(
          name + " is " + described(value) + ": send bytes, little-endian; in JSON as base64 text");
    }
    int tag = tag();
    if (tag != NO_TAG && tag != rightTag) {
      throw content(name + " has the tag " + tag + ": send it without a tag, or with " + rightTag);
    }
    return parser.getBinaryValue();
  }

  private int tag() {
    return parser instanceof CBORParser cbor ? cbor.getCurrentTag() : NO_TAG;
  }

  private static String described(@Nullable JsonToken token) {
    if (token == null) {
      return "empty";
    }
    return switch (token) {
      case START_OBJECT -> "a map";
      case START_ARRAY -> "an array";
      case VALUE_STRING -> "text";
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
      case VALUE_TRUE, VALUE_FALSE -> "true or false";
      case VALUE_NULL -> "null";
      case VALUE_EMBEDDED_OBJECT -> "bytes";
      default -> "incomplete";
    };
  }

  private static UnusableMessageException content(String reason) {
    return WaveformBuilder.content(reason);
  }

  private static UnusableMessageException syntax(String reason) {
    return new UnusableMessageException(Rejection.Kind.SYNTAX, reason);
  }
}
