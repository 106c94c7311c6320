package io.millwright.gateway.registry;

import io.millwright.contracts.asset.AssetKey;
import io.millwright.gateway.file.OwnerOnly;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A directory in a file that only its owner can read: it holds hashes of secrets. Either the whole
 * of an old one or the whole of a new one is there, whenever the power fails.
 */
final class DirectoryCopy {
  private static final long FORMAT = 0x4D57_5245_4749_5301L;
  private static final int LONGEST_REGISTRATION = 16 << 20;

  private final Path file;

  DirectoryCopy(Path file) {
    this.file = file.toAbsolutePath();
  }

  /**
   * Reads it back.
   *
   * @return null = there is none
   * @throws IOException if it is damaged or cannot be read
   */
  @Nullable Directory read() throws IOException {
    CRC32C checksum = new CRC32C();
    try (InputStream raw = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
        DataInputStream in = new DataInputStream(new CheckedInputStream(raw, checksum))) {
      if (in.readLong() != FORMAT) {
        throw new IOException(file + " is no copy of a registry, or one of another version");
      }
      Directory directory = new Directory();
      for (int left = in.readInt(); left > 0; left--) {
        directory.device(in.readUTF(), bytes(in));
      }
      for (int left = in.readInt(); left > 0; left--) {
        directory.asset(AssetKey.parse(in.readUTF()), bytes(in));
      }
      long expected = checksum.getValue();
      if (in.readLong() != expected) {
        throw new IOException(file + " is damaged: its checksum is wrong");
      }
      return directory;
    } catch (NoSuchFileException e) {
      return null;
    } catch (IllegalArgumentException e) {
      throw new IOException(file + " is damaged: " + e.getMessage(), e);
    }
  }

  private byte[] bytes(DataInputStream in) throws IOException {
    int length = in.readInt();
    if (length < 0 || length > LONGEST_REGISTRATION) {
      throw new IOException(file + " is damaged: a registration has " + length + " bytes");
    }
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new IOException(file + " is damaged: it ends too soon");
    }
    return bytes;
  }

  void write(Directory directory) throws IOException {
    Path folder = file.getParent();
    if (folder == null) {
      throw new IOException(file + " is not a file");
    }
    Files.createDirectories(folder);
    Path draft = folder.resolve(file.getFileName() + ".draft");
    CRC32C checksum = new CRC32C();
    try (FileChannel raw =
            OwnerOnly.open(
                draft,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE);
        OutputStream buffered = new BufferedOutputStream(Channels.newOutputStream(raw), 1 << 16);
        DataOutputStream out = new DataOutputStream(new CheckedOutputStream(buffered, checksum))) {
      out.writeLong(FORMAT);
      // The maps are not changed meanwhile: the writer of the directory calls.
      out.writeInt(directory.devices().size());
      for (Map.Entry<String, RegisteredDevice> device : directory.devices().entrySet()) {
        entry(out, device.getKey(), device.getValue().encoded());
      }
      out.writeInt(directory.assets().size());
      for (Map.Entry<AssetKey, RegisteredAsset> asset : directory.assets().entrySet()) {
        entry(out, asset.getKey().toString(), asset.getValue().encoded());
      }
      out.writeLong(checksum.getValue());
      out.flush();
      raw.force(true);
    }
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    OwnerOnly.forceNames(folder);
  }

  private static void entry(DataOutputStream out, String key, byte[] encoded) throws IOException {
    out.writeUTF(key);
    out.writeInt(encoded.length);
    out.write(encoded);
  }
}
