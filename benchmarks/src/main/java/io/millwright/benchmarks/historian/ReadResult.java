package io.millwright.benchmarks.historian;

import io.millwright.benchmarks.load.Latency;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What one size of history gave.
 *
 * @param rows of readings that there are
 * @param databaseBytes of readings, rollups and all else
 */
record ReadResult(History history, long rows, long databaseBytes, Map<Query, Latency> latencies) {

  double p99(Query query) {
    return latencies.getOrDefault(query, Latency.NONE).p99();
  }

  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("rows", rows);
    json.put("databaseBytes", databaseBytes);
    latencies.forEach((query, latency) -> json.put(query.key(), latency));
    return json;
  }
}
