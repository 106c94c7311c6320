package io.millwright.standalone;

import io.millwright.contracts.asset.TenantId;
import io.millwright.contracts.wire.ModelRelease;
import io.millwright.models.training.Fd001Training;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code millwright train}: model files, their cards and the plan with its limits. */
@Command(
    name = "train",
    description =
        "Trains the turbofan models on 80 engines of C-MAPSS FD001 and writes models, cards and plan.",
    mixinStandardHelpOptions = true)
final class TrainCommand implements Callable<Integer> {
  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where to (default: ${DEFAULT-VALUE}).",
      defaultValue = "data/models")
  Path out = Path.of("data/models");

  @Option(
      names = "--tenant",
      description = "Organization that the releases are for (default: ${DEFAULT-VALUE}).",
      defaultValue = "main")
  String tenant = "main";

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    PrintWriter screen = spec.commandLine().getOut();
    TenantId owner;
    try {
      owner = new TenantId(tenant);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--tenant: " + e.getMessage());
    }
    ProgressDisplay display = new ProgressDisplay(screen);
    Fd001Training.Result result =
        Fd001Training.train(
            (step, share) -> display.show(ProgressDisplay.bar(share) + "  " + step));
    display.keep();
    TrainedFiles files = TrainedFiles.of(result, owner);
    files.write(out);
    for (ModelRelease model : files.models()) {
      display.say(
          String.format(
              Locale.ROOT,
              "  %-28s %,9d bytes  sha256 %s",
              model.getName(),
              model.getModel().size(),
              model.getSha256()));
    }
    display.say("  plan " + files.plan().id() + " version " + files.plan().version());
    display.say("Written to " + out + "; the cards (*.card.json) say how good the models are.");
    return 0;
  }
}
