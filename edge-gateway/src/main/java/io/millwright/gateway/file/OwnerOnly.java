package io.millwright.gateway.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Files and folders that nobody but the gateway's user may read: readings and hashes of secrets.
 */
public final class OwnerOnly {
  private OwnerOnly() {}

  @SuppressWarnings("MustBeClosedChecker")
  public static FileChannel open(Path path, OpenOption... options) throws IOException {
    return FileChannel.open(path, Set.of(options), rights("rw-------"));
  }

  public static void createDirectories(Path path) throws IOException {
    Files.createDirectories(path, rights("rwx------"));
  }

  /** Makes the names in a folder safe from a power failure, where the system can do that. */
  public static void forceNames(Path directory) throws IOException {
    if (posix()) {
      try (FileChannel names = FileChannel.open(directory)) {
        names.force(true);
      }
    }
  }

  private static FileAttribute<?>[] rights(String permissions) {
    return posix()
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }

  private static boolean posix() {
    return FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
  }
}
