package io.millwright.gateway.modbus;

import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.wire.AssetEvent;
import io.millwright.gateway.modbus.ModbusConfig.PollGroup;
import io.millwright.gateway.reading.Micros;
import io.millwright.gateway.source.SourceFeed;
import io.millwright.gateway.source.SourceMeters.Dropped;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which units of a device answer: behind a gateway one may fall silent while the connection and the
 * others go on. For the one thread that polls.
 */
final class Units {
  private static final Logger LOGGER = LoggerFactory.getLogger(Units.class);

  private final ModbusConfig config;
  private final SourceFeed feed;
  private final Map<Integer, Silence> silent = new HashMap<>();

  Units(ModbusConfig config, SourceFeed feed) {
    this.config = config;
    this.feed = feed;
  }

  private static final class Silence {
    private final Instant since = Instant.now();
    private final long sinceNanos = System.nanoTime();
    private boolean told;
  }

  /** A request was not answered, or not made because its unit did not answer another. */
  void unanswered(Request request, String reason) {
    feed.meters().drop(Dropped.NO_ANSWER, request.points().size());
    Silence silence = silent.computeIfAbsent(request.unitId(), unit -> new Silence());
    if (!silence.told && System.nanoTime() - silence.sinceNanos >= config.patience().toNanos()) {
      silence.told = true;
      tell(
          request.unitId(),
          "MODBUS_NO_ANSWER",
          "unit "
              + request.unitId()
              + " has not answered since "
              + shown(silence.since)
              + " ("
              + reason
              + ")");
    }
  }

  /** A unit has answered. */
  void answered(int unit) {
    @Nullable Silence silence = silent.remove(unit);
    if (silence != null && silence.told) {
      tell(
          unit,
          "GAP",
          "unit "
              + unit
              + " answers again; nothing was read of it from "
              + shown(silence.since)
              + " to "
              + shown(Instant.now()));
    }
  }

  private static Instant shown(Instant time) {
    return time.truncatedTo(ChronoUnit.MILLIS);
  }

  /** Tells each asset that has points of the unit; it may have others that are read. */
  private void tell(int unit, String code, String what) {
    LOGGER.atWarn().addKeyValue("source", feed.name()).addKeyValue("reason", what).log(code);
    long now = Micros.now();
    points(unit)
        .forEach(
            (asset, points) ->
                feed.event(
                    asset,
                    AssetEvent.Kind.CODE,
                    now,
                    code,
                    what + ": " + String.join(", ", points)));
  }

  private Map<AssetKey, Set<String>> points(int unit) {
    Map<AssetKey, Set<String>> byAsset = new TreeMap<>();
    List<PollGroup> groups = config.groups();
    for (PollGroup group : groups) {
      for (ModbusPoint point : group.points()) {
        if (point.unitId() == unit) {
          byAsset
              .computeIfAbsent(point.asset(), asset -> new TreeSet<>())
              .add(point.point().value());
        }
      }
    }
    return byAsset;
  }
}
