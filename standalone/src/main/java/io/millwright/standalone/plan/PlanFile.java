package io.millwright.standalone.plan;

import io.millwright.models.plan.InvalidPlanException;
import io.millwright.models.plan.MonitoringPlan;
import io.millwright.models.plan.PlanFault;
import io.millwright.standalone.UsageException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** Plans as files. */
final class PlanFile {
  private PlanFile() {}

  /**
   * What a file holds.
   *
   * @throws UsageException if it cannot be read
   */
  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      throw new UsageException(
          "there is no file "
              + file
              + "; the ready plans are "
              + String.join(", ", MonitoringPlan.readyNames())
              + ": write one with millwright plan show NAME --out FILE");
    } catch (MalformedInputException e) {
      throw new UsageException(file + " is no text in UTF-8");
    } catch (IOException e) {
      throw new UsageException(file + " cannot be read: " + e.getMessage());
    }
  }

  /** The plan of a file or, where there is none of that name, a ready plan; empty with faults. */
  static Optional<MonitoringPlan> plan(String fileOrName, PrintWriter err) {
    Path file = Path.of(fileOrName);
    if (!Files.exists(file) && MonitoringPlan.readyNames().contains(fileOrName)) {
      return Optional.of(MonitoringPlan.ready(fileOrName));
    }
    return checked(file, read(file), err);
  }

  /** The plan of a document; its faults are said. */
  static Optional<MonitoringPlan> checked(Path file, String document, PrintWriter err) {
    try {
      return Optional.of(MonitoringPlan.parse(document));
    } catch (InvalidPlanException e) {
      e.faults().forEach(fault -> err.println(line(file, fault)));
      return Optional.empty();
    }
  }

  /** As compilers say it, so that editors and terminals can jump to the line. */
  static String line(Path file, PlanFault fault) {
    return file
        + ":"
        + Math.max(1, fault.line())
        + ": "
        + (fault.line() == 0 ? "" : fault.place() + ": ")
        + fault.text();
  }
}
