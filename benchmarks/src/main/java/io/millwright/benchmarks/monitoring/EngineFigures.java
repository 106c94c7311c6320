package io.millwright.benchmarks.monitoring;

/**
 * What an engine did in the measured time, which the making of its input is no part of.
 *
 * @param nanos measured time
 * @param threadCpuNanos processor time of the one thread that runs the engine
 * @param processCpuNanos of the whole process: collector and compiler are in it
 * @param collectorMillis for which the collector stopped the engine
 * @param allocatedBytes by the engine
 * @param evaluations scans that were evaluated
 * @param conclusions changes of states, alarms, findings and advisories
 */
record EngineFigures(
    long readings,
    long nanos,
    long threadCpuNanos,
    long processCpuNanos,
    long collectorMillis,
    long allocatedBytes,
    long evaluations,
    long conclusions) {

  double readingsPerSecond() {
    return readings / (nanos / 1e9);
  }

  double readingsPerCpuSecond() {
    return readings / (processCpuNanos / 1e9);
  }

  /** Of the engine's own thread. */
  double microsPerReading() {
    return threadCpuNanos / 1e3 / readings;
  }

  double collectorShare() {
    return collectorMillis * 1e6 / nanos;
  }

  double bytesPerReading() {
    return allocatedBytes / (double) readings;
  }

  String line() {
    return "%d %d %d %d %d %d %d %d"
        .formatted(
            readings,
            nanos,
            threadCpuNanos,
            processCpuNanos,
            collectorMillis,
            allocatedBytes,
            evaluations,
            conclusions);
  }

  static EngineFigures parse(String line) {
    String[] words = line.split(" ");
    return new EngineFigures(
        Long.parseLong(words[0]),
        Long.parseLong(words[1]),
        Long.parseLong(words[2]),
        Long.parseLong(words[3]),
        Long.parseLong(words[4]),
        Long.parseLong(words[5]),
        Long.parseLong(words[6]),
        Long.parseLong(words[7]));
  }
}
