package io.millwright.standalone.plan;

import io.millwright.models.plan.MonitoringPlan;
import io.millwright.standalone.UsageException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code millwright plan show}: a ready plan, to start from. */
@Command(
    name = "show",
    description = "Shows a plan that comes with Millwright, or writes it to a file to start from.",
    mixinStandardHelpOptions = true)
final class ShowCommand implements Callable<Integer> {
  @Parameters(paramLabel = "NAME", description = "As millwright plan list says.")
  String name = "";

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Where to; a file that is there is left as it is.")
  @Nullable Path file;

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    String document;
    try {
      document = MonitoringPlan.ready(name).document();
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
    if (file == null) {
      out.print(document);
      out.flush();
      return 0;
    }
    try {
      Files.writeString(file, document, StandardOpenOption.CREATE_NEW);
    } catch (FileAlreadyExistsException e) {
      throw new UsageException(file + " is there already: choose another --out, or move it away");
    }
    out.println("Written to " + file + ".");
    return 0;
  }
}
