package io.millwright.gateway.modbus;

import com.digitalpetri.modbus.client.ModbusTcpClient;
import com.digitalpetri.modbus.tcp.client.NettyTcpClientTransport;
import io.micrometer.core.instrument.MeterRegistry;
import io.millwright.contracts.asset.AssetKey;
import io.millwright.gateway.device.Protocol;
import io.millwright.gateway.intake.Intake;
import io.millwright.gateway.source.Source;
import io.millwright.gateway.source.SourceFeed;
import io.millwright.gateway.source.SourceUnavailableException;
import io.millwright.gateway.source.Watch;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/** A Modbus TCP device that is polled. */
public final class ModbusSource implements Source {
  private final ModbusConfig config;
  private final SourceFeed feed;

  public ModbusSource(ModbusConfig config, Intake intake, MeterRegistry registry) {
    this.config = config;
    Set<AssetKey> assets =
        config.groups().stream()
            .flatMap(group -> group.points().stream())
            .map(ModbusPoint::asset)
            .collect(Collectors.toSet());
    this.feed = new SourceFeed(Protocol.MODBUS, config.name(), assets, intake, registry);
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
    NettyTcpClientTransport transport =
        NettyTcpClientTransport.create(
            settings -> {
              settings.hostname = config.host();
              settings.port = config.port();
              settings.connectTimeout = config.timeout();
              // The supervisor connects again, and knows when.
              settings.connectPersistent = false;
            });
    ModbusTcpClient client =
        ModbusTcpClient.create(transport, settings -> settings.requestTimeout = config.timeout());
    try {
      client
          .connectAsync()
          .toCompletableFuture()
          // The transport ends at its own timeout; this only guards against a fault in it.
          .get(config.timeout().toMillis() + 5_000, TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new SourceUnavailableException(
          "cannot connect to " + config.host() + ":" + config.port() + ": " + e.getCause(), e);
    } catch (TimeoutException | InterruptedException e) {
      client.disconnectAsync();
      if (e instanceof InterruptedException interrupted) {
        throw interrupted;
      }
      throw new SourceUnavailableException(
          config.host() + ":" + config.port() + " does not answer within " + config.timeout(), e);
    }
    transport.addConnectionListener(
        new NettyTcpClientTransport.ConnectionListener() {
          @Override
          public void onConnection() {
            // It is connected already.
          }

          @Override
          public void onConnectionLost() {
            watch.lost("the device closed the connection");
          }
        });
    return new Polling(config, client, feed, watch);
  }
}
