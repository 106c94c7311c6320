package io.millwright.standalone.plan;

import picocli.CommandLine.Command;

/** {@code millwright plan release}: a plan comes into force. */
@Command(
    name = "release",
    description = "Puts a plan in force for every asset of its class, now and later.",
    mixinStandardHelpOptions = true)
final class ReleaseCommand extends PostPlan {
  ReleaseCommand() {
    super("/api/plans", "is in force");
  }
}
