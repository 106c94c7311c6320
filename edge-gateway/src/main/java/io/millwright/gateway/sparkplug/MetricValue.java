package io.millwright.gateway.sparkplug;

import io.millwright.gateway.reading.Rejection;
import io.millwright.gateway.reading.Shown;
import org.eclipse.tahu.protobuf.SparkplugBProto.DataType;
import org.eclipse.tahu.protobuf.SparkplugBProto.Payload.Metric;

/** Values of metrics as numbers. */
final class MetricValue {
  private static final int BOOLEAN = DataType.Boolean.getNumber();

  private MetricValue() {}

  /** Whether metrics of a data type are readings: integers, floating point and Boolean. */
  static boolean isNumeric(int type) {
    return type >= DataType.Int8.getNumber() && type <= BOOLEAN;
  }

  static boolean isText(int type) {
    return type == DataType.String.getNumber()
        || type == DataType.Text.getNumber()
        || type == DataType.UUID.getNumber();
  }

  static boolean isKnown(int type) {
    return type > 0 && DataType.forNumber(type) != null;
  }

  static String nameOf(int type) {
    DataType known = DataType.forNumber(type);
    return known == null ? String.valueOf(type) : known.name();
  }

  /**
   * The value of a metric of a numeric type; true is 1. It may be infinite or NaN.
   *
   * @param name for the reason, since data carry only the alias
   */
  static double number(String name, int type, Metric metric) throws UnusablePayloadException {
    switch (metric.getValueCase()) {
      case INT_VALUE -> {
        int bits = metric.getIntValue();
        return integer(name, type, isUnsigned(type) ? Integer.toUnsignedLong(bits) : bits, metric);
      }
      case LONG_VALUE -> {
        return integer(name, type, metric.getLongValue(), metric);
      }
      case FLOAT_VALUE -> {
        if (isFloating(type)) {
          return metric.getFloatValue();
        }
      }
      case DOUBLE_VALUE -> {
        if (isFloating(type)) {
          return metric.getDoubleValue();
        }
      }
      case BOOLEAN_VALUE -> {
        if (type == BOOLEAN) {
          return metric.getBooleanValue() ? 1 : 0;
        }
      }
      default -> {
        // A kind of value that is no number.
      }
    }
    throw unfit(name, type, "carries a " + metric.getValueCase());
  }

  private static double integer(String name, int type, long value, Metric metric)
      throws UnusablePayloadException {
    DataType known = DataType.forNumber(type);
    if (known == null) {
      throw unfit(name, type, "carries a " + metric.getValueCase());
    }
    return switch (known) {
      // Narrow two's complement comes sign-extended from some encoders and not from others.
      case Int8 -> (byte) ranged(name, type, value, Byte.MIN_VALUE, 0xFF);
      case Int16 -> (short) ranged(name, type, value, Short.MIN_VALUE, 0xFFFF);
      case Int32 -> (int) ranged(name, type, value, Integer.MIN_VALUE, 0xFFFF_FFFFL);
      case Int64 -> value;
      case UInt8 -> ranged(name, type, value, 0, 0xFF);
      case UInt16 -> ranged(name, type, value, 0, 0xFFFF);
      case UInt32 -> ranged(name, type, value, 0, 0xFFFF_FFFFL);
      case UInt64 -> value >= 0 ? value : (value >>> 1 | value & 1) * 2.0;
      default -> throw unfit(name, type, "carries a " + metric.getValueCase());
    };
  }

  private static boolean isUnsigned(int type) {
    return type >= DataType.UInt8.getNumber() && type <= DataType.UInt64.getNumber();
  }

  private static boolean isFloating(int type) {
    return type == DataType.Float.getNumber() || type == DataType.Double.getNumber();
  }

  private static long ranged(String name, int type, long value, long lowest, long highest)
      throws UnusablePayloadException {
    if (value < lowest || value > highest) {
      throw unfit(name, type, "carries " + value + ", which is out of its range");
    }
    return value;
  }

  private static UnusablePayloadException unfit(String name, int type, String what) {
    return new UnusablePayloadException(
        Rejection.Kind.CONTENT,
        "metric '"
            + Shown.text(name)
            + "' of type "
            + nameOf(type)
            + " "
            + what
            + ": send a value of its type, or is_null");
  }
}
