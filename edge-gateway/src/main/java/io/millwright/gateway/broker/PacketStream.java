package io.millwright.gateway.broker;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * The packets to a broker. Paho writes one in pieces, on one thread, and then flushes it; others
 * write theirs between those.
 */
final class PacketStream extends OutputStream {
  private final OutputStream out;

  /** One writes at a time. */
  private final Object turn = new Object();

  /** Of Paho's packet. */
  private final ByteArrayOutputStream pieces = new ByteArrayOutputStream();

  PacketStream(OutputStream out) {
    this.out = out;
  }

  @Override
  public void write(int piece) {
    pieces.write(piece);
  }

  @Override
  public void write(byte[] bytes, int from, int length) {
    pieces.write(bytes, from, length);
  }

  @Override
  public void flush() throws IOException {
    writeWhole(pieces.toByteArray());
    pieces.reset();
  }

  /** Writes packets that are whole. */
  void writeWhole(byte[] packets) throws IOException {
    synchronized (turn) {
      out.write(packets);
      out.flush();
    }
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
