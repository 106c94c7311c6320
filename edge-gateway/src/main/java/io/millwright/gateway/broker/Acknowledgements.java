package io.millwright.gateway.broker;

import io.millwright.gateway.intake.Receipt;
import io.millwright.gateway.reading.Rejection;
import io.millwright.gateway.source.Watch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Acknowledges the messages of one connection to its broker, in the order they came in (MQTT 5,
 * section 4.6). Kafka answers for many at a time, so they are acknowledged many at a time, on a
 * thread of their own: writing may have to wait for the broker.
 */
final class Acknowledgements implements AutoCloseable {
  private static final byte PUBACK = 0x40;
  private static final byte PUBACK_LENGTH = 2;

  private final Watch watch;
  private final ThreadPoolExecutor thread;
  private final AtomicBoolean due = new AtomicBoolean();

  /** What the broker waits for, oldest first. */
  private final ArrayDeque<Expected> expected = new ArrayDeque<>();

  /** Null = not connected yet, so that there is nothing to acknowledge. */
  private volatile @Nullable PacketStream out;

  Acknowledgements(String broker, Watch watch) {
    this.watch = watch;
    this.thread =
        new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread made = new Thread(task, "acknowledge-" + broker);
              made.setDaemon(true);
              return made;
            },
            // The connection has ended: the broker delivers again what is not acknowledged.
            new ThreadPoolExecutor.DiscardPolicy());
  }

  /** The connection is there. */
  void writeTo(PacketStream packets) {
    out = packets;
  }

  /** For the next message that has come at QoS 1. */
  Receipt expect(int packetId) {
    Expected last = new Expected(packetId);
    synchronized (expected) {
      expected.add(last);
    }
    return last;
  }

  private void acknowledge() {
    due.set(false);
    byte[] packets = takeDone();
    PacketStream connection = out;
    if (packets.length > 0 && connection != null) {
      try {
        connection.writeWhole(packets);
      } catch (IOException e) {
        // The broker delivers it again.
        watch.lost("cannot acknowledge: " + e);
      }
    }
  }

  /** The acknowledgements of what is done, up to the first that is not. */
  private byte[] takeDone() {
    synchronized (expected) {
      int count = 0;
      for (Expected each : expected) {
        if (!each.done) {
          break;
        }
        count++;
      }
      ByteBuffer packets = ByteBuffer.allocate(count * (2 + PUBACK_LENGTH));
      for (; count > 0; count--) {
        // Without a reason code it means success (MQTT 5, section 3.4.2.1).
        packets.put(PUBACK).put(PUBACK_LENGTH).putShort((short) expected.remove().packetId);
      }
      return packets.array();
    }
  }

  @Override
  public void close() {
    thread.shutdown();
  }

  /** A message that is not acknowledged yet. */
  private final class Expected implements Receipt {
    private final int packetId;

    /** What is behind it is acknowledged after it, so it needs not be seen at once. */
    private volatile boolean done;

    private Expected(int packetId) {
      this.packetId = packetId;
    }

    @Override
    public void accepted() {
      done = true;
      if (due.compareAndSet(false, true)) {
        thread.execute(Acknowledgements.this::acknowledge);
      }
    }

    @Override
    public void rejected(Rejection rejection) {
      accepted();
    }

    @Override
    public void failed(Exception cause) {
      // Neither this nor anything behind it may be acknowledged. The broker delivers all of it
      // again when we connect again; there is no other way to ask for it.
      watch.lost("a message could not be kept: " + cause);
    }
  }
}
