package io.millwright.benchmarks.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.millwright.benchmarks.gateway.Row.System;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Rows that cannot be measured say why. */
class BenchFailureIT {
  @Test
  void failsARowWhoseMessagesAreRejected() throws Exception {
    List<Row> rows = List.of(Row.fullSpeed(System.ENDPOINT, 1, 3));

    List<RowSummary> summaries =
        BenchGatewayIT.measure(
            new Plan(rows, BenchGatewayIT.TINY, 5, 10, Map.of("reading.max-readings", "2")));

    assertThat(summaries.get(0).worked()).isFalse();
    assertThat(summaries.get(0).problems())
        .singleElement()
        .asString()
        .contains("a message was refused, reason 0x99");
  }

  @Test
  void failsARowWhoseSystemDoesNotStart() throws Exception {
    List<String> heard = new ArrayList<>();
    Plan plan =
        new Plan(
            List.of(Row.fullSpeed(System.ENDPOINT, 1, 1)),
            BenchGatewayIT.TINY,
            4,
            0,
            Map.of("mqtt.no-such-setting", "1"));

    new GatewayBench(plan, result -> heard.add(String.valueOf(result.problem()))).run();

    assertThat(heard).singleElement().asString().contains("mqtt.no-such-setting");
  }
}
