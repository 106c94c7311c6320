package io.millwright.gateway.quality;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.measurement.Measurements;
import io.millwright.contracts.measurement.MeasurementsRevision;
import io.millwright.contracts.measurement.Quality;
import io.millwright.contracts.measurement.QualityReason;
import io.millwright.contracts.wire.Waveform;
import io.millwright.gateway.quality.AssetRules.PointRule;
import io.millwright.gateway.reading.DecodeResult;
import io.millwright.gateway.reading.ReadingLimits;
import io.millwright.gateway.reading.Rejection;
import io.millwright.gateway.registry.RegisteredAsset;
import io.millwright.gateway.registry.Registry;
import io.millwright.gateway.waveform.WaveformResult;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What happens to every reading before it is kept.
 *
 * <pre>
 *  unit    to the canonical one of its point; one that cannot be converted refuses the message,
 *          since a value without its unit would be a lie in the point's series
 *  range   outside the physical range of its point: BAD
 *  time    of a clock that was never set, or that is too far ahead: UNCERTAIN, at the time of receipt
 * </pre>
 *
 * Wrong times of one message keep their distances, its latest being the time of receipt: a device's
 * clock may be wrong and yet go right. Where nothing is to change, nothing is allocated. Can be
 * shared by threads.
 */
public final class QualityDoor implements StatedUnits {
  /** Distances between wrong times are kept up to this; what is further apart is no clock. */
  private static final long MOST_SPREAD_MICROS = Duration.ofDays(1).toMillis() * 1_000;

  private final Registry registry;
  private final long earliestMicros;
  private final long aheadMicros;
  private final ClockSkews skews;
  private final UcumUnits units = new UcumUnits();
  private final Function<RegisteredAsset, AssetRules> rulesOf =
      asset -> new AssetRules(asset, units);
  private final Map<QualityReason, Counter> flagged = new EnumMap<>(QualityReason.class);

  public QualityDoor(
      Registry registry, ReadingLimits limits, ClockSkews skews, MeterRegistry meters) {
    this.registry = registry;
    this.earliestMicros =
        limits.earliestTime().getEpochSecond() * 1_000_000L
            + limits.earliestTime().getNano() / 1_000;
    this.aheadMicros =
        limits.maxAhead().toSeconds() * 1_000_000L + limits.maxAhead().toNanosPart() / 1_000;
    this.skews = skews;
    for (QualityReason reason : QualityReason.values()) {
      if (reason != QualityReason.NONE) {
        flagged.put(
            reason,
            Counter.builder("millwright.gateway.readings.flagged")
                .description("Readings whose quality the gateway has lowered")
                .tag("reason", reason.name().toLowerCase(Locale.ROOT))
                .register(meters));
      }
    }
  }

  /** The readings as they are kept, or why they are not. */
  public DecodeResult pass(Measurements batch) {
    return pass(batch, registry.directory().asset(batch.asset()));
  }

  /** The same when it is known as what their asset is registered; null = as nothing. */
  public DecodeResult pass(Measurements batch, @Nullable RegisteredAsset registered) {
    if (batch.size() == 0) {
      return new DecodeResult.Decoded(batch);
    }
    WrongTimes times = wrongTimes(batch);
    AssetRules ofAsset = rules(registered);
    if (ofAsset == null && times == null) {
      return new DecodeResult.Decoded(batch);
    }
    BatchRules rules = ofAsset == null ? null : ofAsset.points(batch.points());
    if (rules != null && times == null && batch.unitsUnstated()) {
      Measurements usual = rules.usual(batch);
      if (usual != null) {
        return new DecodeResult.Decoded(usual);
      }
    }
    return readingByReading(batch, rules, times);
  }

  private DecodeResult readingByReading(
      Measurements batch, @Nullable BatchRules rules, @Nullable WrongTimes times) {
    Rejection misfit = rules == null ? null : misfit(batch, rules);
    if (misfit != null) {
      return new DecodeResult.Rejected(misfit);
    }
    MeasurementsRevision revision = null;
    for (int i = 0; i < batch.size(); i++) {
      int index = batch.pointIndex(i);
      PointRule rule = rules == null ? null : rules.rule(index);
      double value = batch.value(i);
      boolean possible = true;
      if (rule != null) {
        value = rule.conversion(batch.statedUnit(index)).of(value);
        possible = rule.possible(value);
      }
      if (times != null || !possible || value != batch.value(i)) {
        revision = revision == null ? batch.revision() : revision;
        revision.value(i, value);
        if (times != null || !possible) {
          flag(batch, i, revision, times, possible);
        }
      }
    }
    return new DecodeResult.Decoded(revision == null ? batch : revision.done());
  }

