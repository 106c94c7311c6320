package io.millwright.gateway.discovery;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.wire.Discovery;
import io.millwright.gateway.device.Pace;
import io.millwright.gateway.device.UnknownDevices;
import io.millwright.gateway.publish.Outbound;
import io.millwright.gateway.publish.Records;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Writes to {@code registry.discoveries.v1}, seldom enough that nobody can flood it: what flows all
 * the same once a run of the gateway, what is quarantined or refused again after a while, and all
 * of it at no more than a rate for each source and for the gateway.
 */
public final class Discoveries implements UnknownDevices {
  /** Points that flow unregistered and have been told; more than these are not told. */
  private static final int MOST_FLOWING = 200_000;

  private static final int MOST_HELD_BACK = 20_000;
  private static final long REPEAT_NANOS = 600_000_000_000L;
  private static final int MOST_SOURCES = 10_000;
  private static final double PER_SECOND = 50;
  private static final int BURST = 2_000;
  private static final double PER_SECOND_OF_SOURCE = 2;
  private static final int BURST_OF_SOURCE = 200;

  private final Outbound outbound;
  private final Clock clock;
  private final Counter written;
  private final Counter suppressed;
  private final Pace all = new Pace(System.nanoTime());
  private final Map<AssetKey, Set<String>> flowing = new ConcurrentHashMap<>();
  private final AtomicInteger flowingPoints = new AtomicInteger();

  /** When each was told last, by what it is. */
  private final Map<String, Long> heldBack = bounded(MOST_HELD_BACK);

  private final Map<String, Pace> sources = bounded(MOST_SOURCES);

  public Discoveries(Outbound outbound, Clock clock, MeterRegistry registry) {
    this.outbound = outbound;
    this.clock = clock;
    this.written =
        Counter.builder("millwright.gateway.discoveries")
            .description("Discoveries told to the registry")
            .register(registry);
    this.suppressed =
        Counter.builder("millwright.gateway.discoveries.suppressed")
            .description("Discoveries not told because there were too many")
            .register(registry);
  }

  /** Whether a point that flows unregistered has been told already. */
  public boolean flows(AssetKey asset, String point) {
    Set<String> points = flowing.get(asset);
    return points != null && points.contains(point);
  }

  /**
   * Tells of points that flow although nobody has registered them.
   *
   * @param remembered the names that {@link #flows} then knows
   */
  public void flowing(Discovery discovery, List<String> remembered) {
    if (flowingPoints.get() + remembered.size() > MOST_FLOWING || !allowed(discovery.getSource())) {
      suppressed.increment();
      return;
    }
    AssetKey asset = AssetKey.of(discovery.getTenant(), discovery.getAsset());
    Set<String> points = flowing.computeIfAbsent(asset, key -> ConcurrentHashMap.newKeySet(4));
    for (String point : remembered) {
      if (points.add(point)) {
        flowingPoints.incrementAndGet();
      }
    }
    // If Kafka does not take it, the next message tells again.
    write(discovery, () -> forget(points, remembered));
  }

  private void forget(Set<String> points, List<String> remembered) {
    for (String point : remembered) {
      if (points.remove(point)) {
        flowingPoints.decrementAndGet();
      }
    }
  }

  /** Tells of what was quarantined, unless it has been told lately. */
  public void heldBack(Discovery discovery) {
    String what =
        discovery.getReasonValue()
            + " "
            + discovery.getSource()
            + " "
            + discovery.getAsset()
            + " "
            + discovery.getPointsList().hashCode();
    long now = System.nanoTime();
    synchronized (heldBack) {
      Long last = heldBack.get(what);
      if (last != null && now - last < REPEAT_NANOS) {
        return;
      }
    }
    if (!allowed(discovery.getSource())) {
      suppressed.increment();
      return;
    }
    synchronized (heldBack) {
      heldBack.put(what, now);
    }
    write(
        discovery,
        () -> {
          synchronized (heldBack) {
            heldBack.remove(what);
          }
        });
  }

  /** Tells of a device that nobody has registered, if its name is one that can be registered. */
  @Override
  public void tried(String source) {
    String identity = source.substring(source.indexOf(':') + 1);
    AssetKey name;
    try {
      // The name of a device has the form of an asset's.
      name = AssetKey.parse(identity);
    } catch (IllegalArgumentException e) {
      return;
    }
    heldBack(
        Discovery.newBuilder()
            .setSource(source)
            .setReason(Discovery.Reason.UNKNOWN_DEVICE)
            .setTenant(name.tenant().value())
            .setSeenAtMicros(clock.millis() * 1_000)
            .build());
  }

  private boolean allowed(String source) {
    long now = System.nanoTime();
    Pace ofSource;
    synchronized (sources) {
      ofSource = sources.computeIfAbsent(source, name -> new Pace(now));
    }
    return ofSource.takeOne(now, PER_SECOND_OF_SOURCE, BURST_OF_SOURCE)
        && all.takeOne(now, PER_SECOND, BURST);
  }

  private void write(Discovery discovery, Runnable otherwise) {
    outbound.write(
        Records.discovery(discovery),
        failure -> {
          if (failure == null) {
            written.increment();
          } else {
            otherwise.run();
          }
        });
  }

  private static <V> Map<String, V> bounded(int most) {
    return new LinkedHashMap<>(16, 0.75f, true) {
      private static final long serialVersionUID = 1L;

      @Override
      protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
        return size() > most;
      }
    };
  }
}
