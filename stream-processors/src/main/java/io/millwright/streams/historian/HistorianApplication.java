package io.millwright.streams.historian;

import io.millwright.streams.historian.HistorianConfig.Database;
import io.millwright.streams.historian.HistorianConfig.NewTopics;
import io.millwright.streams.historian.HistorianConfig.Storing;
import io.millwright.streams.program.Program;
import io.millwright.streams.program.Settings;
import java.time.Duration;
import java.util.Map;

/** The historian as a program of its own. */
public final class HistorianApplication {
  private HistorianApplication() {}

  public static void main(String[] args) throws InterruptedException {
    start(Map.of()).closeAtShutdown();
  }

  static Program start(Map<String, Object> overrides) throws InterruptedException {
    return Program.start(
        "historian",
        overrides,
        (settings, registry) -> new Running(Historian.start(config(settings), registry)));
  }

  static HistorianConfig config(Settings settings) {
    String jdbcUrl = settings.required("millwright.database.url", String.class);
    String owner = settings.optional("millwright.database.owner.username", String.class).orElse("");
    return new HistorianConfig(
        settings.required("millwright.kafka.bootstrap-servers", String.class),
        settings.required("millwright.historian.group", String.class),
        settings.required("millwright.historian.instance-id", String.class),
        new Database(
            jdbcUrl,
            settings.required("millwright.database.historian.username", String.class),
            settings.required("millwright.database.historian.password", String.class)),
        owner.isEmpty()
            ? null
            : new Database(
                jdbcUrl,
                owner,
                settings.required("millwright.database.owner.password", String.class)),
        new Storing(
            settings.required("millwright.historian.readings-per-transaction", Integer.class),
            settings.required("millwright.historian.future-tolerance", Duration.class),
            settings.required("millwright.historian.points-per-asset", Integer.class),
            settings.required("millwright.historian.rollup-settle", Duration.class),
            settings.required("millwright.historian.descriptors", Boolean.class)),
        new NewTopics(
            settings.required("millwright.kafka.topic-partitions", Integer.class),
            settings.required("millwright.kafka.replication-factor", Short.class),
            settings.required("millwright.kafka.start-patience", Duration.class)),
        settings.under("millwright.kafka.client"));
  }

  private record Running(Historian historian) implements Program.Service {
    @Override
    public boolean healthy() {
      return historian.status().writing();
    }

    @Override
    public Object status() {
      return historian.status();
    }

    @Override
    public void close() {
      historian.close();
    }
  }
}
