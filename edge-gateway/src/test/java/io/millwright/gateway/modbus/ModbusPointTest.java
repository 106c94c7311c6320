package io.millwright.gateway.modbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.asset.PointName;
import java.nio.ByteBuffer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

final class ModbusPointTest {
  private static final AssetKey ASSET = AssetKey.of("demo", "boiler-1");

  @Provide
  Arbitrary<ValueType> words() {
    return Arbitraries.of(ValueType.class).filter(type -> type != ValueType.BIT);
  }

  /** Written as a PLC would, and read back. */
  @Property(tries = 2_000)
  void readsBackWhatADeviceWroteInEveryTypeAndOrder(
      @ForAll("words") ValueType type,
      @ForAll Order byteOrder,
      @ForAll Order wordOrder,
      @ForAll long bits,
      @ForAll @IntRange(max = 20) int before) {
    double expected =
        switch (type) {
          case INT16 -> (short) bits;
          case UINT16 -> Short.toUnsignedInt((short) bits);
          case INT32 -> (int) bits;
          case UINT32 -> Integer.toUnsignedLong((int) bits);
          case INT64 -> bits;
          case UINT64 -> new java.math.BigDecimal(Long.toUnsignedString(bits)).doubleValue();
          case FLOAT32 -> Float.intBitsToFloat((int) bits);
          case FLOAT64 -> Double.longBitsToDouble(bits);
          case BIT -> throw new IllegalArgumentException("not a word");
        };
    byte[] wire = onTheWire(type, byteOrder, wordOrder, bits, before);

    double value = point(type, byteOrder, wordOrder, 100 + before, 1, 0).value(wire, 100);

    // As objects, so that NaN equals NaN; + 0.0, because the offset makes -0.0 a 0.0.
    assertThat(Double.valueOf(value)).isEqualTo(Double.valueOf(expected + 0.0));
  }

  private static byte[] onTheWire(
      ValueType type, Order byteOrder, Order wordOrder, long bits, int before) {
    int registers = type.addresses();
    byte[] big = ByteBuffer.allocate(8).putLong(bits).array();
    ByteBuffer wire = ByteBuffer.allocate(2 * (before + registers + 1));
    wire.position(2 * before);
    for (int i = 0; i < registers; i++) {
      int word = wordOrder == Order.BIG ? i : registers - 1 - i;
      int at = 8 - 2 * registers + 2 * word;
      wire.put(big[byteOrder == Order.BIG ? at : at + 1]);
      wire.put(big[byteOrder == Order.BIG ? at + 1 : at]);
    }
    return wire.array();
  }

  @Test
  void readsTheExampleOfTheModbusSpecification() {
    // 0x41C8 0x0000 is 25.0 in IEEE 754, the high word first.
    assertThat(
            point(ValueType.FLOAT32, Order.BIG, Order.BIG, 0, 1, 0)
                .value(new byte[] {0x41, (byte) 0xC8, 0, 0}, 0))
        .isEqualTo(25.0);
    assertThat(
            point(ValueType.FLOAT32, Order.BIG, Order.LITTLE, 0, 1, 0)
                .value(new byte[] {0, 0, 0x41, (byte) 0xC8}, 0))
        .isEqualTo(25.0);
  }

  @Test
  void scalesAndShifts() {
    assertThat(
            point(ValueType.INT16, Order.BIG, Order.BIG, 0, 0.1, -40)
                .value(new byte[] {(byte) 0xFF, (byte) 0x38}, 0))
        .isEqualTo(-200 * 0.1 - 40);
  }

  @Property
  void readsOneBitOfARegisterAndACoil(@ForAll @IntRange(max = 15) int bit) {
    byte[] register = ByteBuffer.allocate(2).putShort((short) (1 << bit)).array();
    for (int other = 0; other < 16; other++) {
      assertThat(bit(Table.HOLDING, 7, other).value(register, 7)).isEqualTo(other == bit ? 1 : 0);
    }
    byte[] coils = new byte[2];
    coils[bit / 8] = (byte) (1 << bit % 8);
    for (int other = 0; other < 16; other++) {
      assertThat(bit(Table.COIL, 100 + other, 0).value(coils, 100)).isEqualTo(other == bit ? 1 : 0);
    }
  }

  @Test
  void refusesWhatNoDeviceCanHold() {
    assertThatThrownBy(() -> point(ValueType.INT64, Order.BIG, Order.BIG, 65_533, 1, 0))
        .hasMessageContaining("address 65533 leaves no room for the 4 registers");
    assertThatThrownBy(() -> point(ValueType.INT16, Order.BIG, Order.BIG, -1, 0, 0))
        .hasMessageContaining("address must be between 0 and 65535, but was -1")
        .hasMessageContaining("scale must be finite and not 0");
    assertThatThrownBy(() -> bit(Table.COIL, 1, 3))
        .hasMessageContaining("bit is only for type bit");
  }

  private static ModbusPoint bit(Table table, int address, int bit) {
    return new ModbusPoint(
        ASSET,
        new PointName("b"),
        1,
        table,
        address,
        ValueType.BIT,
        Order.BIG,
        Order.BIG,
        bit,
        1,
        0);
  }

  private static ModbusPoint point(
      ValueType type, Order byteOrder, Order wordOrder, int address, double scale, double offset) {
    return new ModbusPoint(
        ASSET,
        new PointName("p"),
        1,
        Table.HOLDING,
        address,
        type,
        byteOrder,
        wordOrder,
        0,
        scale,
        offset);
  }
}