  /** Why a value cannot be converted, before any is flagged; null = all can. */
  private static @Nullable Rejection misfit(Measurements batch, BatchRules rules) {
    for (int i = 0; i < batch.size(); i++) {
      int index = batch.pointIndex(i);
      PointRule rule = rules.rule(index);
      if (rule != null) {
        Conversion conversion = rule.conversion(batch.statedUnit(index));
        if (conversion.problem() != null) {
          return misfit(batch.point(i), rule, String.valueOf(conversion.problem()));
        }
        if (!Double.isFinite(conversion.of(batch.value(i)))) {
          return misfit(
              batch.point(i), rule, "value " + batch.value(i) + " is too large to convert");
        }
      }
    }
    return null;
  }

  private void flag(
      Measurements batch,
      int i,
      MeasurementsRevision revision,
      @Nullable WrongTimes times,
      boolean possible) {
    Quality quality = batch.quality(i);
    QualityReason reason = times == null ? QualityReason.NONE : times.corrected(i, revision);
    if (reason != QualityReason.NONE) {
      if (quality == Quality.GOOD) {
        quality = Quality.UNCERTAIN;
      }
      count(reason);
    }
    if (!possible && quality.usable()) {
      quality = Quality.BAD;
      reason = QualityReason.OUT_OF_RANGE;
      count(reason);
    }
    if (reason != QualityReason.NONE) {
      revision.quality(i, quality, reason);
    }
  }

  /** Null = its times can be right. */
  private @Nullable WrongTimes wrongTimes(Measurements batch) {
    long received = batch.receivedTimeMicros();
    long newest = batch.newestTimeMicros();
    skews.note(batch.source(), received - newest);
    return batch.oldestTimeMicros() < earliestMicros || newest - received > aheadMicros
        ? new WrongTimes(batch)
        : null;
  }

  /** The waveform in the unit of its point, or why it is not kept. */
  public WaveformResult pass(Waveform waveform) {
    count(QualityReason.ofCode(waveform.getTimeReason()));
    AssetKey asset = AssetKey.of(waveform.getTenant(), waveform.getAsset());
    AssetRules rules = rules(registry.directory().asset(asset));
    PointRule rule = rules == null ? null : rules.point(waveform.getPoint());
    if (rule == null) {
      return new WaveformResult.Decoded(waveform);
    }
    Conversion conversion = rule.conversion(waveform.getUnit());
    String problem = conversion.problem();
    if (problem != null) {
      return new WaveformResult.Rejected(misfit(waveform.getPoint(), rule, problem));
    }
    if (!conversion.changes()) {
      return new WaveformResult.Decoded(waveform);
    }
    Waveform converted = WaveformUnit.converted(waveform, conversion, rule.canonicalUnit());
    return converted == null
        ? new WaveformResult.Rejected(
            misfit(waveform.getPoint(), rule, "a sample is too large to convert"))
        : new WaveformResult.Decoded(converted);
  }

  @Override
  public @Nullable String understood(String text) {
    return units.understood(text);
  }

  @Override
  public @Nullable String problem(AssetKey asset, String point, String unit) {
    AssetRules rules = rules(registry.directory().asset(asset));
    PointRule rule = rules == null ? null : rules.point(point);
    return rule == null ? null : rule.conversion(unit).problem();
  }

  private void count(QualityReason reason) {
    Counter counter = flagged.get(reason);
    if (counter != null) {
      counter.increment();
    }
  }

  private static Rejection misfit(String point, PointRule rule, String problem) {
    return new Rejection(
        Rejection.Kind.CONTENT,
        "point '"
            + point
            + "' is kept in '"
            + rule.canonicalUnit()
            + "': "
            + problem
            + "; send that unit or one that converts to it, or correct the unit of the point");
  }

  private @Nullable AssetRules rules(@Nullable RegisteredAsset registered) {
    return registered == null ? null : registered.derived(AssetRules.class, rulesOf);
  }

  /** Moves the wrong times of a batch to the time of receipt. */
  private final class WrongTimes {
    private final Measurements batch;
    private final long received;
    private long latestUnset = Long.MIN_VALUE;
    private long latestAhead = Long.MIN_VALUE;

    private WrongTimes(Measurements batch) {
      this.batch = batch;
      this.received = batch.receivedTimeMicros();
      for (int i = 0; i < batch.size(); i++) {
        long time = batch.timeMicros(i);
        if (time < earliestMicros) {
          latestUnset = Math.max(latestUnset, time);
        } else if (time - received > aheadMicros) {
          latestAhead = Math.max(latestAhead, time);
        }
      }
    }

    /** Corrects a reading, and says what was wrong. */
    private QualityReason corrected(int i, MeasurementsRevision revision) {
      long time = batch.timeMicros(i);
      if (time < earliestMicros) {
        revision.timeMicros(i, received - Math.min(latestUnset - time, MOST_SPREAD_MICROS));
        return QualityReason.CLOCK_NOT_SET;
      }
      if (time - received > aheadMicros) {
        revision.timeMicros(i, received - Math.min(latestAhead - time, MOST_SPREAD_MICROS));
        return QualityReason.CLOCK_AHEAD;
      }
      return QualityReason.NONE;
    }
  }
}
