package io.millwright.standalone.backup;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** PostgreSQL's driver hands over one row at a time: so many have passed. */
final class CountingRows extends FilterOutputStream {
  private final Progress progress;
  private long rows;

  CountingRows(OutputStream out, Progress progress) {
    super(out);
    this.progress = progress;
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    out.write(bytes, offset, length);
    progress.shown(++rows);
  }

  @Override
  public void write(byte[] bytes) throws IOException {
    write(bytes, 0, bytes.length);
  }
}
