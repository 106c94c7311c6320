package io.millwright.standalone.demo;

import io.millwright.standalone.ProgressDisplay;
import io.millwright.standalone.StandaloneOptions;
import io.millwright.standalone.UsageException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code millwright demo}: exit code 0 when the demo showed what it promises, else 1. */
@Command(
    name = "demo",
    description = {
      "Replays real turbofan engines to failure and shows the work orders that come before.",
      "Trains on 80 engines of NASA's C-MAPSS FD001 data, replays 40 others through MQTT and CoAP."
    },
    mixinStandardHelpOptions = true)
public final class DemoCommand implements Callable<Integer> {
  static final int ALL_ENGINES = 40;

  @Mixin StandaloneOptions options = new StandaloneOptions();

  @Option(
      names = "--data",
      description = "Folder for the demo's data (default: ${DEFAULT-VALUE}).",
      defaultValue = "data/demo")
  Path data = Path.of("data/demo");

  @Option(
      names = "--exit",
      description = "Leave after the summary instead of serving until Ctrl-C.")
  boolean exit;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the summary there, as JSON.")
  @Nullable Path json;

  @Option(
      names = "--speed",
      paramLabel = "CYCLES",
      description = "Engine cycles a second; default: as fast as the chain takes them.")
  @Nullable Double speed;

  @Option(
      names = "--engines",
      paramLabel = "N",
      description = "Replay so many of the 40 engines (default: ${DEFAULT-VALUE}).",
      defaultValue = "40")
  int engines = ALL_ENGINES;

  @Option(
      names = "--fresh",
      description = "Begin anew even where an interrupted replay could be resumed.")
  boolean fresh;

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    if (speed != null && !(speed > 0 && speed <= 100_000)) {
      throw new UsageException(
          "--speed must be more than 0 and at most 100000 cycles a second, but was " + speed);
    }
    if (engines < 1 || engines > ALL_ENGINES) {
      throw new UsageException("--engines must be 1 to " + ALL_ENGINES + ", but was " + engines);
    }
    PrintWriter out = spec.commandLine().getOut();
    ProgressDisplay display = new ProgressDisplay(out);
    return new Demo(options, data, engines, speed, fresh, exit, json, display).run() ? 0 : 1;
  }
}
