package io.millwright.gateway.sparkplug;

import static io.millwright.gateway.sparkplug.Payloads.made;
import static io.millwright.gateway.sparkplug.Payloads.metric;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.stream.Stream;
import org.eclipse.tahu.message.model.MetricDataType;
import org.eclipse.tahu.protobuf.SparkplugBProto.DataType;
import org.eclipse.tahu.protobuf.SparkplugBProto.Payload.Metric;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class MetricValueTest {
  static Stream<Arguments> asTahuEncodesThem() {
    return Stream.of(
        Arguments.of(MetricDataType.Int8, (byte) -128, -128.0),
        Arguments.of(MetricDataType.Int16, (short) -32_768, -32_768.0),
        Arguments.of(MetricDataType.Int32, Integer.MIN_VALUE, -2_147_483_648.0),
        Arguments.of(MetricDataType.Int64, -5L, -5.0),
        Arguments.of(MetricDataType.UInt8, (short) 255, 255.0),
        Arguments.of(MetricDataType.UInt16, 65_535, 65_535.0),
        Arguments.of(MetricDataType.UInt32, 4_294_967_295L, 4_294_967_295.0),
        Arguments.of(
            MetricDataType.UInt64, new BigInteger("18446744073709551615"), 18446744073709551615.0),
        Arguments.of(MetricDataType.Float, 0.5f, 0.5),
        Arguments.of(MetricDataType.Double, -1e300, -1e300),
        Arguments.of(MetricDataType.Boolean, true, 1.0),
        Arguments.of(MetricDataType.Boolean, false, 0.0));
  }

  @ParameterizedTest
  @MethodSource("asTahuEncodesThem")
  void readsEveryNumericType(MetricDataType type, Object value, double number) {
    HostUnderTest test = new HostUnderTest();
    test.birth("edge-1", 0, made(metric("n", type, value, 1L)));
    test.data("edge-1", 1, made(Payloads.byAlias(1, type, value)));

    assertThat(test.readings())
        .containsExactly(
            "plant-1/edge-1 n=" + number + " GOOD", "plant-1/edge-1 n=" + number + " GOOD");
  }

  @Test
  void readsNarrowNegativeNumbersWithAndWithoutSignExtension() throws Exception {
    assertThat(number(DataType.Int8, Metric.newBuilder().setIntValue(0xFF))).isEqualTo(-1);
    assertThat(number(DataType.Int8, Metric.newBuilder().setIntValue(-1))).isEqualTo(-1);
    assertThat(number(DataType.Int16, Metric.newBuilder().setIntValue(0xFFFE))).isEqualTo(-2);
    assertThat(number(DataType.Int32, Metric.newBuilder().setLongValue(0xFFFF_FFFFL)))
        .isEqualTo(-1);
    assertThat(number(DataType.UInt32, Metric.newBuilder().setIntValue(-1)))
        .isEqualTo(4_294_967_295.0);
  }

  @Test
  void refusesWhatIsOutOfRangeOrOfAnotherKind() {
    assertThatThrownBy(() -> number(DataType.Int8, Metric.newBuilder().setIntValue(300)))
        .hasMessageContaining("'m' of type Int8 carries 300, which is out of its range");
    assertThatThrownBy(() -> number(DataType.UInt16, Metric.newBuilder().setIntValue(-1)))
        .hasMessageContaining("4294967295");
    assertThatThrownBy(() -> number(DataType.Int32, Metric.newBuilder().setDoubleValue(1)))
        .hasMessageContaining("carries a DOUBLE_VALUE");
    assertThatThrownBy(() -> number(DataType.Boolean, Metric.newBuilder().setIntValue(1)))
        .hasMessageContaining("carries a INT_VALUE");
    assertThatThrownBy(() -> number(DataType.Double, Metric.newBuilder().setStringValue("1")))
        .hasMessageContaining("STRING_VALUE");
  }

  private static double number(DataType type, Metric.Builder metric)
      throws UnusablePayloadException {
    return MetricValue.number("m", type.getNumber(), metric.build());
  }
}
