package io.millwright.gateway;

import io.micrometer.core.instrument.MeterRegistry;
import io.millwright.gateway.intake.Intake;
import io.millwright.gateway.modbus.ModbusConfig;
import io.millwright.gateway.modbus.ModbusSource;
import io.millwright.gateway.opcua.Keys;
import io.millwright.gateway.opcua.OpcUaConfig;
import io.millwright.gateway.opcua.OpcUaSource;
import io.millwright.gateway.reading.ReadingLimits;
import io.millwright.gateway.source.Source;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What the gateway has to call.
 *
 * @param opcUaKeys directory of the gateway's own certificate and of those that it trusts
 */
public record SourcesConfig(List<ModbusConfig> modbus, List<OpcUaConfig> opcUa, Path opcUaKeys) {

  static final Path DEFAULT_OPC_UA_KEYS = Path.of("data", "opcua-keys");

  public static final SourcesConfig NONE =
      new SourcesConfig(List.of(), List.of(), DEFAULT_OPC_UA_KEYS);

  public SourcesConfig {
    modbus = List.copyOf(modbus);
    opcUa = List.copyOf(opcUa);
  }

  /** The sources, not yet connected. */
  List<Source> toCall(ReadingLimits limits, Intake intake, MeterRegistry registry) {
    List<Source> sources = new ArrayList<>();
    modbus.forEach(device -> sources.add(new ModbusSource(device, intake, registry)));
    Keys keys = new Keys(opcUaKeys);
    opcUa.forEach(server -> sources.add(new OpcUaSource(server, keys, limits, intake, registry)));
    return sources;
  }
}
