package io.millwright.benchmarks.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.millwright.benchmarks.gateway.Row.Pace;
import io.millwright.benchmarks.gateway.Row.System;
import io.millwright.benchmarks.report.Machine;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The whole measurement with tiny counts, in real processes: what it counts, never how fast. */
class BenchGatewayIT {
  static final Effort TINY = new Effort(1, 0.4, 20, 0.5, 200);

  static List<RowSummary> measure(Plan plan) throws Exception {
    return new GatewayBench(plan, result -> {}).run();
  }

  @Test
  void findsInKafkaEveryReadingThatWasAcknowledged() throws Exception {
    List<Row> rows =
        List.of(
            Row.fullSpeed(System.ENDPOINT, 3, 2),
            Row.fullSpeed(System.PRODUCER, 3, 2),
            new Row(System.ENDPOINT, 3, 1, Pace.PACED));
    Plan plan = Plan.of(rows, TINY);

    List<RowSummary> summaries = measure(plan);

    assertThat(summaries).extracting(RowSummary::row).containsExactlyElementsOf(rows);
    assertThat(summaries).allSatisfy(BenchGatewayIT::addsUp);
    assertThat(summaries.get(2).results().get(0).latency().messages()).isPositive();
    StringWriter text = new StringWriter();
    Report report = new Report(Machine.here(), plan, summaries);
    report.print(new PrintWriter(text, true));
    assertThat(text.toString()).contains("endpoint-3x2", "endpoint-3x1-paced", "not measured");
    assertThat(new ObjectMapper().writeValueAsString(report.json())).contains("\"producer-3x2\"");
  }

  static void addsUp(RowSummary summary) {
    assertThat(summary.problems()).isEmpty();
    assertThat(summary.results())
        .singleElement()
        .satisfies(
            result -> {
              assertThat(result.messages()).isPositive();
              assertThat(result.sent()).isGreaterThanOrEqualTo(result.messages());
              assertThat(result.readingsInKafka())
                  .isEqualTo(result.sent() * summary.row().values());
              assertThat(result.used().cpuNanos()).isPositive();
              assertThat(result.used().allocatedBytes()).isPositive();
              assertThat(result.heapBytes()).isPositive();
            });
  }
}
