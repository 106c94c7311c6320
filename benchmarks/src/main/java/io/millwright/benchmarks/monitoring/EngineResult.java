package io.millwright.benchmarks.monitoring;

import io.millwright.benchmarks.report.Spread;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All measurements of one row.
 *
 * @param heapBytes of a monitor in memory, mean
 * @param storedBytes of a monitor as it is written to the change log, mean
 */
record EngineResult(Shape shape, List<EngineFigures> runs, double heapBytes, double storedBytes) {

  Spread readingsPerSecond() {
    return Spread.of(runs, EngineFigures::readingsPerSecond);
  }

  Spread readingsPerCpuSecond() {
    return Spread.of(runs, EngineFigures::readingsPerCpuSecond);
  }

  Spread nanosPerReading() {
    return Spread.of(runs, run -> 1e3 * run.microsPerReading());
  }

  /** Of the one thread that runs the engine: what a core of its own would do. */
  Spread readingsPerThreadSecond() {
    return Spread.of(runs, run -> 1e6 / run.microsPerReading());
  }

  Spread bytesPerReading() {
    return Spread.of(runs, EngineFigures::bytesPerReading);
  }

  Spread collectorShare() {
    return Spread.of(runs, EngineFigures::collectorShare);
  }

  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", shape.name());
    json.put("row", shape);
    json.put("readingsPerSecond", readingsPerSecond().json());
    json.put("readingsPerCpuSecondOfProcess", readingsPerCpuSecond().json());
    json.put("readingsPerCpuSecondOfThread", readingsPerThreadSecond().json());
    json.put("nanosPerReadingOfThread", nanosPerReading().json());
    json.put("allocatedBytesPerReading", bytesPerReading().json());
    json.put("collectorShare", collectorShare().json());
    json.put("heapBytesPerPump", heapBytes);
    json.put("storedBytesPerPump", storedBytes);
    json.put("runs", runs);
    return json;
  }
}
