package io.millwright.benchmarks.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.millwright.benchmarks.gateway.Row.Pace;
import io.millwright.benchmarks.gateway.Row.System;
import io.millwright.benchmarks.load.Latency;
import io.millwright.benchmarks.process.Usage;
import io.millwright.benchmarks.report.Goal;
import io.millwright.benchmarks.report.Goal.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GatewayGoalsTest {
  private static final Row ENDPOINT = Row.fullSpeed(System.ENDPOINT, 100, 20);
  private static final Row PRODUCER = ENDPOINT.of(System.PRODUCER);
  private static final Row PACED = new Row(System.ENDPOINT, 100, 1, Pace.PACED);
  private static final Row IDLE = new Row(System.ENDPOINT, 5_000, 1, Pace.IDLE);

  private static RowResult result(
      Row row, double cpuSecondsPerMillion, double perSecond, double p99, double heapMegabytes) {
    return new RowResult(
        row,
        null,
        true,
        1_000_000,
        1_000_000 / perSecond,
        new Usage((long) (cpuSecondsPerMillion * 1e9), 1_000, 0),
        0,
        new Latency(1, p99, p99, p99),
        (long) (heapMegabytes * 1e6),
        1_000_000,
        1_000_000,
        0,
        0);
  }

  private static RowSummary cpu(Row row, double... cpuSecondsPerMillion) {
    return new RowSummary(
        row,
        java.util.Arrays.stream(cpuSecondsPerMillion)
            .mapToObj(cpu -> result(row, cpu, 1_000, 1, 1))
            .toList());
  }

  private static Goal goal(List<RowSummary> summaries, String demand) {
    return GatewayGoals.of(summaries, Effort.GOAL_RATE).stream()
        .filter(goal -> goal.demand().startsWith(demand))
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({"2.0, 2.4, MET", "2.0, 2.5, MET", "2.0, 2.6, NOT_MET"})
  void comparesMessagesPerCpuSecond(double producer, double endpoint, Verdict verdict) {
    List<RowSummary> summaries = List.of(cpu(ENDPOINT, endpoint), cpu(PRODUCER, producer));

    assertThat(goal(summaries, "endpoint-100x20: at least 0.80 x of producer").verdict())
        .isEqualTo(verdict);
  }

  @Test
  void comparesTheMediansOfRepeatedRows() {
    List<RowSummary> summaries = List.of(cpu(ENDPOINT, 9.0, 1.0, 2.0), cpu(PRODUCER, 1.0));

    assertThat(GatewayGoals.ratio(summaries, ENDPOINT, System.PRODUCER)).isEqualTo(0.5);
  }

  @Test
  void leavesOutWhatFailedAndSaysSo() {
    RowSummary failed = new RowSummary(ENDPOINT, List.of(RowResult.failed(ENDPOINT, "broken", 0)));

    assertThat(goal(List.of(failed, cpu(PRODUCER, 1)), "endpoint-100x20").verdict())
        .isEqualTo(Verdict.NOT_MEASURED);
  }

  @ParameterizedTest
  @CsvSource({"50000, 49.9, MET", "50000, 50.1, NOT_MET", "40000, 10, NOT_MET"})
  void demandsTheRateAsWellAsTheLatency(double perSecond, double p99, Verdict verdict) {
    RowSummary paced = new RowSummary(PACED, List.of(result(PACED, 1, perSecond, p99, 1)));

    assertThat(goal(List.of(paced), "endpoint-100x1-paced").verdict()).isEqualTo(verdict);
  }

  @ParameterizedTest
  @CsvSource({"399, MET", "401, NOT_MET"})
  void demandsLittleHeapOfIdleConnections(double megabytes, Verdict verdict) {
    RowSummary idle = new RowSummary(IDLE, List.of(result(IDLE, 1, 500, 1, megabytes)));

    assertThat(goal(List.of(idle), "endpoint-5000x1-idle").verdict()).isEqualTo(verdict);
  }
}
