package io.millwright.gateway;

import io.micrometer.core.instrument.MeterRegistry;
import io.millwright.gateway.broker.BrokerConfig;
import io.millwright.gateway.broker.BrokerSource;
import io.millwright.gateway.intake.Intake;
import io.millwright.gateway.modbus.ModbusConfig;
import io.millwright.gateway.modbus.ModbusSource;
import io.millwright.gateway.opcua.Keys;
import io.millwright.gateway.opcua.OpcUaConfig;
import io.millwright.gateway.opcua.OpcUaSource;
import io.millwright.gateway.quality.StatedUnits;
import io.millwright.gateway.reading.ReadingLimits;
import io.millwright.gateway.source.Source;
import io.millwright.gateway.sparkplug.SparkplugHost;
import io.millwright.gateway.topic.TopicRoutes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the gateway has to call.
 *
 * @param opcUaKeys directory of the gateway's own certificate and of those that it trusts
 */
public record SourcesConfig(
    List<BrokerConfig> brokers,
    List<ModbusConfig> modbus,
    List<OpcUaConfig> opcUa,
    Path opcUaKeys) {

  static final Path DEFAULT_OPC_UA_KEYS = Path.of("data", "opcua-keys");

  public static final SourcesConfig NONE =
      new SourcesConfig(List.of(), List.of(), List.of(), DEFAULT_OPC_UA_KEYS);

  public SourcesConfig {
    brokers = List.copyOf(brokers);
    modbus = List.copyOf(modbus);
    opcUa = List.copyOf(opcUa);
  }

  /** With a broker more. */
  public SourcesConfig withBroker(BrokerConfig another) {
    List<BrokerConfig> all = new ArrayList<>(brokers);
    all.add(another);
    return new SourcesConfig(all, modbus, opcUa, opcUaKeys);
  }

  /**
   * The sources, not yet connected.
   *
   * @param sparkplug null = Sparkplug is not understood
   * @throws io.millwright.gateway.config.InvalidConfigException if a file for TLS is not usable
   */
  List<Source> toCall(
      ReadingLimits limits,
      Intake intake,
      StatedUnits units,
      TopicRoutes routes,
      @Nullable SparkplugHost sparkplug,
      MeterRegistry registry) {
    List<Source> sources = new ArrayList<>();
    for (BrokerConfig broker : brokers) {
      sources.add(BrokerSource.ofReadings(broker, routes, intake, registry));
      if (broker.sparkplug() && sparkplug != null) {
        sources.add(
            BrokerSource.ofHost(
                broker, sparkplug.topicFilters(), sparkplug, routes, intake, registry));
      }
    }
    modbus.forEach(device -> sources.add(new ModbusSource(device, intake, registry)));
    Keys keys = new Keys(opcUaKeys);
    opcUa.forEach(
        server -> sources.add(new OpcUaSource(server, keys, limits, intake, units, registry)));
    return sources;
  }
}
