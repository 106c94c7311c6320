package io.millwright.standalone.backup;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.millwright.standalone.UsageException;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.function.LongConsumer;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** A backup that is whole. */
final class BackupReader implements AutoCloseable {
  private final ZipFile zip;
  private final Path file;
  private final Manifest manifest;

  private BackupReader(ZipFile zip, Path file, Manifest manifest) {
    this.zip = zip;
    this.file = file;
    this.manifest = manifest;
  }

  /**
   * Opens a backup and reads what it holds.
   *
   * @throws UsageException if it is none, not whole, or of a format that is not known here
   */
  @SuppressWarnings("MustBeClosedChecker")
  static BackupReader open(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new UsageException("there is no file " + file);
    }
    ZipFile zip;
    try {
      zip = new ZipFile(file.toFile());
    } catch (ZipException e) {
      throw new UsageException(file + " is no backup, or was cut short: " + e.getMessage());
    }
    try {
      ZipEntry entry = zip.getEntry(Manifest.ENTRY);
      if (entry == null) {
        throw new UsageException(file + " is no backup: it has no " + Manifest.ENTRY);
      }
      Manifest manifest;
      try (InputStream in = zip.getInputStream(entry)) {
        manifest = Manifest.ofJson(in.readAllBytes());
      } catch (ZipException | EOFException | JsonProcessingException e) {
        throw new UsageException(
            file + " is damaged at " + Manifest.ENTRY + ": nothing was restored; take another one");
      }
      if (manifest.format() != Manifest.FORMAT) {
        throw new UsageException(
            file
                + " has format "
                + manifest.format()
                + ", but this version reads format "
                + Manifest.FORMAT);
      }
      return new BackupReader(zip, file, manifest);
    } catch (IOException | RuntimeException e) {
      zip.close();
      throw e;
    }
  }

  Manifest manifest() {
    return manifest;
  }

  InputStream open(Manifest.Entry entry) throws IOException {
    ZipEntry found = zip.getEntry(entry.name());
    if (found == null) {
      throw damaged(entry, "it is missing");
    }
    return new BufferedInputStream(zip.getInputStream(found), 1 << 16);
  }

  /**
   * Reads all of it.
   *
   * @param progress hears how many bytes have been read
   * @throws UsageException if something is not as it was written
   */
  void check(LongConsumer progress) throws IOException {
    byte[] buffer = new byte[1 << 16];
    long read = 0;
    for (Manifest.Entry entry : manifest.entries()) {
      MessageDigest digest = BackupWriter.sha256();
      try (InputStream in = open(entry)) {
        for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
          digest.update(buffer, 0, length);
          read += length;
          progress.accept(read);
        }
      } catch (ZipException | EOFException e) {
        throw damaged(entry, "it cannot be unpacked");
      }
      if (!HexFormat.of().formatHex(digest.digest()).equals(entry.sha256())) {
        throw damaged(entry, "its SHA-256 is another");
      }
    }
  }

  private UsageException damaged(Manifest.Entry entry, String how) {
    return new UsageException(
        file
            + " is damaged at "
            + entry.name()
            + " ("
            + how
            + "): nothing was restored; take another one");
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}
