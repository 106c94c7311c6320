package io.millwright.gateway.opcua;

import io.millwright.contracts.measurement.Quality;
import io.millwright.gateway.opcua.OpcUaConfig.Point;
import io.millwright.gateway.quality.StatedUnits;
import io.millwright.gateway.reading.Micros;
import io.millwright.gateway.reading.ReadingLimits;
import io.millwright.gateway.source.SourceFeed;
import io.millwright.gateway.source.SourceMeters.Dropped;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.DateTime;
import org.eclipse.milo.opcua.stack.core.types.builtin.StatusCode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes readings of the values of a server. */
final class ValueReader {
  private static final Logger LOGGER = LoggerFactory.getLogger(ValueReader.class);

  private final SourceFeed feed;
  private final ReadingLimits limits;
  private final StatedUnits units;

  /** Points that have been complained about, so that each is told once. */
  private final Set<Point> complained = ConcurrentHashMap.newKeySet();

  ValueReader(SourceFeed feed, ReadingLimits limits, StatedUnits units) {
    this.feed = feed;
    this.limits = limits;
    this.units = units;
  }

  /**
   * Adds a value.
   *
   * @param unit in UCUM, as the server states it; null = it does not
   */
  void add(Point point, @Nullable String unit, DataValue value, SourceFeed.Batch batch) {
    StatusCode status = value.getStatusCode();
    if (status.isOverflowSet()) {
      feed.meters().drop(Dropped.OVERFLOW, 1);
    }
    Object content = value.getValue().getValue();
    double number;
    if (content instanceof Number known) {
      number = known.doubleValue();
    } else if (content instanceof Boolean truth) {
      number = truth ? 1 : 0;
    } else {
      feed.meters().drop(content == null ? Dropped.NO_VALUE : Dropped.TYPE, 1);
      complain(
          point,
          content == null
              ? "it has no value (" + status + ")"
              : "its value is "
                  + (content.getClass().isArray()
                      ? "an array"
                      : "of type " + content.getClass().getSimpleName())
                  + ": only single numbers and booleans are readings");
      return;
    }
    String misfit = unit == null ? null : units.problem(point.asset(), point.point().value(), unit);
    if (misfit != null) {
      feed.meters().drop(Dropped.UNIT, 1);
      complain(point, misfit);
      return;
    }
    long now = Micros.now();
    Quality quality = quality(status);
    Long time = plausible(value.getSourceTime(), now);
    if (time == null) {
      time = plausible(value.getServerTime(), now);
      if (value.getSourceTime() != null && quality == Quality.GOOD) {
        // Its clock is wrong, so the time of the value is a guess.
        quality = Quality.UNCERTAIN;
      }
    }
    String name = point.point().value();
    batch.add(point.asset(), name, time == null ? now : time, number, quality, unit);
  }

  static Quality quality(StatusCode status) {
    if (status.isGood()) {
      return Quality.GOOD;
    }
    return status.isUncertain() ? Quality.UNCERTAIN : Quality.BAD;
  }

  private @Nullable Long plausible(@Nullable DateTime time, long nowMicros) {
    if (time == null || time.isNull()) {
      return null;
    }
    Instant instant = time.getJavaInstant();
    if (instant.isBefore(limits.earliestTime())) {
      return null;
    }
    long micros = Micros.of(instant);
    return micros - nowMicros > limits.maxAhead().toSeconds() * 1_000_000 ? null : micros;
  }

  private void complain(Point point, String reason) {
    if (complained.add(point)) {
      LOGGER
          .atWarn()
          .addKeyValue("source", feed.name())
          .addKeyValue("point", point.asset() + " " + point.point())
          .addKeyValue("reason", reason)
          .log("a value of the server is no reading");
    }
  }
}
