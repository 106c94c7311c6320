package io.millwright.benchmarks.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** A folder that is gone after the measurement, however it ends. */
public final class Workspace implements AutoCloseable {
  private final Path folder;
  private final Thread hook = new Thread(this::delete, "delete-workspace");

  public Workspace() throws IOException {
    this.folder = Files.createTempDirectory("millwright-bench");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  public Path folder() {
    return folder;
  }

  private void delete() {
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException | UncheckedIOException e) {
      // A process that ends at the same time removes its own files.
    }
  }

  @Override
  public void close() {
    delete();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The hook is what runs now.
    }
  }
}
