package io.millwright.gateway.sparkplug;

import com.google.protobuf.ByteString;
import java.util.SplittableRandom;
import org.eclipse.tahu.protobuf.SparkplugBProto.Payload;
import org.eclipse.tahu.protobuf.SparkplugBProto.Payload.DataSet;
import org.eclipse.tahu.protobuf.SparkplugBProto.Payload.Metric;
import org.eclipse.tahu.protobuf.SparkplugBProto.Payload.PropertySet;
import org.eclipse.tahu.protobuf.SparkplugBProto.Payload.PropertyValue;
import org.eclipse.tahu.protobuf.SparkplugBProto.Payload.Template;

/**
 * Payloads that are protobuf as it should be, and Sparkplug as it should not: most of each payload
 * is right, so that what is wrong in it gets behind the first check.
 */
final class HostilePayloads {
  private static final long[] LONGS = {0, 1, 2, 255, 256, -1, Long.MAX_VALUE, Long.MIN_VALUE};
  private static final String[] NAMES = {
    "temp",
    "temp",
    "rpm",
    "a/b",
    "a.b",
    "",
    "bdSeq",
    "Node Control/Rebirth",
    "\u0000",
    "\ud7ff/é",
    "x".repeat(1_001)
  };

  private final SplittableRandom random;
  private final int maxMetrics;
  private final long nowMillis;

  /**
   * The same seed gives the same payloads.
   *
   * @param maxMetrics the limit of the host; some payloads are just below and above it
   */
  HostilePayloads(long seed, int maxMetrics, long nowMillis) {
    this.random = new SplittableRandom(seed);
    this.maxMetrics = maxMetrics;
    this.nowMillis = nowMillis;
  }

  /** A birth, data or a death. */
  Payload next(boolean birth, long seq) {
    Payload.Builder payload = Payload.newBuilder();
    if (!rarely()) {
      payload.setTimestamp(rarely() ? someLong() : nowMillis);
    }
    if (!rarely()) {
      payload.setSeq(rarely() ? someLong() : seq);
    }
    if (!rarely()) {
      bdSeq(payload);
    }
    int count = rarely() ? maxMetrics - 2 + random.nextInt(5) : random.nextInt(4);
    for (int i = 0; i < count; i++) {
      payload.addMetrics(metric(birth, i));
    }
    if (rarely()) {
      payload.setUuid("x".repeat(random.nextInt(5_000))).setBody(bytes());
    }
    return payload.build();
  }

  private void bdSeq(Payload.Builder payload) {
    for (int left = rarely() ? 2 : 1; left > 0; left--) {
      Metric.Builder bdSeq = Metric.newBuilder().setName("bdSeq").setDatatype(8);
      switch (random.nextInt(12)) {
        case 0 -> bdSeq.setStringValue("1");
        case 1 -> bdSeq.setLongValue(someLong());
        case 2 -> bdSeq.setIsNull(true);
        default -> bdSeq.setLongValue(random.nextInt(3));
      }
      payload.addMetrics(bdSeq);
    }
  }

  private Metric metric(boolean birth, int number) {
    Metric.Builder metric = Metric.newBuilder();
    if (birth && !rarely()) {
      metric.setName("m" + number);
    } else if (random.nextInt(3) == 0) {
      metric.setName(NAMES[random.nextInt(NAMES.length)]);
    }
    if (random.nextInt(4) > 0) {
      metric.setAlias(rarely() ? someLong() : number + 1);
    }
    if (birth || rarely()) {
      metric.setDatatype(rarely() ? random.nextInt(-2, 40) : 9 + random.nextInt(3));
    }
    if (random.nextBoolean()) {
      metric.setTimestamp(rarely() ? someLong() : nowMillis);
    }
    if (rarely()) {
      metric.setIsHistorical(true).setIsTransient(random.nextBoolean());
    }
    if (rarely()) {
      metric.setIsNull(true);
    }
    if (rarely()) {
      metric.setProperties(properties(random.nextInt(4)));
    }
    value(metric);
    return metric.build();
  }

  private void value(Metric.Builder metric) {
    switch (random.nextInt(16)) {
      case 0 -> metric.setIntValue((int) someLong());
      case 1 -> metric.setLongValue(someLong());
      case 2 -> metric.setFloatValue(Float.NaN);
      case 3 -> metric.setDoubleValue(Double.NEGATIVE_INFINITY);
      case 4 -> metric.setDoubleValue(Double.NaN);
      case 5 -> metric.setStringValue("x".repeat(random.nextInt(3_000)));
      case 6 -> metric.setBytesValue(bytes());
      case 7 -> metric.setDatasetValue(dataSet());
      // Deeper than protobuf reads, now and then.
      case 8 -> metric.setTemplateValue(template(random.nextInt(8) == 0 ? 60 : 3));
      case 9 -> metric.setBooleanValue(true);
      case 10 -> {
        // None.
      }
      case 11 -> metric.setExtensionValue(Metric.MetricValueExtension.getDefaultInstance());
      default -> metric.setDoubleValue(random.nextDouble());
    }
  }

  private Template template(int depth) {
    Template.Builder template = Template.newBuilder().setVersion("1").setIsDefinition(true);
    if (depth > 0) {
      template.addMetrics(Metric.newBuilder().setName("t").setTemplateValue(template(depth - 1)));
    }
    return template.build();
  }

  private PropertySet properties(int depth) {
    PropertySet.Builder set = PropertySet.newBuilder().addKeys("engUnit").addKeys("quality");
    set.addValues(
        PropertyValue.newBuilder().setType(12).setStringValue("u".repeat(random.nextInt(60))));
    if (random.nextBoolean()) {
      set.addValues(PropertyValue.newBuilder().setType(3).setIntValue((int) someLong()));
    }
    if (depth > 0) {
      set.addKeys("deeper")
          .addValues(PropertyValue.newBuilder().setPropertysetValue(properties(depth - 1)));
    }
    return set.build();
  }

  private DataSet dataSet() {
    DataSet.Builder set = DataSet.newBuilder().setNumOfColumns(someLong());
    for (int i = random.nextInt(50); i > 0; i--) {
      set.addColumns("c").addTypes(random.nextInt(40)).addRows(DataSet.Row.getDefaultInstance());
    }
    return set.build();
  }

  private ByteString bytes() {
    return ByteString.copyFrom(new byte[random.nextInt(20_000)]);
  }

  private long someLong() {
    return LONGS[random.nextInt(LONGS.length)];
  }

  private boolean rarely() {
    return random.nextInt(12) == 0;
  }
}
