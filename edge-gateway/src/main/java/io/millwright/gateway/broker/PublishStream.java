package io.millwright.gateway.broker;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What comes from a broker that speaks MQTT 5, without its PUBLISHes at QoS 0 and 1: they go to a
 * {@link Taker}. Paho reads the rest, also PUBLISHes that are malformed, and says so. When the
 * socket has a timeout, reading goes on after it where it was.
 */
final class PublishStream extends InputStream {
  private static final int PUBLISH = 0x30;
  private static final int RETAINED = 0x01;
  private static final int QOS_1 = 0x02;
  private static final int QOS_2 = 0x04;
  private static final int CONNACK = 0x20;

  /** Of a message that is too large: its topic and properties, and the beginning of its payload. */
  private static final int HEAD_BYTES = 150_000;

  /** In less than any keep-alive, which is in seconds. */
  private static final long SIGN_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  /** The topic of {@link #SIGN_OF_LIFE}. */
  static final String NOBODY = "$nobody";

  /** An empty PUBLISH by which Paho learns that the broker lives while its messages come here. */
  private static final byte[] SIGN_OF_LIFE = {
    PUBLISH, 10, 0, 7, '$', 'n', 'o', 'b', 'o', 'd', 'y', 0
  };

  private final PacketBuffer in;
  private final Taker taker;
  private final int maxPacketBytes;
  private final LongSupplier nanos;
  private final PublishReader publish = new PublishReader();

  /** The next bytes, here or still to come, that are for Paho. */
  private int passing;

  /** The next bytes that are for nobody: the end of a message that is too large. */
  private int skipping;

  /** A sign of life that is being read, and what of it has been. */
  private boolean signing;

  private int signed;

  /** Whether a PUBLISH, or a part of one, has come since the last sign of life. */
  private boolean publishing;

  private long signNanos;

  /** Takes what a broker publishes, on the one thread that reads. */
  interface Taker {
    /** Bytes have come. */
    void heard();

    /**
     * Takes a message. A failure of it ends the connection.
     *
     * @param contentType null = the message has none
     * @param packetId 0 = the message has QoS 0
     * @param payload the taker's own
     */
    void take(String topic, @Nullable String contentType, int packetId, byte[] payload);

    /**
     * Takes a message that was retained before the subscription, if it comes although the
     * subscription asks for none, as with MQTT 3.1.1.
     *
     * @param packetId 0 = the message has QoS 0
     */
    void takeRetained(int packetId);

    /**
     * Takes a message that is larger than any that may come; MQTT 3.1.1 cannot tell a broker so.
     *
     * @param packetId 0 = the message has QoS 0
     * @param bytes of the whole packet
     * @param beginning of the payload
     */
    void takeTooLarge(String topic, int packetId, int bytes, byte[] beginning);

    /** The next message is not here yet. */
    void pause();
  }

  /**
   * Reads what comes by a connection.
   *
   * @param nanos a clock as {@link System#nanoTime}
   */
  PublishStream(InputStream in, Taker taker, int maxPacketBytes, LongSupplier nanos) {
    this.in = new PacketBuffer(in);
    this.taker = taker;
    this.maxPacketBytes = maxPacketBytes;
    this.nanos = nanos;
    this.signNanos = nanos.getAsLong();
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] target, int from, int most) throws IOException {
    if (most == 0) {
      return 0;
    }
    while (passing == 0 && !signing) {
      if (!nextPacket()) {
        return -1;
      }
    }
    if (signing) {
      int count = Math.min(most, SIGN_OF_LIFE.length - signed);
      System.arraycopy(SIGN_OF_LIFE, signed, target, from, count);
      signed += count;
      signing = signed < SIGN_OF_LIFE.length;
      return count;
    }
    if (in.isEmpty() && !fill(0)) {
      return -1;
    }
    int count = in.take(target, from, Math.min(most, passing));
    passing -= count;
    return count;
  }

  /** For Paho, which asks whether a packet is on its way. */
  @Override
  public int available() throws IOException {
    return in.available();
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  /** Takes the next packet, lets it pass to Paho, or reads more of it; false = there is no more. */
  private boolean nextPacket() throws IOException {
    if (skipping > 0) {
      int here = Math.min(skipping, in.size());
      skipping -= here;
      in.skip(here);
      return skipping == 0 || fill(0);
    }
    switch (in.header()) {
      case PART -> {
        return fill(0);
      }
      case ENDLESS -> {
        // It makes Paho end the connection.
        passing = in.headerSize();
        return true;
      }
      case WHOLE -> {}
    }
    return packet(in.headerSize(), in.bodySize());
  }

  private boolean packet(int header, int length) throws IOException {
    int first = in.at(0);
    int size = header + length;
    if (first == CONNACK && length == 2) {
      throw new OldBrokerException();
    }
    if ((first & 0xF0) != PUBLISH || (first & QOS_2) != 0) {
      passing = size;
      return true;
    }
    publishing = true;
    int here = size > maxPacketBytes ? Math.min(size, HEAD_BYTES) : size;
    if (in.size() < here) {
      return fill(here);
    }
    if (publish.read(in.array(), in.offset() + header, in.offset() + here, (first & QOS_1) != 0)) {
      take((first & RETAINED) != 0, size);
      in.skip(here);
      skipping = size - here;
    } else {
      passing = size;
    }
    return true;
  }

  /**
   * Waits for more bytes; false = there are none.
   *
   * @param room of a packet that is to be here as a whole
   */
  private boolean fill(int room) throws IOException {
    taken(taker::pause);
    if (!in.fill(room)) {
      return false;
    }
    taker.heard();
    signIfDue();
    return true;
  }

  private void signIfDue() {
    if (publishing && passing == 0) {
      long now = nanos.getAsLong();
      if (now - signNanos >= SIGN_NANOS) {
        signNanos = now;
        publishing = false;
        signing = true;
        signed = 0;
      }
    }
  }

  private static void taken(Runnable step) throws IOException {
    try {
      step.run();
    } catch (RuntimeException e) {
      throw new IOException("a message could not be taken: " + e, e);
    }
  }

  /** Hands over the PUBLISH that has been read. */
  private void take(boolean retained, int size) throws IOException {
    int packetId = publish.packetId();
    if (retained) {
      taken(() -> taker.takeRetained(packetId));
    } else if (size > maxPacketBytes) {
      taken(() -> taker.takeTooLarge(publish.topic(), packetId, size, publish.payload()));
    } else {
      taken(() -> taker.take(publish.topic(), publish.contentType(), packetId, publish.payload()));
    }
  }
}
