package io.millwright.streams.historian;

import io.micrometer.core.instrument.MeterRegistry;
import io.millwright.contracts.topic.TopicProvisioning;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The running historian: Kafka to the time-series tables, each reading once. */
public final class Historian implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(Historian.class);
  private static final long CLOSE_PATIENCE_MILLIS = 30_000;

  private final HistorianLoop loop;
  private final RollupLoop rollups;
  private final KeepingLoop keeping;
  private final HistorianMetrics metrics;
  private final Thread thread;
  private final Thread roller;
  private final Thread keeper;

  private Historian(
      HistorianLoop loop, RollupLoop rollups, KeepingLoop keeping, HistorianMetrics metrics) {
    this.loop = loop;
    this.rollups = rollups;
    this.keeping = keeping;
    this.metrics = metrics;
    this.thread = thread(loop, "historian");
    this.roller = thread(rollups, "historian-rollups");
    this.keeper = thread(keeping, "historian-keeping");
  }

  private static Thread thread(Runnable loop, String name) {
    Thread thread = new Thread(loop, name);
    thread.setUncaughtExceptionHandler(
        (dead, cause) -> LOGGER.atError().setCause(cause).log(name + " died: restart it"));
    return thread;
  }

  /**
   * Brings the schema up to date when it may, makes the topics that are missing, and starts.
   *
   * @throws IllegalStateException if Kafka does not answer in time
   */
  public static Historian start(HistorianConfig config, MeterRegistry registry)
      throws InterruptedException {
    if (config.owner() != null) {
      SeriesSchema.migrate(config.owner());
    }
    Map<String, Object> clients = new HashMap<>(config.kafka());
    clients.put("bootstrap.servers", config.bootstrapServers());
    try (Admin admin = Admin.create(clients)) {
      TopicProvisioning.ensureTopics(
          admin,
          config.newTopics().partitions(),
          config.newTopics().replicationFactor(),
          config.newTopics().startPatience());
    }
    HistorianMetrics metrics = new HistorianMetrics(registry);
    Historian historian =
        new Historian(
            new HistorianLoop(config, metrics, Clock.systemUTC()),
            new RollupLoop(config, metrics, Clock.systemUTC()),
            new KeepingLoop(config, metrics, Clock.systemUTC()),
            metrics);
    historian.thread.start();
    historian.roller.start();
    historian.keeper.start();
    return historian;
  }

  public HistorianStatus status() {
    HistorianStatus status = metrics.status();
    // A thread that died writes nothing, whatever it said last.
    return thread.isAlive() ? status : status.notWriting();
  }

  /** Finishes the transaction that is under way and stops. */
  @Override
  public void close() {
    loop.close();
    rollups.close();
    keeping.close();
    try {
      thread.join(CLOSE_PATIENCE_MILLIS);
      roller.join(CLOSE_PATIENCE_MILLIS);
      keeper.join(CLOSE_PATIENCE_MILLIS);
      if (thread.isAlive() || roller.isAlive() || keeper.isAlive()) {
        LOGGER.atWarn().log("historian did not stop within 30 s");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
