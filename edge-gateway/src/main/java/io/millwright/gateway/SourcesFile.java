package io.millwright.gateway;

import io.millwright.gateway.broker.BrokerConfig;
import io.millwright.gateway.broker.BrokerSection;
import io.millwright.gateway.config.ConfigProblems;
import io.millwright.gateway.config.YamlFile;
import io.millwright.gateway.config.YamlSection;
import io.millwright.gateway.modbus.ModbusConfig;
import io.millwright.gateway.modbus.ModbusSection;
import io.millwright.gateway.opcua.OpcUaConfig;
import io.millwright.gateway.opcua.OpcUaSection;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Reads the file of setting {@code sources.file}; its form is in docs/connect-devices.md. */
final class SourcesFile {
  /** The name of each is a value of a metric's tag. */
  private static final int MOST_SOURCES = 256;

  private SourcesFile() {}

  /** All that can be read; what cannot is a problem. */
  static SourcesConfig read(
      Path path,
      Path opcUaKeys,
      UnaryOperator<@Nullable String> environment,
      ConfigProblems problems) {
    YamlSection root = YamlFile.read(path, environment, problems);
    if (root == null) {
      return SourcesConfig.NONE;
    }
    List<BrokerConfig> brokers = root.all("broker", BrokerSection::read);
    List<ModbusConfig> modbus = root.all("modbus", ModbusSection::read);
    List<OpcUaConfig> opcUa = root.all("opcua", OpcUaSection::read);
    root.reportUnknown();
    requireUnique(root, "modbus", modbus.stream().map(ModbusConfig::name).toList());
    requireUnique(root, "opcua", opcUa.stream().map(OpcUaConfig::name).toList());
    int count = brokers.size() + modbus.size() + opcUa.size();
    if (count > MOST_SOURCES) {
      root.problem(count + " sources are too many for one gateway: at most " + MOST_SOURCES);
    }
    return new SourcesConfig(brokers, modbus, opcUa, opcUaKeys);
  }

  private static void requireUnique(YamlSection root, String kind, List<String> names) {
    Set<String> seen = new HashSet<>();
    for (String name : names) {
      if (!seen.add(name)) {
        root.problem("there are two sources of " + kind + " with the name '" + name + "'");
      }
    }
  }
}
