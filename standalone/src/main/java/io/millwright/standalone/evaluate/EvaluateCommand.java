package io.millwright.standalone.evaluate;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code millwright evaluate}: one data set each. */
@Command(
    name = "evaluate",
    description =
        "Runs the monitoring over a public data set and prints the field's own figures beside published ones.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "DATA-SET",
    subcommands = {
      EvaluateSkab.class,
      EvaluateNab.class,
      EvaluateCwru.class,
      EvaluateFemto.class,
      EvaluateCmapss.class,
      EvaluateAzurePdm.class,
      EvaluateAi4i.class,
      EvaluateHydraulic.class
    })
public final class EvaluateCommand implements Runnable {
  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "which data set? " + String.join(", ", spec.subcommands().keySet()));
  }
}
