package io.millwright.standalone.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a demo must remember to go on after it was interrupted.
 *
 * @param engines how many engines are replayed
 * @param start event time of every engine's first cycle
 * @param finished whether the summary was reached
 */
record DemoState(int engines, Instant start, boolean finished) {
  private static final String FILE = "demo-state.json";
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * The state to go on from: that of an interrupted demo, or a new one, for which the folder is
   * emptied.
   *
   * @throws IOException if the folder has other things in it than an earlier demo
   */
  static DemoState resumeOrBegin(Path folder, int engines, boolean fresh, Instant startOfANewOne)
      throws IOException {
    DemoState earlier = read(folder);
    if (earlier != null && !earlier.finished && !fresh && earlier.engines == engines) {
      return earlier;
    }
    if (earlier == null && Files.isDirectory(folder) && !isEmptyButForThisProcess(folder)) {
      throw new IOException(
          folder
              + " holds something that is no demo: choose another folder with --data, or remove it yourself");
    }
    empty(folder);
    DemoState begun = new DemoState(engines, startOfANewOne, false);
    begun.write(folder);
    return begun;
  }

  boolean isResumed(Path checkpoint) {
    return Files.exists(checkpoint);
  }

  DemoState finish(Path folder) throws IOException {
    DemoState done = new DemoState(engines, start, true);
    done.write(folder);
    return done;
  }

  private static @Nullable DemoState read(Path folder) throws IOException {
    try {
      JsonNode json = JSON.readTree(Files.readAllBytes(folder.resolve(FILE)));
      return new DemoState(
          json.path("engines").asInt(),
          Instant.parse(json.path("start").asText()),
          json.path("finished").asBoolean());
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  private void write(Path folder) throws IOException {
    Path draft = folder.resolve(FILE + ".draft");
    Files.write(
        draft,
        JSON.writeValueAsBytes(
            Map.of("engines", engines, "start", start.toString(), "finished", finished)));
    Files.move(
        draft,
        folder.resolve(FILE),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  private static boolean isEmptyButForThisProcess(Path folder) throws IOException {
    try (var entries = Files.list(folder)) {
      return entries.allMatch(DemoState::belongsToTheRunningProcess);
    }
  }

  /** Its lock and its log, which are open. */
  private static boolean belongsToTheRunningProcess(Path file) {
    return file.endsWith("lock") || file.getFileName().toString().startsWith("millwright.log");
  }

  private static void empty(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(folder);
      return;
    }
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            // The state goes with the next write: until then the folder must stay known as a demo.
            if (!belongsToTheRunningProcess(file) && !file.equals(folder.resolve(FILE))) {
              Files.delete(file);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            if (!directory.equals(folder)) {
              Files.delete(directory);
            }
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
