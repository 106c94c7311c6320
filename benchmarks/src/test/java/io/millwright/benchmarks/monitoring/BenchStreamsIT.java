package io.millwright.benchmarks.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** The whole measurement with few readings, in real processes: what it counts, never how fast. */
@EnabledIfSystemProperty(
    named = "millwright.bench.streams",
    matches = "true",
    disabledReason = "starts four processes: too long for the suite")
class BenchStreamsIT {
  @Test
  void monitorsTakeEveryReadingThatWasWritten() throws Exception {
    StreamsBench bench = new StreamsBench(List.of(new Shape(10, 60, 1)), 1, 200, 0, 100, 1);

    List<StreamsResult> results = bench.run((shape, reader, figures) -> {});

    assertThat(results).hasSize(1);
    for (Reader reader : Reader.values()) {
      assertThat(results.get(0).of(reader))
          .singleElement()
          .satisfies(
              figures -> {
                assertThat(figures.problem()).isNull();
                assertThat(figures.readings()).isPositive();
                assertThat(figures.used().cpuNanos()).isPositive();
                assertThat(figures.heapBytes()).isPositive();
              });
    }
    StringWriter text = new StringWriter();
    StreamsCommand.print(results, new PrintWriter(text, true));
    assertThat(text.toString()).contains("10x60s topology", "10x60s pass-through");
  }
}
