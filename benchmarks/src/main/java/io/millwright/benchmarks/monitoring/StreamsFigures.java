package io.millwright.benchmarks.monitoring;

import io.millwright.benchmarks.process.Usage;
import org.jspecify.annotations.Nullable;

/**
 * What one reader did between two commits: the first one behind the warm-up, and the last.
 *
 * @param problem why the figures mean nothing; null = they do
 * @param used by the process of the reader
 * @param compilerCpuNanos of it that the compiler took, which is done some day; 0 = not known
 * @param kafkaCpuNanos used by Kafka meanwhile
 * @param commitMillis mean time of a commit, state written included; NaN = not known
 * @param longestCommitMillis of the last minute or less
 * @param heapBytes used after a full collection, when all is read
 * @param residentBytes of memory that the process had at most
 */
record StreamsFigures(
    @Nullable String problem,
    long readings,
    double seconds,
    Usage used,
    long compilerCpuNanos,
    long kafkaCpuNanos,
    double commitMillis,
    double longestCommitMillis,
    long heapBytes,
    long residentBytes) {

  static StreamsFigures failed(String problem) {
    return new StreamsFigures(
        problem, 0, Double.NaN, new Usage(0, 0, 0), 0, 0, Double.NaN, Double.NaN, 0, 0);
  }

  boolean worked() {
    return problem == null;
  }

  double readingsPerSecond() {
    return readings / seconds;
  }

  double readingsPerCpuSecond() {
    return 1e9 / nanosPerReading();
  }

  /** Of processor time, the compiler's left out. */
  double nanosPerReading() {
    return (used.cpuNanos() - compilerCpuNanos) / (double) readings;
  }

  double kafkaNanosPerReading() {
    return kafkaCpuNanos / (double) readings;
  }
}
