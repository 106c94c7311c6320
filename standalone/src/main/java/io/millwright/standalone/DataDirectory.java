package io.millwright.standalone;

import io.millwright.contracts.device.SecretBox;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.function.Supplier;

/**
 * The folder that holds all state of a standalone Millwright. One process at a time may have it
 * open.
 */
public final class DataDirectory implements AutoCloseable {
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Path path;
  private final FileChannel lock;

  private DataDirectory(Path path, FileChannel lock) {
    this.path = path;
    this.lock = lock;
  }

  /**
   * Opens the folder, which is made when it is missing.
   *
   * @throws UsageException if another process has it open
   */
  @SuppressWarnings("MustBeClosedChecker")
  public static DataDirectory open(Path path) throws IOException {
    Files.createDirectories(path);
    FileChannel channel =
        FileChannel.open(path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() != null) {
        return new DataDirectory(path, channel);
      }
    } catch (OverlappingFileLockException e) {
      // This very process has it: the same answer.
    }
    channel.close();
    throw new UsageException(
        "another Millwright is running on "
            + path
            + ": stop it, or choose another folder with --data");
  }

  /** A file or folder in it. */
  public Path resolve(String name) {
    return path.resolve(name);
  }

  /** A secret of that name, made at its first use and readable by this user only. */
  String secret(String name, int bytes) throws IOException {
    return secret(
        name,
        () -> {
          byte[] random = new byte[bytes];
          RANDOM.nextBytes(random);
          return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        });
  }

  /** The key that device keys are sealed under, made at its first use. */
  String deviceKey() throws IOException {
    return secret("device-key", SecretBox::newKey);
  }

  boolean hasSecret(String name) {
    return Files.exists(secretFile(name));
  }

  Path secretFile(String name) {
    return path.resolve("secrets").resolve(name);
  }

  private String secret(String name, Supplier<String> maker) throws IOException {
    Path file = secretFile(name);
    try {
      return Files.readString(file).strip();
    } catch (NoSuchFileException e) {
      String secret = maker.get();
      boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
      FileAttribute<?>[] folderRights =
          posix
              ? new FileAttribute<?>[] {
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
              }
              : new FileAttribute<?>[0];
      FileAttribute<?>[] fileRights =
          posix
              ? new FileAttribute<?>[] {
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
              }
              : new FileAttribute<?>[0];
      Path folder = path.resolve("secrets");
      if (!Files.isDirectory(folder)) {
        Files.createDirectory(folder, folderRights);
      }
      // Whole or not at all: a process killed here must not leave half a secret behind.
      Path draft = Files.createTempFile(folder, name, ".draft", fileRights);
      Files.write(draft, secret.getBytes(StandardCharsets.UTF_8));
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
      return secret;
    }
  }

  @Override
  public void close() throws IOException {
    lock.close();
  }
}
