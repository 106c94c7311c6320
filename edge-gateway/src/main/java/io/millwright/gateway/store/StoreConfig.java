package io.millwright.gateway.store;

import io.millwright.gateway.config.ConfigProblems;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The store-and-forward log.
 *
 * @param directory where it is; one gateway at a time may have it open
 * @param maxBytes that its files may take; it also leaves free space on the disk
 * @param spillAfter Kafka counts as away when a record has waited this long for its answer
 * @param drainRecordsPerSecond how many stored records go to Kafka at most, beside live ones
 */
public record StoreConfig(
    Path directory, long maxBytes, Duration spillAfter, int drainRecordsPerSecond) {
  /** Every priority has files of its own, and each must hold the largest record a few times. */
  private static final long LEAST_BYTES = 16L << 20;

  public StoreConfig {
    ConfigProblems problems = new ConfigProblems();
    problems.notBlank("store.directory", directory.toString());
    problems.range("store.max-bytes", maxBytes, LEAST_BYTES, 16L << 40);
    problems.range("store.spill-after", spillAfter, Duration.ofMillis(100), Duration.ofMinutes(10));
    problems.range("store.drain-records-per-second", drainRecordsPerSecond, 1, 10_000_000);
    problems.throwIfAny();
  }

  public static StoreConfig in(Path directory) {
    return new StoreConfig(directory, 1L << 30, Duration.ofSeconds(2), 20_000);
  }

  /** Large enough for the largest record, small enough that dropping one loses little. */
  int segmentBytes() {
    return (int) Math.max(2L << 20, Math.min(8L << 20, maxBytes / 16));
  }
}
