package io.millwright.gateway.modbus;

import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.asset.PointName;
import io.millwright.gateway.config.ConfigProblems;

/**
 * Where a measurement point is in a device, and how to read it.
 *
 * @param unitId 0 to 255; behind a gateway it tells devices apart
 * @param address 0 to 65535, as on the wire: register 40001 of a manual is holding 0
 * @param byteOrder within a register
 * @param wordOrder of the registers of a value
 * @param bit for a bit in a register: 0 = the least significant, to 15
 * @param scale reading = raw * scale + offset
 */
public record ModbusPoint(
    AssetKey asset,
    PointName point,
    int unitId,
    Table table,
    int address,
    ValueType type,
    Order byteOrder,
    Order wordOrder,
    int bit,
    double scale,
    double offset) {

  public ModbusPoint {
    ConfigProblems problems = new ConfigProblems();
    problems.range("unit-id", unitId, 0, 255);
    problems.range("address", address, 0, 65_535);
    problems.require(
        address + type.addresses() <= 65_536,
        "address " + address + " leaves no room for the " + type.addresses() + " registers of it");
    problems.require(
        !table.bits() || type == ValueType.BIT,
        "a coil or discrete input is a bit: leave type out, or use table holding or input");
    problems.range("bit", bit, 0, 15);
    problems.require(
        bit == 0 || type == ValueType.BIT && !table.bits(),
        "bit is only for type bit in table holding or input");
    problems.require(
        Double.isFinite(scale) && scale != 0, "scale must be finite and not 0, but was " + scale);
    problems.require(Double.isFinite(offset), "offset must be finite, but was " + offset);
    problems.throwIfAny();
  }

  /** A point of one register, as it is. */
  public static ModbusPoint of(AssetKey asset, String point, Table table, int address) {
    return new ModbusPoint(
        asset,
        new PointName(point),
        1,
        table,
        address,
        table.bits() ? ValueType.BIT : ValueType.UINT16,
        Order.BIG,
        Order.BIG,
        0,
        1,
        0);
  }

  int end() {
    return address + type.addresses();
  }

  /**
   * The reading in the answer to a request.
   *
   * @param data of the answer: registers of two bytes each, or bits, the least significant first
   * @param start the address that the request began with
   */
  double value(byte[] data, int start) {
    int place = address - start;
    if (table.bits()) {
      return ((data[place >> 3] >> (place & 7)) & 1) * scale + offset;
    }
    long raw = 0;
    int registers = type.addresses();
    for (int i = 0; i < registers; i++) {
      int register = place + (wordOrder == Order.BIG ? i : registers - 1 - i);
      int first = data[2 * register] & 0xFF;
      int second = data[2 * register + 1] & 0xFF;
      raw = raw << 16 | (byteOrder == Order.BIG ? first << 8 | second : second << 8 | first);
    }
    return number(raw) * scale + offset;
  }

  private double number(long raw) {
    return switch (type) {
      case INT16 -> (short) raw;
      case INT32 -> (int) raw;
      case UINT16, UINT32, INT64 -> raw;
      // Shifted right without its sign, but with the lowest bit kept for the rounding.
      case UINT64 -> raw >= 0 ? raw : (double) (raw >>> 1 | raw & 1) * 2;
      case FLOAT32 -> Float.intBitsToFloat((int) raw);
      case FLOAT64 -> Double.longBitsToDouble(raw);
      case BIT -> raw >> bit & 1;
    };
  }

  @Override
  public String toString() {
    return asset
        + " "
        + point
        + " (unit "
        + unitId
        + ", "
        + table.name().toLowerCase(java.util.Locale.ROOT)
        + " "
        + address
        + ")";
  }
}
