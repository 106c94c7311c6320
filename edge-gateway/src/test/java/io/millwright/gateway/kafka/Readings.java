package io.millwright.gateway.kafka;

import io.millwright.contracts.measurement.Measurements;
import java.util.Collection;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Readings one by one: how many of them share a record is the gateway's business. */
public final class Readings {
  private Readings() {}

  /**
   * A reading.
   *
   * @param sequence number of its message; 0 = none
   */
  public record Reading(String point, long timeMicros, double value, long sequence) {}

  public static Stream<Reading> of(Collection<Measurements> batches) {
    return batches.stream().flatMap(Readings::of);
  }

  public static Stream<Reading> of(Measurements batch) {
    return IntStream.range(0, batch.size())
        .mapToObj(
            i ->
                new Reading(
                    batch.point(i), batch.timeMicros(i), batch.value(i), batch.sourceSequence(i)));
  }
}
