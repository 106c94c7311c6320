package io.millwright.standalone.backup;

import io.millwright.standalone.UsageException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes a backup: a ZIP file that this user alone can read. It has its name only once it is whole
 * and on the disk.
 */
final class BackupWriter implements AutoCloseable {
  private final Path file;
  private final Path draft;
  private final FileChannel channel;
  private final ZipOutputStream zip;
  private boolean finished;

  /** What an entry is made of. */
  interface Content {
    void writeTo(OutputStream out) throws Exception;
  }

  private BackupWriter(Path file, Path draft, FileChannel channel) {
    this.file = file;
    this.draft = draft;
    this.channel = channel;
    this.zip =
        new ZipOutputStream(new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16));
    // The disk is as fast as this level: a higher one takes three times as long for a tenth less.
    zip.setLevel(Deflater.BEST_SPEED);
  }

  /**
   * Begins a file.
   *
   * @throws UsageException if it is there already
   */
  @SuppressWarnings("MustBeClosedChecker")
  static BackupWriter create(Path file) throws IOException {
    if (Files.exists(file)) {
      throw new UsageException(file + " is there already: choose another name");
    }
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new UsageException("there is no folder for " + file);
    }
    Path draft = file.resolveSibling(file.getFileName() + ".part");
    Files.deleteIfExists(draft);
    FileAttribute<?>[] rights =
        FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
            ? new FileAttribute<?>[] {
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
            }
            : new FileAttribute<?>[0];
    FileChannel channel =
        FileChannel.open(
            draft, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), rights);
    return new BackupWriter(file, draft, channel);
  }

  Manifest.Entry entry(String name, Content content) throws Exception {
    zip.putNextEntry(new ZipEntry(name));
    DigestOutputStream digested =
        new DigestOutputStream(new Unclosed(new BufferedOutputStream(zip, 1 << 16)), sha256());
    content.writeTo(digested);
    digested.flush();
    zip.closeEntry();
    return new Manifest.Entry(name, HexFormat.of().formatHex(digested.getMessageDigest().digest()));
  }

  /** Nothing comes after it. */
  void finish(Manifest manifest) throws IOException {
    zip.putNextEntry(new ZipEntry(Manifest.ENTRY));
    zip.write(manifest.toJson());
    zip.closeEntry();
    zip.finish();
    zip.flush();
    channel.force(true);
    zip.close();
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    finished = true;
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Throws away what is not finished. */
  @Override
  public void close() throws IOException {
    if (!finished) {
      channel.close();
      Files.deleteIfExists(draft);
    }
  }

  /** The driver closes what it copies to; the ZIP file goes on. */
  private static final class Unclosed extends java.io.FilterOutputStream {
    Unclosed(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
    }

    @Override
    public void close() throws IOException {
      flush();
    }
  }
}
