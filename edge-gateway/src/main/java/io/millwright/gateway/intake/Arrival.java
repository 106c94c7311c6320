package io.millwright.gateway.intake;

import io.millwright.contracts.measurement.Measurements;
import io.millwright.contracts.wire.AssetEvent;
import io.millwright.contracts.wire.Waveform;
import io.millwright.gateway.reading.DeviceMessage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A message and what has been found in it. It is acknowledged when all of it is kept.
 *
 * @param message as it came, for the case that some of it cannot be used
 * @param historical whether the source says of all readings that they are not of now
 */
public record Arrival(
    DeviceMessage message,
    List<Measurements> measurements,
    List<AssetEvent> events,
    List<Waveform> waveforms,
    boolean historical)
    implements Judged {

  public Arrival {
    measurements = List.copyOf(measurements);
    events = List.copyOf(events);
    waveforms = List.copyOf(waveforms);
  }

  /** Readings of now, as far as the source says. */
  public Arrival(
      DeviceMessage message,
      List<Measurements> measurements,
      List<AssetEvent> events,
      List<Waveform> waveforms) {
    this(message, measurements, events, waveforms, false);
  }

  /** A message that holds only measurements. */
  public static Arrival of(DeviceMessage message, Measurements measurements) {
    return new Arrival(message, List.of(measurements), List.of(), List.of());
  }

  /** The same message with its measurements and waveforms as they may be kept. */
  Arrival with(List<Measurements> judged, List<Waveform> judgedWaveforms) {
    return new Arrival(message, judged, events, judgedWaveforms, historical);
  }

  /** The measurements of one asset if there is nothing else; null = there is. */
  @Nullable Measurements measurementsOnly() {
    return measurements.size() == 1 && events.isEmpty() && waveforms.isEmpty()
        ? measurements.get(0)
        : null;
  }

  /** How many readings; a waveform counts as one. */
  public int readings() {
    int readings = waveforms.size();
    for (Measurements batch : measurements) {
      readings += batch.size();
    }
    return readings;
  }
}
