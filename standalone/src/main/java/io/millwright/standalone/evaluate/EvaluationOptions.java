package io.millwright.standalone.evaluate;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millwright.models.classification.ProbabilityQuality;
import io.millwright.standalone.UsageException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What all evaluations are told, and the files that they find. */
final class EvaluationOptions {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Option(
      names = "--data",
      required = true,
      paramLabel = "DIR",
      description = "Folder of the data set: settings and limits are learned from it.")
  Path data = Path.of(".");

  @Option(
      names = "--test",
      paramLabel = "DIR",
      description = "Folder of other data of the same layout to test on (default: that of --data).")
  @Nullable Path test;

  @Option(names = "--json", paramLabel = "FILE", description = "Writes the figures as JSON.")
  @Nullable Path json;

  /**
   * The folder to learn from.
   *
   * @throws UsageException if it is none
   */
  Path learned() {
    return folder("--data", data);
  }

  /**
   * The folder to test on. Asked for before the work, as it also looks whether the figures can be
   * written afterwards.
   *
   * @throws UsageException if it is none
   */
  Path tested() {
    if (json != null) {
      Path parent = json.toAbsolutePath().getParent();
      if (parent == null || !Files.isDirectory(parent) || Files.isDirectory(json)) {
        throw new UsageException(
            "--json " + json + " cannot be written; a file in a folder that is there is right");
      }
    }
    learned();
    return test == null ? data : folder("--test", test);
  }

  private static Path folder(String option, Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new UsageException(
          option
              + " "
              + folder
              + (Files.exists(folder) ? " is no folder" : " is not there")
              + "; the folder of the data set is right");
    }
    return folder;
  }

  /**
   * The files of a folder and those below it, by name. Those that end like data but are named
   * otherwise are told of and passed over.
   *
   * @param ending of what may be data, as a regular expression
   * @param named whether a file is what is looked for
   * @param right names that would be right
   * @throws UsageException if there are none
   */
  static List<Path> files(
      Path folder, String ending, Predicate<String> named, String right, PrintWriter err)
      throws IOException {
    List<Path> found = new ArrayList<>();
    try (Stream<Path> all = Files.walk(folder, 3)) {
      for (Path file : all.filter(Files::isRegularFile).sorted().toList()) {
        String name = String.valueOf(file.getFileName());
        if (named.test(name)) {
          found.add(file);
        } else if (name.matches(".*" + ending)) {
          err.println("passed over: " + file + ", which is not named as " + right);
        }
      }
    }
    if (found.isEmpty()) {
      throw new UsageException(folder + " holds no file named as " + right);
    }
    return found;
  }

  static ObjectNode object() {
    return JSON.createObjectNode();
  }

  /** Sets a figure; null where there is none, as JSON has no NaN. */
  static void put(ObjectNode figures, String name, double figure) {
    figures.put(name, Double.isFinite(figure) ? Double.valueOf(figure) : null);
  }

  /** Sets the figures of probabilities. */
  static void put(ObjectNode figures, ProbabilityQuality quality) {
    put(figures, "averagePrecision", quality.averagePrecision());
    put(figures, "ece", quality.calibrationError());
    put(figures, "brier", quality.brier());
    ArrayNode reliability = figures.putArray("reliability");
    for (ProbabilityQuality.Bin bin : quality.reliability()) {
      reliability
          .addObject()
          .put("rows", bin.rows())
          .put("probability", bin.said())
          .put("observed", bin.came());
    }
  }

  static void print(PrintWriter out, ProbabilityQuality quality) {
    out.printf(
        Locale.ROOT,
        "probabilities of %d rows (%.2f %% came true): average precision %.3f, calibration error %.4f, Brier score %.4f (skill %.2f)%n",
        quality.rows(),
        100 * quality.baseRate(),
        quality.averagePrecision(),
        quality.calibrationError(),
        quality.brier(),
        quality.brierSkill());
    for (ProbabilityQuality.Bin bin : quality.reliability()) {
      out.printf(
          Locale.ROOT,
          "  said %5.1f %%   came %5.1f %%   %6d rows%n",
          100 * bin.said(),
          100 * bin.came(),
          bin.rows());
    }
  }

  /** Writes the figures where they are asked for. */
  void write(ObjectNode figures) throws IOException {
    if (json != null) {
      Files.writeString(
          json, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(figures) + "\n");
    }
  }
}
