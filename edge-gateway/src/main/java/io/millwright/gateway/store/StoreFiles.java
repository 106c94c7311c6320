package io.millwright.gateway.store;

import io.millwright.gateway.config.InvalidConfigException;
import io.millwright.gateway.file.OwnerOnly;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The folder of a store: one gateway at a time, and who that is. */
final class StoreFiles implements AutoCloseable {
  private static final String SNAPSHOT = "ledger";
  private static final String IDENTITY = "gateway-id";

  private final Path directory;
  private final FileChannel lock;
  private final long gateway;
  private final int run;

  private StoreFiles(Path directory, FileChannel lock, long gateway, int run) {
    this.directory = directory;
    this.lock = lock;
    this.gateway = gateway;
    this.run = run;
  }

  /**
   * Opens the folder, which is made when it is missing, for the next run of its gateway.
   *
   * @throws InvalidConfigException if another gateway has it open
   */
  @SuppressWarnings("MustBeClosedChecker")
  static StoreFiles open(Path directory, Disk disk) throws IOException {
    OwnerOnly.createDirectories(directory);
    FileChannel lock =
        OwnerOnly.open(
            directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (lock.tryLock() == null) {
        throw inUse(directory);
      }
      long gateway = new SecureRandom().nextLong();
      int run = 1;
      Path file = directory.resolve(IDENTITY);
      if (Files.exists(file)) {
        ByteBuffer identity = ByteBuffer.wrap(Files.readAllBytes(file));
        if (identity.remaining() != 12) {
          throw new IOException(
              file
                  + " is damaged: without it the records in Kafka cannot be told from those of"
                  + " other gateways; move the folder away to begin anew");
        }
        gateway = identity.getLong();
        run = identity.getInt() + 1;
      }
      replace(
          directory, IDENTITY, ByteBuffer.allocate(12).putLong(gateway).putInt(run).array(), disk);
      return new StoreFiles(directory, lock, gateway, run);
    } catch (OverlappingFileLockException e) {
      lock.close();
      throw inUse(directory);
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private static InvalidConfigException inUse(Path directory) {
    return new InvalidConfigException(
        List.of(
            "store.directory "
                + directory
                + " is in use by another gateway: stop that one, or give each its own directory"));
  }

  /** Whether a gateway has run here before. */
  static boolean wasUsed(Path directory) {
    return Files.exists(directory.resolve(IDENTITY));
  }

  long gateway() {
    return gateway;
  }

  int run() {
    return run;
  }

  /** The books of the last run; null = there are none. */
  byte @Nullable [] snapshot() throws IOException {
    return snapshot(directory);
  }

  static byte @Nullable [] snapshot(Path directory) throws IOException {
    try {
      return Files.readAllBytes(directory.resolve(SNAPSHOT));
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  void writeSnapshot(byte[] content, Disk disk) throws IOException {
    replace(directory, SNAPSHOT, content, disk);
  }

  /** Puts what cannot be read out of the way, for somebody to look at. */
  static void putAside(Path file) throws IOException {
    Files.move(
        file,
        file.resolveSibling(file.getFileName() + ".damaged"),
        StandardCopyOption.REPLACE_EXISTING);
  }

  void putSnapshotAside() throws IOException {
    putAside(directory.resolve(SNAPSHOT));
  }

  /** All segments by age. */
  List<Path> segments() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.toString().endsWith(".segment")).sorted().toList();
    }
  }

  /** Whole or not at all, also when the power fails. */
  private static void replace(Path directory, String name, byte[] content, Disk disk)
      throws IOException {
    Path draft = directory.resolve(name + ".draft");
    try (FileChannel out =
        OwnerOnly.open(
            draft,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(content);
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
      disk.force(out);
    }
    Files.move(
        draft,
        directory.resolve(name),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
    OwnerOnly.forceNames(directory);
  }

  @Override
  public void close() throws IOException {
    lock.close();
  }
}
