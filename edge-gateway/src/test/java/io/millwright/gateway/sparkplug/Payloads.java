package io.millwright.gateway.sparkplug;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Date;
import org.eclipse.tahu.SparkplugInvalidTypeException;
import org.eclipse.tahu.message.SparkplugBPayloadEncoder;
import org.eclipse.tahu.message.model.Metric;
import org.eclipse.tahu.message.model.Metric.MetricBuilder;
import org.eclipse.tahu.message.model.MetricDataType;
import org.eclipse.tahu.message.model.PropertyDataType;
import org.eclipse.tahu.message.model.PropertySet;
import org.eclipse.tahu.message.model.PropertyValue;
import org.eclipse.tahu.message.model.SparkplugBPayload.SparkplugBPayloadBuilder;
import org.jspecify.annotations.Nullable;

/** Payloads as Eclipse Tahu encodes them. */
public final class Payloads {
  private Payloads() {}

  /** A metric as in a birth, with a name, and an alias where there is one. */
  public static MetricBuilder metric(
      String name, MetricDataType type, @Nullable Object value, @Nullable Long alias) {
    return builder(name, type, value).alias(alias);
  }

  /** A metric as in data that go by alias. */
  public static MetricBuilder byAlias(long alias, MetricDataType type, @Nullable Object value) {
    return builder(null, type, value).alias(alias);
  }

  @SuppressWarnings("NullAway") // Tahu takes null for what is left out
  private static MetricBuilder builder(
      @Nullable String name, MetricDataType type, @Nullable Object value) {
    // Without a time of its own; Tahu would set the time of the test's machine.
    return new MetricBuilder(name, type, value).timestamp(null);
  }

  public static Metric bdSeq(long number) {
    return made(metric("bdSeq", MetricDataType.Int64, number, null));
  }

  public static Metric made(MetricBuilder metric) {
    try {
      return metric.createMetric();
    } catch (SparkplugInvalidTypeException e) {
      throw new IllegalArgumentException(e);
    }
  }

  public static PropertySet property(String name, PropertyDataType type, Object value) {
    try {
      return new PropertySet.PropertySetBuilder()
          .addProperty(name, new PropertyValue<>(type, value))
          .createPropertySet();
    } catch (SparkplugInvalidTypeException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** A payload; {@code seq} below 0 = without. Data carry no data types. */
  public static byte[] payload(long millis, int seq, boolean data, Metric... metrics) {
    SparkplugBPayloadBuilder payload = new SparkplugBPayloadBuilder();
    payload.setTimestamp(new Date(millis));
    if (seq >= 0) {
      payload.setSeq((long) seq);
    }
    for (Metric metric : metrics) {
      payload.addMetric(metric);
    }
    try {
      return new SparkplugBPayloadEncoder().getBytes(payload.createPayload(), data);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
