package io.millwright.streams.monitoring;

import io.millwright.contracts.measurement.WaveformSamples;
import io.millwright.contracts.wire.AlarmCommand.Kind;
import io.millwright.contracts.wire.Waveform;
import io.millwright.models.alarm.AlarmCommand;
import io.millwright.models.waveform.WaveformBlock;
import org.jspecify.annotations.Nullable;

/** Messages as the monitor takes them. */
final class Inputs {
  private Inputs() {}

  /**
   * A block of samples.
   *
   * @throws IllegalArgumentException if nothing can be made of it, saying why
   */
  static WaveformBlock block(Waveform waveform) {
    return new WaveformBlock(
        waveform.getPoint(),
        waveform.getStartTimeMicros(),
        waveform.getSamplingRateHz(),
        waveform.getUnit(),
        WaveformSamples.of(waveform));
  }

  /**
   * What a person does about alarms; null when this version does not know what it is.
   *
   * @throws IllegalArgumentException if it lacks what it needs, saying what
   */
  static @Nullable AlarmCommand command(io.millwright.contracts.wire.AlarmCommand command) {
    AlarmCommand.Kind kind = kind(command.getKind());
    return kind == null
        ? null
        : new AlarmCommand(
            command.getCommandId(),
            command.getTimeMicros(),
            kind,
            command.getDetector(),
            command.getUntilMicros(),
            command.getReason(),
            command.getBy());
  }

  private static AlarmCommand.@Nullable Kind kind(Kind kind) {
    return switch (kind) {
      case ACKNOWLEDGE -> AlarmCommand.Kind.ACKNOWLEDGE;
      case SHELVE -> AlarmCommand.Kind.SHELVE;
      case UNSHELVE -> AlarmCommand.Kind.UNSHELVE;
      case OUT_OF_SERVICE -> AlarmCommand.Kind.OUT_OF_SERVICE;
      case IN_SERVICE -> AlarmCommand.Kind.IN_SERVICE;
      case MAINTENANCE_BEGIN -> AlarmCommand.Kind.MAINTENANCE_BEGIN;
      case MAINTENANCE_END -> AlarmCommand.Kind.MAINTENANCE_END;
      case KIND_UNSPECIFIED, UNRECOGNIZED -> null;
    };
  }
}
