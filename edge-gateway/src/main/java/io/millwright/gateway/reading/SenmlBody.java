package io.millwright.gateway.reading;

import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.measurement.Measurements;
import io.millwright.contracts.measurement.MeasurementsBuilder;
import io.millwright.gateway.senml.InvalidSenmlException;
import io.millwright.gateway.senml.SenmlEncoding;
import io.millwright.gateway.senml.SenmlRecord;
import io.millwright.gateway.senml.SenmlResolver;
import io.millwright.gateway.senml.SenmlValue;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * A SenML pack as readings of one asset. The asset comes from the address; the point is what stands
 * behind the last {@code /} or {@code :} of the resolved name.
 */
final class SenmlBody {
  private final ReadingLimits limits;

  SenmlBody(ReadingLimits limits) {
    this.limits = limits;
  }

  Measurements read(AssetKey asset, DeviceMessage message, BodyFormat format)
      throws UnusableMessageException {
    if (message.payload().length == 0) {
      throw new UnusableMessageException(
          Rejection.Kind.SYNTAX, "the body is empty: send a SenML pack (RFC 8428)");
    }
    SenmlEncoding encoding =
        format == BodyFormat.SENML_CBOR ? SenmlEncoding.CBOR : SenmlEncoding.JSON;
    long received = message.receivedTimeMicros();
    List<SenmlRecord> records;
    try {
      records =
          SenmlResolver.resolve(message.payload(), encoding, received / 1e6, limits.maxReadings());
    } catch (InvalidSenmlException e) {
      throw new UnusableMessageException(
          e.tooManyRecords() ? Rejection.Kind.SIZE : Rejection.Kind.SYNTAX,
          String.valueOf(e.getMessage()));
    }
    if (records.isEmpty()) {
      throw content("the SenML pack holds no reading: it has base fields only");
    }
    MeasurementsBuilder builder =
        Measurements.builder(asset, message.source()).receivedTimeMicros(received);
    Map<String, SenmlRecord> firstOfPoint = new HashMap<>();
    Set<PointTime> seen = new HashSet<>();
    for (SenmlRecord record : records) {
      String point = point(record.name());
      SenmlRecord first = firstOfPoint.putIfAbsent(point, record);
      if (first != null) {
        checkSamePoint(point, first, record);
      }
      long time = micros(record.time());
      if (!seen.add(new PointTime(point, time))) {
        throw content(
            "name '"
                + Shown.text(record.name())
                + "' has two values at the same time: send one value a point and time");
      }
      try {
        builder.add(point, time, number(record));
        if (first == null && record.unit() != null) {
          builder.statedUnit(point, SenmlUnits.ucum(record.unit()));
        }
      } catch (IllegalArgumentException e) {
        throw content("name '" + Shown.text(record.name()) + "': " + e.getMessage());
      }
    }
    return builder.build();
  }

  private static String point(String name) throws UnusableMessageException {
    int cut = Math.max(name.lastIndexOf('/'), name.lastIndexOf(':'));
    if (cut == name.length() - 1) {
      throw content(
          "name '"
              + Shown.text(name)
              + "' ends in '"
              + name.charAt(cut)
              + "' and so names no point: put the name of the point behind it");
    }
    return name.substring(cut + 1);
  }

  /** Two things that would land in one point must not be mixed up in silence. */
  private static void checkSamePoint(String point, SenmlRecord first, SenmlRecord other)
      throws UnusableMessageException {
    if (!first.name().equals(other.name())) {
      throw content(
          "names '"
              + Shown.text(first.name())
              + "' and '"
              + Shown.text(other.name())
              + "' both are point '"
              + Shown.text(point)
              + "': a message is for one asset, so send one message for each");
    }
    if (!Objects.equals(first.unit(), other.unit())) {
      throw content(
          "name '"
              + Shown.text(first.name())
              + "' comes in the units "
              + unit(first)
              + " and "
              + unit(other)
              + ": a point has one unit, so give each quantity its own name");
    }
  }

  private static String unit(SenmlRecord record) {
    return record.unit() == null ? "(none)" : "'" + Shown.text(record.unit()) + "'";
  }

  private static double number(SenmlRecord record) throws UnusableMessageException {
    SenmlValue value = record.value();
    String name = "name '" + Shown.text(record.name()) + "' has ";
    if (value instanceof SenmlValue.Numeric number) {
      return number.value();
    }
    if (value instanceof SenmlValue.Truth truth) {
      return truth.value() ? 1 : 0;
    }
    if (value instanceof SenmlValue.Text text) {
      throw content(
          name
              + "the text \""
              + Shown.text(text.value())
              + "\" (vs): a reading is a number, send v");
    }
    if (value instanceof SenmlValue.Data) {
      throw content(name + "binary data (vd): a reading is a number, send v");
    }
    throw content(name + "only a sum (s): a sum is no reading, send the value v itself");
  }

  private static long micros(double seconds) throws UnusableMessageException {
    if (Math.abs(seconds) > 9e11) {
      throw EventTime.time(
          "time " + seconds + " s is out of range: send seconds since 1970, or seconds from now");
    }
    return Math.round(seconds * 1e6);
  }

  private static UnusableMessageException content(String reason) {
    return new UnusableMessageException(Rejection.Kind.CONTENT, reason);
  }

  private record PointTime(String point, long timeMicros) {}
}
