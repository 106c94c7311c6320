package io.millwright.benchmarks;

import io.millwright.benchmarks.gateway.GatewayCommand;
import io.millwright.benchmarks.historian.HistorianCommand;
import io.millwright.benchmarks.monitoring.EngineCommand;
import io.millwright.benchmarks.monitoring.StreamsCommand;
import java.util.Arrays;
import java.util.logging.LogManager;
import org.openjdk.jmh.Main;
import org.slf4j.bridge.SLF4JBridgeHandler;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The {@code millwright bench} command. */
@Command(
    name = "millwright bench",
    description = "Measures Millwright beside peers and limits.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      GatewayCommand.class,
      EngineCommand.class,
      StreamsCommand.class,
      HistorianCommand.class,
      Benchmarks.Jmh.class
    })
public final class Benchmarks {
  private Benchmarks() {}

  public static void main(String[] arguments) throws Exception {
    if (arguments.length > 0 && arguments[0].equals("jmh")) {
      Main.main(Arrays.copyOfRange(arguments, 1, arguments.length));
      return;
    }
    LogManager.getLogManager().reset();
    SLF4JBridgeHandler.install();
    // Kafka and Netty leave threads behind that are not daemons.
    System.exit(
        new CommandLine(new Benchmarks())
            .setCaseInsensitiveEnumValuesAllowed(true)
            .execute(arguments));
  }

  /** In the help only: what follows it is JMH's own. */
  @Command(
      name = "jmh",
      description =
          "Runs the JMH benchmarks; what follows is JMH's, as in: DecodeBenchmark -prof gc")
  static final class Jmh {}
}
