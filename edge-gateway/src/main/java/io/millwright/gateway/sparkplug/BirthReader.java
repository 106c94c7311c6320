package io.millwright.gateway.sparkplug;

import io.millwright.gateway.quality.StatedUnits;
import io.millwright.gateway.reading.Rejection;
import io.millwright.gateway.reading.Shown;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.eclipse.tahu.protobuf.SparkplugBProto.Payload;
import org.eclipse.tahu.protobuf.SparkplugBProto.Payload.Metric;
import org.eclipse.tahu.protobuf.SparkplugBProto.Payload.PropertySet;
import org.jspecify.annotations.Nullable;

/** Reads what an NBIRTH or DBIRTH names. */
final class BirthReader {
  static final String BD_SEQ = "bdSeq";

  private static final int LONGEST_NAME = 1_000;
  private static final int LONGEST_UNIT = 40;

  /** The specification names none; these are in use. In lower case, without spaces. */
  private static final Set<String> UNIT_PROPERTIES =
      Set.of("engunit", "engunits", "engineeringunit", "engineeringunits", "unit", "units");

  private BirthReader() {}

  /**
   * Reads the metrics of a birth.
   *
   * @param maxMetrics more make it unusable
   */
  static MetricGroup read(Address address, Payload payload, int maxMetrics, StatedUnits units)
      throws UnusablePayloadException {
    if (payload.getMetricsCount() > maxMetrics) {
      throw new UnusablePayloadException(
          Rejection.Kind.SIZE,
          "the "
              + address.type()
              + " names "
              + payload.getMetricsCount()
              + " metrics, but an edge node and its devices may have "
              + maxMetrics
              + " (sparkplug.max-metrics-per-node)");
    }
    List<String> numeric = new ArrayList<>();
    for (Metric metric : payload.getMetricsList()) {
      check(address, metric);
      if (isReading(metric)) {
        numeric.add(metric.getName());
      }
    }
    Map<String, String> points = PointNames.of(numeric);
    return new MetricGroup(address.asset(), byName(address, payload, points, units));
  }

  private static Map<String, KnownMetric> byName(
      Address address, Payload payload, Map<String, String> points, StatedUnits units)
      throws UnusablePayloadException {
    Map<String, KnownMetric> byName = new LinkedHashMap<>(payload.getMetricsCount() * 2);
    for (Metric metric : payload.getMetricsList()) {
      String name = metric.getName();
      String unitText = unit(metric.getProperties());
      KnownMetric known =
          new KnownMetric(
              name,
              metric.getDatatype(),
              metric.hasAlias() ? metric.getAlias() : null,
              points.get(name),
              unitText,
              unitText == null ? null : units.understood(unitText));
      if (byName.put(name, known) != null) {
        throw content(address, "names metric '" + Shown.text(name) + "' twice: name it once");
      }
    }
    return byName;
  }

  private static void check(Address address, Metric metric) throws UnusablePayloadException {
    String name = metric.getName();
    if (name.isEmpty() || name.length() > LONGEST_NAME) {
      throw content(
          address,
          "holds a metric whose name has "
              + name.length()
              + " characters: give each a name of 1 to "
              + LONGEST_NAME);
    }
    if (!MetricValue.isKnown(metric.getDatatype())) {
      throw content(
          address,
          "gives metric '"
              + Shown.text(name)
              + "' data type "
              + Integer.toUnsignedString(metric.getDatatype())
              + ": give each metric one of 1 (Int8) to 34 (DateTimeArray)");
    }
  }

  private static boolean isReading(Metric metric) {
    return MetricValue.isNumeric(metric.getDatatype()) && !isControl(metric.getName());
  }

  /** Whether it is a command that hosts can send, or belongs to the session. */
  static boolean isControl(String name) {
    return name.equals(BD_SEQ)
        || name.startsWith("Node Control/")
        || name.startsWith("Device Control/");
  }

  private static @Nullable String unit(PropertySet properties) {
    int count = Math.min(properties.getKeysCount(), properties.getValuesCount());
    for (int i = 0; i < count; i++) {
      String key = properties.getKeys(i).replace(" ", "").toLowerCase(Locale.ROOT);
      String unit = properties.getValues(i).getStringValue();
      if (UNIT_PROPERTIES.contains(key) && !unit.isBlank() && unit.length() <= LONGEST_UNIT) {
        return Shown.text(unit.strip());
      }
    }
    return null;
  }

  /** The number that ties an NDEATH to its NBIRTH; null = the payload has none. */
  static @Nullable Long bdSeq(Payload payload) {
    for (Metric metric : payload.getMetricsList()) {
      if (metric.getName().equals(BD_SEQ)) {
        return switch (metric.getValueCase()) {
          case LONG_VALUE -> metric.getLongValue();
          case INT_VALUE -> Integer.toUnsignedLong(metric.getIntValue());
          default -> null;
        };
      }
    }
    return null;
  }

  static UnusablePayloadException content(Address address, String reason) {
    return new UnusablePayloadException(
        Rejection.Kind.CONTENT, "the " + address.type() + " of " + subject(address) + " " + reason);
  }

  static String subject(Address address) {
    String node = "edge node '" + Shown.text(address.node().toString()) + "'";
    return address.device() == null
        ? node
        : "device '" + Shown.text(address.device()) + "' of " + node;
  }
}
