package io.millwright.benchmarks.gateway;

import io.millwright.benchmarks.part.KafkaPart;
import io.millwright.benchmarks.part.MosquittoPart;
import io.millwright.benchmarks.process.PartProcess;
import io.millwright.benchmarks.process.Workspace;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Measures all rows of a plan on one Kafka. */
final class GatewayBench {
  private static final List<String> KAFKA_OPTIONS = List.of("-Xms512m", "-Xmx1g", "-XX:+UseG1GC");

  private final Plan plan;
  private final Consumer<RowResult> onResult;

  /**
   * @param onResult hears each measurement when it is made
   */
  GatewayBench(Plan plan, Consumer<RowResult> onResult) {
    this.plan = plan;
    this.onResult = onResult;
  }

  /** Why a row cannot be measured here; empty = it can. */
  static String obstacle(Row row) {
    return row.system().needsBroker() && MosquittoPart.program().isEmpty()
        ? "needs mosquitto, which is not on the PATH (Debian, Ubuntu: apt-get install mosquitto)"
        : "";
  }

  /** In the order of the plan; rows with an obstacle are left out. */
  List<RowSummary> run() throws IOException, InterruptedException {
    Map<Row, List<RowResult>> results = new LinkedHashMap<>();
    List<Row> rows = plan.rows().stream().filter(row -> obstacle(row).isEmpty()).toList();
    rows.forEach(row -> results.put(row, new ArrayList<>()));
    try (Workspace workspace = new Workspace();
        PartProcess kafka =
            PartProcess.start(
                "kafka",
                KafkaPart.class,
                KAFKA_OPTIONS,
                workspace.folder().resolve("kafka"),
                List.of(workspace.folder().resolve("kafka").resolve("data").toString()))) {
      String bootstrapServers = "127.0.0.1:" + kafka.port();
      try (KafkaTopics topics = new KafkaTopics(bootstrapServers)) {
        int count = 0;
        for (Row row : order(rows)) {
          RowResult result =
              new RowMeasurement(
                      plan,
                      row,
                      bootstrapServers,
                      topics,
                      workspace.folder().resolve("row-" + ++count))
                  .run();
          results.computeIfAbsent(row, any -> new ArrayList<>()).add(result);
          onResult.accept(result);
        }
      }
    }
    List<RowSummary> summaries = new ArrayList<>();
    results.forEach((row, ofRow) -> summaries.add(new RowSummary(row, ofRow)));
    return summaries;
  }

  /** How many measurements there will be. */
  int size() {
    return order(plan.rows().stream().filter(row -> obstacle(row).isEmpty()).toList()).size();
  }

  /**
   * All rows once, then again in the opposite order, and so on: what changes slowly on the machine
   * meets every row alike.
   */
  private List<Row> order(List<Row> rows) {
    List<Row> order = new ArrayList<>();
    for (int repetition = 0; repetition < plan.effort().repeat(); repetition++) {
      List<Row> round = new ArrayList<>();
      for (Row row : rows) {
        if (repetition < plan.effort().repeat(row)) {
          round.add(row);
        }
      }
      if (repetition % 2 == 1) {
        Collections.reverse(round);
      }
      order.addAll(round);
    }
    return order;
  }
}
