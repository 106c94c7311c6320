package io.millwright.standalone.plan;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code millwright plan}: one command for each thing that is done with plans. */
@Command(
    name = "plan",
    description =
        "Checks, compares and shows monitoring plans; releases them, also in shadow, and rolls back.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      ValidateCommand.class,
      DiffCommand.class,
      ListCommand.class,
      ShowCommand.class,
      ReleaseCommand.class,
      ShadowCommand.class,
      EndShadowCommand.class,
      RollbackCommand.class
    })
public final class PlanCommand implements Runnable {
  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "which command? " + String.join(", ", spec.subcommands().keySet()));
  }
}
