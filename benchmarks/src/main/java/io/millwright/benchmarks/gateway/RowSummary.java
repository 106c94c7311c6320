package io.millwright.benchmarks.gateway;

import io.millwright.benchmarks.report.Spread;
import java.util.List;
import java.util.Objects;

/**
 * All measurements of a row.
 *
 * @param results at least one
 */
record RowSummary(Row row, List<RowResult> results) {

  /** Those whose figures mean something. */
  List<RowResult> good() {
    return results.stream().filter(RowResult::worked).toList();
  }

  boolean worked() {
    return results.stream().allMatch(RowResult::worked);
  }

  List<String> problems() {
    return results.stream().map(RowResult::problem).filter(Objects::nonNull).distinct().toList();
  }

  Spread messagesPerSecond() {
    return Spread.of(good(), RowResult::messagesPerSecond);
  }

  Spread cpuSecondsPerMillionMessages() {
    return Spread.of(good(), RowResult::cpuSecondsPerMillionMessages);
  }

  Spread bytesPerMessage() {
    return Spread.of(good(), RowResult::bytesPerMessage);
  }

  Spread brokerCpuSecondsPerMillionMessages() {
    return Spread.of(good(), RowResult::brokerCpuSecondsPerMillionMessages);
  }

  Spread p50() {
    return Spread.of(good(), result -> result.latency().p50());
  }

  Spread p99() {
    return Spread.of(good(), result -> result.latency().p99());
  }

  Spread longest() {
    return Spread.of(good(), result -> result.latency().max());
  }

  Spread heapBytes() {
    return Spread.of(good(), RowResult::heapBytes);
  }

  Spread loadAverage() {
    return Spread.of(results, RowResult::loadAverage);
  }

  Spread otherCores() {
    return Spread.of(good(), RowResult::otherCores);
  }

  double messagesPerCpuSecond() {
    return 1e6 / cpuSecondsPerMillionMessages().median();
  }
}
