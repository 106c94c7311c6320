package io.millwright.streams;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millwright.streams.historian.Historian;
import io.millwright.streams.historian.HistorianConfig;
import io.millwright.streams.historian.HistorianConfig.Database;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Condition monitoring, and a historian where there is a database, in a JVM of its own, for a test
 * to kill. Says RUNNING when it runs, and stops by itself when the test has gone and its standard
 * input ends.
 */
public final class KilledProgram {
  private KilledProgram() {}

  /** The arguments of an instance without a historian. */
  static List<String> arguments(
      String bootstrapServers, Path directory, String instance, int partitions) {
    return List.of(
        bootstrapServers,
        directory.resolve(instance).toString(),
        instance,
        Integer.toString(partitions));
  }

  public static void main(String[] args) throws Exception {
    String bootstrapServers = args[0];
    StreamProcessorsConfig config =
        StreamProcessorsConfig.of(bootstrapServers, Path.of(args[1]))
            .withInstanceId(args[2])
            .withTopicPartitions(Integer.parseInt(args[3]))
            .withCommitInterval(Duration.ofMillis(200));
    try (Historian historian = args.length < 5 ? null : historian(bootstrapServers, args[4]);
        StreamProcessors streams = StreamProcessors.start(config, new SimpleMeterRegistry())) {
      if (!streams.awaitRunning(Duration.ofSeconds(60))) {
        throw new IllegalStateException("the streams did not run within 60 s");
      }
      System.out.println("RUNNING");
      while (System.in.read() >= 0) {
        System.out.println(streams.status());
      }
      System.out.println("STOPPING after " + streams.stateFlushes() + " flushes");
    }
  }

  private static @Nullable Historian historian(String bootstrapServers, String jdbcUrl)
      throws InterruptedException {
    return Historian.start(
        HistorianConfig.of(
                bootstrapServers, new Database(jdbcUrl, "millwright_historian", "none"), null)
            .withTopicPartitions(2)
            // Ten times as many rows: HistorianIT kills it amid them, too.
            .withoutDescriptors(),
        new SimpleMeterRegistry());
  }
}
