package io.millwright.gateway.broker;

import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/**
 * Packets of MQTT 5 to a broker that speaks MQTT 3.1.1: without their properties, and what else it
 * does not know. It takes whole packets only, one or several at a time.
 */
final class Mqtt311Output extends FilterOutputStream {
  private static final int CONNECT = 1;
  private static final int PUBLISH = 3;
  private static final int PUBACK = 4;
  private static final int PUBREC = 5;
  private static final int PUBREL = 6;
  private static final int PUBCOMP = 7;
  private static final int SUBSCRIBE = 8;
  private static final int UNSUBSCRIBE = 10;
  private static final int DISCONNECT = 14;

  private static final byte LEVEL = 4;

  /** Flag of CONNECT: there is a will. */
  private static final int WILL = 0x04;

  /** Of the options of a subscription the others came with MQTT 5. */
  private static final int QOS = 0x03;

  Mqtt311Output(OutputStream out) {
    super(out);
  }

  @Override
  public void write(int one) {
    throw new UnsupportedOperationException("only whole packets can be written");
  }

  @Override
  public void write(byte[] packets, int from, int length) throws IOException {
    ByteBuffer in = ByteBuffer.wrap(packets, from, length);
    ByteArrayOutputStream all = new ByteArrayOutputStream(length);
    while (in.hasRemaining()) {
      byte first = in.get();
      int size = VariableInteger.read(in);
      ByteBuffer body = in.slice();
      body.limit(size);
      in.position(in.position() + size);
      byte[] old = body(first, body);
      all.write(first);
      all.writeBytes(VariableInteger.bytes(old.length));
      all.writeBytes(old);
    }
    out.write(all.toByteArray());
  }

  private static byte[] body(byte first, ByteBuffer in) {
    ByteArrayOutputStream old = new ByteArrayOutputStream(in.remaining());
    switch ((first & 0xF0) >> 4) {
      case CONNECT -> connect(in, old);
      case PUBLISH -> {
        string(in, old);
        if ((first & 0x06) != 0) {
          copy(in, 2, old);
        }
        skipProperties(in);
        copy(in, in.remaining(), old);
      }
      case PUBACK, PUBREC, PUBREL, PUBCOMP -> copy(in, 2, old);
      case SUBSCRIBE -> {
        copy(in, 2, old);
        skipProperties(in);
        while (in.hasRemaining()) {
          string(in, old);
          old.write(in.get() & QOS);
        }
      }
      case UNSUBSCRIBE -> {
        copy(in, 2, old);
        skipProperties(in);
        copy(in, in.remaining(), old);
      }
      case DISCONNECT -> in.position(in.limit());
      default -> copy(in, in.remaining(), old);
    }
    return old.toByteArray();
  }

  private static void connect(ByteBuffer in, ByteArrayOutputStream old) {
    string(in, old);
    in.get();
    old.write(LEVEL);
    int flags = in.get();
    old.write(flags);
    copy(in, 2, old);
    skipProperties(in);
    string(in, old);
    if ((flags & WILL) != 0) {
      skipProperties(in);
    }
    copy(in, in.remaining(), old);
  }

  private static void string(ByteBuffer in, ByteArrayOutputStream old) {
    copy(in, 2 + (in.getShort(in.position()) & 0xFFFF), old);
  }

  private static void copy(ByteBuffer in, int count, ByteArrayOutputStream old) {
    byte[] bytes = new byte[count];
    in.get(bytes);
    old.writeBytes(bytes);
  }

  private static void skipProperties(ByteBuffer in) {
    int length = VariableInteger.read(in);
    in.position(in.position() + length);
  }
}
