package io.millwright.standalone.imports;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** A file that is read in pieces, at any place of it. */
final class FileBytes implements Closeable {
  private final Path file;
  private final FileChannel channel;
  private long bytesRead;

  FileBytes(Path file) throws IOException {
    this.file = file;
    this.channel = FileChannel.open(file);
  }

  /**
   * A piece of it.
   *
   * @throws IOException if there are not so many bytes
   */
  ByteBuffer read(long position, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, position + buffer.position()) < 0) {
        throw new IOException(file + " ends too early: it is damaged");
      }
    }
    bytesRead += length;
    return buffer.flip();
  }

  /** What is from there on; one such stream is read at a time, and none of them closed. */
  InputStream from(long position) throws IOException {
    channel.position(position);
    return Channels.newInputStream(channel);
  }

  long size() throws IOException {
    return channel.size();
  }

  /** In pieces. */
  long bytesRead() {
    return bytesRead;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
