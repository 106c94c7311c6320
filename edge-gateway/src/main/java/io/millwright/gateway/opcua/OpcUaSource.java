package io.millwright.gateway.opcua;

import io.micrometer.core.instrument.MeterRegistry;
import io.millwright.contracts.asset.AssetKey;
import io.millwright.gateway.device.Protocol;
import io.millwright.gateway.intake.Intake;
import io.millwright.gateway.quality.StatedUnits;
import io.millwright.gateway.reading.ReadingLimits;
import io.millwright.gateway.source.Source;
import io.millwright.gateway.source.SourceFeed;
import io.millwright.gateway.source.SourceUnavailableException;
import io.millwright.gateway.source.Watch;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/** An OPC UA server that the gateway subscribes to. */
public final class OpcUaSource implements Source {
  private final OpcUaConfig config;
  private final Keys keys;
  private final ReadingLimits limits;
  private final StatedUnits units;
  private final SourceFeed feed;

  public OpcUaSource(
      OpcUaConfig config,
      Keys keys,
      ReadingLimits limits,
      Intake intake,
      StatedUnits units,
      MeterRegistry registry) {
    this.config = config;
    this.keys = keys;
    this.limits = limits;
    this.units = units;
    Set<AssetKey> assets = new HashSet<>();
    config.points().forEach(point -> assets.add(point.asset()));
    config.browse().forEach(browse -> assets.add(browse.asset()));
    this.feed = new SourceFeed(Protocol.OPC_UA, config.name(), assets, intake, registry);
  }

  @Override
  public SourceFeed feed() {
    return feed;
  }

  @Override
  public Duration patience() {
    return config.patience();
  }

  @Override
  public Connection open(Watch watch) throws SourceUnavailableException, InterruptedException {
    return new Subscribing(
        config,
        new Dial(config, keys).connect(),
        feed,
        new ValueReader(feed, limits, units),
        units,
        watch);
  }
}
