package io.millwright.benchmarks.historian;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millwright.benchmarks.process.Part;
import io.millwright.benchmarks.process.PartServer;
import io.millwright.streams.historian.Historian;
import io.millwright.streams.historian.HistorianConfig;
import java.util.concurrent.TimeUnit;

/**
 * The historian as it ships, in a process of its own. Arguments: Kafka's servers, and where the
 * database is as millwright_historian. Command: {@code busy}, the seconds in transactions that
 * wrote, their number, the seconds in which it rolled up, and the hours of points that it rolled.
 */
public final class HistorianPart implements Part {
  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  private final Historian historian;

  private HistorianPart(String bootstrapServers, String jdbcUrl) throws InterruptedException {
    HistorianConfig.Database login =
        new HistorianConfig.Database(jdbcUrl, "millwright_historian", "");
    this.historian = Historian.start(HistorianConfig.of(bootstrapServers, login, null), metrics);
  }

  public static void main(String[] arguments) {
    PartServer.serve(() -> new HistorianPart(arguments[0], arguments[1]));
  }

  @Override
  public int port() {
    return 0;
  }

  @Override
  public String answer(String command) throws Exception {
    if (!command.equals("busy")) {
      return Part.super.answer(command);
    }
    Timer writing = metrics.get("millwright.historian.write.time").timer();
    Timer rolling = metrics.get("millwright.historian.rollup.time").timer();
    FunctionCounter hours = metrics.get("millwright.historian.rollup.hours").functionCounter();
    return writing.totalTime(TimeUnit.SECONDS)
        + " "
        + writing.count()
        + " "
        + rolling.totalTime(TimeUnit.SECONDS)
        + " "
        + hours.count();
  }

  @Override
  public void close() {
    historian.close();
  }
}
