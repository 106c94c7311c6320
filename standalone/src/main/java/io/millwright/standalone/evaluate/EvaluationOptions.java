package io.millwright.standalone.evaluate;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millwright.standalone.UsageException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
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

  Path tested() {
    return test == null ? data : test;
  }

  /** The files of a folder and those below it, by name. */
  static List<Path> files(Path folder, Predicate<String> named, String what) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new UsageException(folder + " is no folder");
    }
    try (Stream<Path> all = Files.walk(folder, 3)) {
      List<Path> found =
          all.filter(Files::isRegularFile)
              .filter(file -> named.test(file.getFileName().toString()))
              .sorted()
              .toList();
      if (found.isEmpty()) {
        throw new UsageException(folder + " holds no " + what);
      }
      return found;
    }
  }

  /** The bytes of a file, unpacked where its name ends in .gz. */
  static InputStream open(Path file) throws IOException {
    InputStream bytes = Files.newInputStream(file);
    return file.toString().endsWith(".gz") ? new GZIPInputStream(bytes) : bytes;
  }

  static ObjectNode object() {
    return JSON.createObjectNode();
  }

  /** Writes the figures where they are asked for. */
  void write(ObjectNode figures) throws IOException {
    if (json != null) {
      Files.writeString(
          json, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(figures) + "\n");
    }
  }
}
