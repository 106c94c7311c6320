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
record ReadResult(History history, long rows, long databaseBytes, Map<Query, Answers> answers) {

  /**
   * Of one kind of request.
   *
   * @param databaseCpuMillis of the database's processes for a request, in the mean
   * @param apiCpuMillis of the API for a request, with the client and the compiler
   */
  record Answers(Latency latency, double databaseCpuMillis, double apiCpuMillis) {
    static final Answers NONE = new Answers(Latency.NONE, Double.NaN, Double.NaN);
  }

  Answers of(Query query) {
    return answers.getOrDefault(query, Answers.NONE);
  }

  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("rows", rows);
    json.put("databaseBytes", databaseBytes);
    answers.forEach((query, answer) -> json.put(query.key(), answer));
    return json;
  }
}
