package io.millwright.gateway.modbus;

import com.digitalpetri.modbus.client.ModbusTcpClient;
import io.millwright.gateway.source.Source;
import io.millwright.gateway.source.SourceFeed;
import io.millwright.gateway.source.SourceMeters.Skipped;
import io.millwright.gateway.source.Watch;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Polls the groups of a device over one connection, one request after the other. A poll whose time
 * has passed is left out and counted; polls do not queue up.
 */
final class Polling implements Source.Connection {
  private static final Logger LOGGER = LoggerFactory.getLogger(Polling.class);

  private final ModbusTcpClient client;
  private final SourceFeed feed;
  private final Watch watch;
  private final List<GroupReader> groups;
  private final ScheduledExecutorService poller;

  Polling(ModbusConfig config, ModbusTcpClient client, SourceFeed feed, Watch watch) {
    this.client = client;
    this.feed = feed;
    this.watch = watch;
    DeviceReader device = new DeviceReader(client, config.timeout(), watch);
    Units units = new Units(config, feed);
    this.groups =
        config.groups().stream()
            .map(group -> new GroupReader(config, group, device, units, feed))
            .toList();
    this.poller =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "poll-" + feed.name());
              thread.setDaemon(true);
              return thread;
            });
  }

  @Override
  public void begin() {
    long now = System.nanoTime();
    for (GroupReader group : groups) {
      poller.execute(() -> poll(group, now));
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // poll() reports its own failures
  private void poll(GroupReader group, long dueNanos) {
    try {
      if (feed.budget().full()) {
        feed.meters().skip(Skipped.BACK_PRESSURE, 1);
        // That the device is not asked says nothing about it.
        watch.heard();
      } else {
        group.read();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    } catch (RuntimeException e) {
      LOGGER.atWarn().setCause(e).addKeyValue("source", feed.name()).log("a poll failed");
      watch.lost("a poll failed: " + e);
      return;
    }
    long interval = group.interval().toNanos();
    long passed = Math.max(0, (System.nanoTime() - dueNanos) / interval);
    if (passed > 0) {
      feed.meters().skip(Skipped.OVERRUN, passed);
    }
    long next = dueNanos + (passed + 1) * interval;
    if (!poller.isShutdown()) {
      poller.schedule(() -> poll(group, next), next - System.nanoTime(), TimeUnit.NANOSECONDS);
    }
  }

  @Override
  public void close() {
    poller.shutdownNow();
    client.disconnectAsync();
    try {
      if (!poller.awaitTermination(10, TimeUnit.SECONDS)) {
        LOGGER.atWarn().addKeyValue("source", feed.name()).log("a poll did not stop in time");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
