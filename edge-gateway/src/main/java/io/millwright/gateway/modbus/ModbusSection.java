package io.millwright.gateway.modbus;

import io.millwright.contracts.asset.PointName;
import io.millwright.gateway.config.YamlSection;
import io.millwright.gateway.modbus.ModbusConfig.PollGroup;
import io.millwright.gateway.source.SourceSection;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/** Reads a device of the sources file. */
public final class ModbusSection {
  private static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(1);

  private final YamlSection device;
  private final String tenant;
  private final String asset;
  private final int unitId;
  private final Order byteOrder;
  private final Order wordOrder;

  private ModbusSection(YamlSection device) {
    this.device = device;
    this.tenant = SourceSection.tenant(device);
    this.asset = device.text("asset", "");
    this.unitId = device.integer("unit-id", 1);
    this.byteOrder = device.choice("byte-order", Order.class, Order.BIG);
    this.wordOrder = device.choice("word-order", Order.class, Order.BIG);
  }

  /**
   * The device; what cannot be read is a problem of the section.
   *
   * @throws IllegalArgumentException if a value is not valid
   */
  public static ModbusConfig read(YamlSection device) {
    return new ModbusSection(device).config();
  }

  private ModbusConfig config() {
    return new ModbusConfig(
        SourceSection.name(device),
        device.text("host"),
        device.integer("port", ModbusConfig.DEFAULT_PORT),
        device.duration("timeout", ModbusConfig.DEFAULT_TIMEOUT),
        device.duration("patience", ModbusConfig.DEFAULT_PATIENCE),
        device.integer("max-gap", ModbusConfig.DEFAULT_MAX_GAP),
        device.integer("max-registers", ModbusConfig.MOST_REGISTERS),
        device.all("groups", this::group));
  }

  private PollGroup group(YamlSection group) {
    Set<String> names = new HashSet<>();
    return new PollGroup(
        group.duration("interval", DEFAULT_INTERVAL),
        group.all("points", point -> point(point, names)));
  }

  private ModbusPoint point(YamlSection point, Set<String> names) {
    Table table = point.choice("table", Table.class, Table.HOLDING);
    String name = point.text("point");
    int address = point.integer("address", -1);
    ValueType type =
        point.choice("type", ValueType.class, table.bits() ? ValueType.BIT : ValueType.UINT16);
    ModbusPoint made =
        new ModbusPoint(
            SourceSection.asset(point, tenant, asset),
            new PointName(name),
            point.integer("unit-id", unitId),
            table,
            address,
            type,
            point.choice("byte-order", Order.class, byteOrder),
            point.choice("word-order", Order.class, wordOrder),
            point.integer("bit", 0),
            point.number("scale", 1),
            point.number("offset", 0));
    if (!names.add(made.asset() + "/" + made.point())) {
      point.problem("point '" + made.point() + "' of " + made.asset() + " is twice in the group");
    }
    return made;
  }
}
