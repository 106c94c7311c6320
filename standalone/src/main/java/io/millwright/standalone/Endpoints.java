package io.millwright.standalone;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.Properties;

/**
 * Where a standalone Millwright that runs has its parts, on ports that change with each start: for
 * commands that talk to them from beside it.
 *
 * @param database JDBC address of PostgreSQL, as its superuser
 * @param kafka as host:port
 */
public record Endpoints(String database, String kafka) {
  private static final String FILE = "running.properties";

  /** Writes them down in its folder; closing takes them away. */
  static AutoCloseable announce(DataDirectory directory, Endpoints endpoints) throws IOException {
    Properties properties = new Properties();
    properties.setProperty("database", endpoints.database());
    properties.setProperty("kafka", endpoints.kafka());
    Path file = directory.resolve(FILE);
    Path draft = directory.resolve(FILE + ".draft");
    try (Writer writer = Files.newBufferedWriter(draft)) {
      properties.store(writer, null);
    }
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    return () -> Files.deleteIfExists(file);
  }

  /** Takes away what one that was killed has left. */
  static void forget(DataDirectory directory) throws IOException {
    Files.deleteIfExists(directory.resolve(FILE));
  }

  /** Those of the one that runs on a folder; they are stale when it was killed. */
  public static Optional<Endpoints> of(Path folder) throws IOException {
    Path file = folder.resolve(FILE);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    }
    String database = properties.getProperty("database");
    String kafka = properties.getProperty("kafka");
    return database == null || kafka == null
        ? Optional.empty()
        : Optional.of(new Endpoints(database, kafka));
  }
}
