package io.millwright.streams.historian;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millwright.streams.historian.HistorianConfig.Database;
import io.millwright.streams.historian.HistorianConfig.Storing;
import java.time.Duration;

/**
 * A historian in a JVM of its own, for a test to kill, with small transactions so that it is always
 * within one. Says RUNNING when it runs, and stops by itself when its standard input ends.
 */
public final class KilledHistorian {
  private static final Storing SMALL =
      new Storing(400, Duration.ofDays(366), 20_000, Duration.ofMinutes(5), true);

  private KilledHistorian() {}

  /** Takes the address of Kafka and the JDBC URL of the database. */
  public static void main(String[] args) throws Exception {
    HistorianConfig config =
        HistorianConfig.of(args[0], new Database(args[1], "millwright_historian", "none"), null)
            .withStoring(SMALL);
    try (Historian historian = Historian.start(config, new SimpleMeterRegistry())) {
      System.out.println("RUNNING");
      while (System.in.read() >= 0) {
        System.out.println(historian.status());
      }
    }
  }
}
