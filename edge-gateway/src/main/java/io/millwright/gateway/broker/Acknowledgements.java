package io.millwright.gateway.broker;

import io.millwright.gateway.intake.Receipt;
import io.millwright.gateway.reading.Rejection;
import io.millwright.gateway.source.Watch;
import java.util.ArrayDeque;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.common.MqttException;

/**
 * Acknowledges the messages of one connection to its broker, in the order they came in (MQTT 5,
 * section 4.6). Kafka answers for many at a time, so they are acknowledged many at a time, on a
 * thread of their own.
 */
final class Acknowledgements implements AutoCloseable {
  private final MqttAsyncClient client;
  private final Watch watch;
  private final ThreadPoolExecutor thread;
  private final AtomicBoolean due = new AtomicBoolean();

  /** What the broker waits for, oldest first. */
  private final ArrayDeque<Expected> expected = new ArrayDeque<>();

  private final AtomicInteger unwritten = new AtomicInteger();

  Acknowledgements(MqttAsyncClient client, String broker, Watch watch) {
    this.client = client;
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
    synchronized (expected) {
      int count = 0;
      for (Expected each : expected) {
        if (!each.done) {
          break;
        }
        count++;
      }
      unwritten.addAndGet(count);
      try {
        for (; count > 0; count--) {
          client.messageArrivedComplete(expected.remove().packetId, BrokerConnection.QOS);
        }
      } catch (MqttException | RuntimeException e) {
        // The connection is gone, and Paho may have taken its inside apart already: the broker
        // delivers it again.
        watch.lost("cannot acknowledge: " + e);
      }
    }
  }

  /** Paho has written an acknowledgement. */
  void written() {
    unwritten.decrementAndGet();
  }

  /** Whether Paho has written all that it was told to. */
  boolean allWritten() {
    return unwritten.get() <= 0;
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
      watch.lost("Kafka did not take a message: " + cause);
    }
  }
}
