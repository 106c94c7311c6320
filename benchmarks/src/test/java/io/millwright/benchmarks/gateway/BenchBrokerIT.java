package io.millwright.benchmarks.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.millwright.benchmarks.gateway.Row.System;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The same through a Mosquitto, where there is one. */
class BenchBrokerIT {
  @Test
  void countsThroughABrokerWhatArrivesInKafka() throws Exception {
    List<Row> rows = List.of(Row.fullSpeed(System.LINK, 3, 2), Row.fullSpeed(System.CAMEL, 3, 2));
    rows.forEach(
        row -> assumeTrue(GatewayBench.obstacle(row).isEmpty(), GatewayBench.obstacle(row)));

    List<RowSummary> summaries = BenchGatewayIT.measure(Plan.of(rows, BenchGatewayIT.TINY));

    assertThat(summaries).hasSize(2).allSatisfy(BenchGatewayIT::addsUp);
  }
}
