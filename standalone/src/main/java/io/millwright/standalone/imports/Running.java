package io.millwright.standalone.imports;

import io.millwright.standalone.DataDirectory;
import io.millwright.standalone.UsageException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Properties;

/**
 * Where a Millwright that runs on a folder has its Kafka and its database: a file in that folder,
 * there while it runs. Both listen on this machine only.
 */
public record Running(String kafka, String database) {
  private static final String FILE = "running.properties";

  /** Leaves the file, which is gone when what is returned is closed. */
  public AutoCloseable announce(DataDirectory directory) throws IOException {
    Path file = directory.resolve(FILE);
    Files.writeString(
        file, "kafka=" + kafka + "\ndatabase=" + database + "\n", StandardCharsets.ISO_8859_1);
    return () -> Files.deleteIfExists(file);
  }

  /**
   * Reads it.
   *
   * @throws UsageException if no Millwright runs on the folder
   */
  static Running on(Path folder) throws IOException {
    Properties read = new Properties();
    try (InputStream stream = Files.newInputStream(folder.resolve(FILE))) {
      read.load(stream);
    } catch (NoSuchFileException e) {
      throw new UsageException(
          "no Millwright runs on "
              + folder
              + ": start it with 'millwright up', choose its folder with --data, or say where Kafka"
              + " is with --kafka HOST:PORT");
    }
    return new Running(read.getProperty("kafka", ""), read.getProperty("database", ""));
  }
}
