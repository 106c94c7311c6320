package io.millwright.simulators;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The simulators' command line. */
@Command(
    name = "simulators",
    description = "Programs that behave like the machines of a plant.",
    mixinStandardHelpOptions = true,
    subcommands = ReplayCommand.class)
public final class Simulators {
  private Simulators() {}

  public static void main(String[] args) {
    System.exit(run(args));
  }

  /** 0 = done, 1 = the answer is no, 2 = usage or input error. */
  static int run(String... args) {
    return new CommandLine(new Simulators())
        .setExecutionExceptionHandler(
            (failure, command, parsed) -> {
              command
                  .getErr()
                  .println(
                      "simulators: "
                          + (failure.getMessage() == null ? failure : failure.getMessage()));
              return failure instanceof IllegalArgumentException ? 2 : 1;
            })
        .execute(args);
  }
}
