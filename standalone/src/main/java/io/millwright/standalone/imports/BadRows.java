package io.millwright.standalone.imports;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What could not be imported, as CSV: line, reason, and the row as it was. */
final class BadRows implements AutoCloseable {
  private static final int LONGEST_ROW = 10_000;

  private final Path file;

  /** Null until there is something to set aside. */
  private @Nullable FileChannel channel;

  private final StringBuilder pending = new StringBuilder();
  private long length;

  /**
   * @param length of what an import before this one has left; the rest is read again
   */
  BadRows(Path file, long length) {
    this.file = file;
    this.length = length;
  }

  void add(long place, String reason, List<String> row) {
    if (length == 0 && pending.isEmpty()) {
      pending.append("line,reason,row\r\n");
    }
    String text = String.join(",", row);
    pending
        .append(place)
        .append(',')
        .append(field(reason))
        .append(',')
        .append(field(text.length() > LONGEST_ROW ? text.substring(0, LONGEST_ROW) : text))
        .append("\r\n");
  }

  /** Writes what was added, and says how long the file is. */
  long flush() throws IOException {
    if (!pending.isEmpty()) {
      FileChannel open = channel;
      if (open == null) {
        open = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        open.truncate(length);
        channel = open;
      }
      ByteBuffer bytes = StandardCharsets.UTF_8.encode(pending.toString());
      while (bytes.hasRemaining()) {
        length += open.write(bytes, length);
      }
      pending.setLength(0);
    }
    return length;
  }

  private static String field(String text) {
    return '"' + text.replace("\"", "\"\"") + '"';
  }

  @Override
  public void close() throws IOException {
    if (channel != null) {
      channel.close();
    }
  }
}
