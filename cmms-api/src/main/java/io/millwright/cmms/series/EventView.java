package io.millwright.cmms.series;

import io.micronaut.serde.annotation.Serdeable;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What happened to an asset, as the API shows it: the newest first. */
final class EventView {
  private EventView() {}

  /** What an event tells of; the historian stores the number of the wire's kind. */
  enum Kind {
    UNSPECIFIED,
    CODE,
    OPERATING_STATE,
    BIRTH,
    DEATH;

    /** A kind that nobody defined is unspecified. */
    static Kind ofCode(int code) {
      return code > 0 && code < values().length ? values()[code] : UNSPECIFIED;
    }
  }

  /**
   * What a device or gateway told.
   *
   * @param source who, as protocol:identity
   * @param code an error code, or the new operating state
   */
  @Serdeable
  record Event(Instant time, String source, Kind kind, String code, String text) {}

  @Serdeable
  record Events(String asset, Instant from, Instant to, List<Event> items, @Nullable String next) {}

  /**
   * A detector of the monitoring changed its mind.
   *
   * @param point a point, or the name of a detector that watches several
   * @param value that was compared; null = none
   * @param limit it was compared with; null = none
   */
  @Serdeable
  record StateChange(
      Instant time,
      String point,
      String detector,
      ConditionState state,
      ConditionState previous,
      @Nullable Double value,
      @Nullable Double limit,
      String explanation,
      String planId,
      int planVersion) {}

  @Serdeable
  record StateChanges(
      String asset, Instant from, Instant to, List<StateChange> items, @Nullable String next) {}

  /**
   * A block of raw samples without them. The descriptors are of the whole block, with its mean
   * taken away; null = not defined.
   *
   * @param time of the first sample
   * @param rateHz samples a second
   * @param samples how many
   */
  @Serdeable
  record Waveform(
      Instant time,
      String source,
      String unit,
      double rateHz,
      int samples,
      @Nullable Double rms,
      @Nullable Double peak,
      @Nullable Double crestFactor,
      @Nullable Double kurtosis) {}

  @Serdeable
  record Waveforms(
      String asset,
      String point,
      Instant from,
      Instant to,
      List<Waveform> items,
      @Nullable String next) {}

  /**
   * Samples of a block.
   *
   * @param offset number of the first of {@code values} in the block, from 0
   * @param values in the unit; null = not a number
   */
  @Serdeable
  record WaveformSamples(
      String asset, String point, Waveform waveform, int offset, List<@Nullable Float> values) {}

  /**
   * What a reading was before it was corrected.
   *
   * @param time of the reading
   * @param quality as stored
   * @param sequence number of the message that it was in; null = its source does not number them
   * @param revisedAt when the correction was stored
   * @param now the value that holds
   */
  @Serdeable
  record Revision(
      Instant time,
      double value,
      int quality,
      @Nullable Long sequence,
      Instant revisedAt,
      @Nullable Double now) {}

  @Serdeable
  record Revisions(
      String asset,
      String point,
      boolean derived,
      Instant from,
      Instant to,
      List<Revision> items,
      @Nullable String next) {}
}
