package io.millwright.streams;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millwright.streams.historian.Historian;
import io.millwright.streams.historian.HistorianConfig;
import io.millwright.streams.historian.HistorianConfig.Database;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Condition monitoring and historian in a JVM of its own, for {@link KillIT} to kill. Says RUNNING
 * when it runs, and stops by itself when the test has gone and its standard input ends.
 */
public final class KilledProgram {
  private KilledProgram() {}

  public static void main(String[] args) throws Exception {
    String bootstrapServers = args[0];
    Database database = new Database(args[1], "millwright_historian", "none");
    StreamProcessorsConfig config =
        StreamProcessorsConfig.of(bootstrapServers, Path.of(args[2]))
            .withTopicPartitions(2)
            .withCommitInterval(Duration.ofMillis(200));
    try (Historian historian =
            Historian.start(
                HistorianConfig.of(bootstrapServers, database, null).withTopicPartitions(2),
                new SimpleMeterRegistry());
        StreamProcessors streams = StreamProcessors.start(config, new SimpleMeterRegistry())) {
      if (!streams.awaitRunning(Duration.ofSeconds(60))) {
        throw new IllegalStateException("the streams did not run within 60 s");
      }
      System.out.println("RUNNING");
      while (System.in.read() >= 0) {
        System.out.println(streams.status() + " " + historian.status());
      }
      System.out.println("STOPPING after " + streams.stateFlushes() + " flushes");
    }
  }
}
