package io.millwright.standalone.imports;

import io.millwright.standalone.UsageException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Properties;

/**
 * How far a file is imported: all rows before it are in Kafka, or set aside.
 *
 * @param input what is imported and how: with another one the checkpoint is not to be used
 * @param rows read
 * @param readings in Kafka
 * @param expired of them, readings that are too old to be kept, and so are not stored
 * @param bad rows and cells that were set aside
 * @param badBytes length of the file that they are in
 * @param done whether there are no more rows
 */
record Checkpoint(
    String input, long rows, long readings, long expired, long bad, long badBytes, boolean done) {

  static Checkpoint none(String input) {
    return new Checkpoint(input, 0, 0, 0, 0, 0, false);
  }

  /**
   * Reads it; of another input or none at all it is at the beginning.
   *
   * @throws UsageException if the file is no checkpoint
   */
  static Checkpoint read(Path file, String input) throws IOException {
    if (!Files.exists(file)) {
      return none(input);
    }
    Properties read = new Properties();
    try (InputStream stream = Files.newInputStream(file)) {
      read.load(stream);
      if (!input.equals(read.getProperty("input"))) {
        return none(input);
      }
      return new Checkpoint(
          input,
          Long.parseLong(read.getProperty("rows")),
          Long.parseLong(read.getProperty("readings")),
          Long.parseLong(read.getProperty("expired", "0")),
          Long.parseLong(read.getProperty("bad")),
          Long.parseLong(read.getProperty("bad-bytes")),
          Boolean.parseBoolean(read.getProperty("done")));
    } catch (IllegalArgumentException e) {
      throw new UsageException(
          file + " is not what an import left there: begin anew with --restart");
    }
  }

  /** Whether all of the rows so far are stored, or will be. */
  boolean complete() {
    return bad == 0 && expired == 0;
  }

  /** Whole or not at all, and on the disk. */
  void write(Path file) throws IOException {
    String text =
        "# How far 'millwright import' is. Deleting it means to begin anew, which is harmless.\n"
            + "input=%s\nrows=%d\nreadings=%d\nexpired=%d\nbad=%d\nbad-bytes=%d\ndone=%s\n"
                .formatted(input, rows, readings, expired, bad, badBytes, done);
    Path draft = file.resolveSibling(file.getFileName() + ".draft");
    try (FileChannel channel =
        FileChannel.open(
            draft,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      channel.write(StandardCharsets.UTF_8.encode(text));
      channel.force(true);
    }
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
