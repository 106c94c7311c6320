package io.millwright.standalone.plan;

import picocli.CommandLine.Command;

/** {@code millwright plan shadow}: a plan runs beside the one in force. */
@Command(
    name = "shadow",
    description =
        "Lets a plan run beside the one in force for every asset of its class: it raises nothing.",
    mixinStandardHelpOptions = true)
final class ShadowCommand extends PostPlan {
  ShadowCommand() {
    super("/api/plans/shadow", "runs in shadow");
  }
}
