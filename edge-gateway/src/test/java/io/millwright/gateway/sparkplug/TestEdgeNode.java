package io.millwright.gateway.sparkplug;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.eclipse.tahu.message.model.Metric;
import org.eclipse.tahu.message.model.MetricDataType;

/**
 * An edge node with one device and Eclipse Tahu's payloads, that can be made to misbehave. Its
 * aliases are others after each birth.
 */
public final class TestEdgeNode implements AutoCloseable {
  private final String group;
  private final String node;
  private final MqttAsyncClient client;
  private final long bdSeq;
  private final AtomicInteger births = new AtomicInteger();
  private final List<String> commands = new CopyOnWriteArrayList<>();
  private int seq;

  /** Connects with the NDEATH as its will, listens to commands, and is not born yet. */
  public TestEdgeNode(int port, String group, String node, long bdSeq) throws MqttException {
    this(port, group, node, bdSeq, true);
  }

  /**
   * Connects.
   *
   * @param listens whether it subscribes to its commands
   */
  public TestEdgeNode(int port, String group, String node, long bdSeq, boolean listens)
      throws MqttException {
    this.group = group;
    this.node = node;
    this.bdSeq = bdSeq;
    client =
        new MqttAsyncClient("tcp://127.0.0.1:" + port, node + "-" + bdSeq, new MemoryPersistence());
    client.setCallback(new Commands());
    MqttConnectionOptions options = new MqttConnectionOptions();
    options.setWill(
        topic("NDEATH"),
        new MqttMessage(
            Payloads.payload(System.currentTimeMillis(), -1, false, Payloads.bdSeq(bdSeq)),
            1,
            false,
            null));
    client.connect(options).waitForCompletion(10_000);
    if (listens) {
      client.subscribe(topic("NCMD"), 1).waitForCompletion(10_000);
    }
  }

  private String topic(String type) {
    return "spBv1.0/" + group + "/" + type + "/" + node;
  }

  /** NBIRTH and DBIRTH of {@code <node>-pump}. */
  public synchronized void birth(double load, int speed) throws MqttException {
    long base = births.incrementAndGet() * 100L;
    seq = 0;
    publish(
        topic("NBIRTH"),
        false,
        Payloads.bdSeq(bdSeq),
        Payloads.made(Payloads.metric("load", MetricDataType.Double, load, base)));
    publish(
        topic("DBIRTH") + "/" + node + "-pump",
        false,
        Payloads.made(Payloads.metric("speed", MetricDataType.Int32, speed, base + 1)));
  }

  public synchronized void load(double load) throws MqttException {
    publish(
        topic("NDATA"),
        true,
        Payloads.made(Payloads.byAlias(births.get() * 100L, MetricDataType.Double, load)));
  }

  public synchronized void speed(int speed) throws MqttException {
    publish(
        topic("DDATA") + "/" + node + "-pump",
        true,
        Payloads.made(Payloads.byAlias(births.get() * 100L + 1, MetricDataType.Int32, speed)));
  }

  /** Counts a message that it does not send. */
  public synchronized void loseOne() {
    seq = (seq + 1) % 256;
  }

  /** A will that a broker sends long after the session it belongs to. */
  public void lateWillOf(long earlierBdSeq) throws MqttException {
    client
        .publish(
            topic("NDEATH"), Payloads.payload(1, -1, false, Payloads.bdSeq(earlierBdSeq)), 1, false)
        .waitForCompletion(10_000);
  }

  private void publish(String topic, boolean data, Metric... metrics) throws MqttException {
    byte[] payload = Payloads.payload(System.currentTimeMillis(), seq, data, metrics);
    seq = (seq + 1) % 256;
    client.publish(topic, payload, 0, false);
  }

  /** Topics of the commands that have come. */
  public List<String> commands() {
    return commands;
  }

  public int births() {
    return births.get();
  }

  /** Breaks the connection, so that the broker sends the will. */
  public void breakOff() throws MqttException {
    client.disconnectForcibly(0, 1_000, false);
  }

  @Override
  public void close() throws MqttException {
    if (client.isConnected()) {
      client.disconnectForcibly(0, 1_000, false);
    }
    client.close(true);
  }

  /** Answers a rebirth request as an edge node does, on a thread of its own. */
  private final class Commands implements MqttCallback {
    @Override
    public void messageArrived(String topic, MqttMessage message) {
      commands.add(topic);
      Thread answer =
          new Thread(
              () -> {
                try {
                  birth(1.0, 100);
                } catch (MqttException e) {
                  throw new IllegalStateException(e);
                }
              });
      answer.setDaemon(true);
      answer.start();
    }

    @Override
    public void disconnected(MqttDisconnectResponse response) {
      // The tests break connections on purpose.
    }

    @Override
    public void mqttErrorOccurred(MqttException exception) {
      throw new IllegalStateException(exception);
    }

    @Override
    public void deliveryComplete(IMqttToken token) {
      // At QoS 0 nothing is waited for.
    }

    @Override
    public void connectComplete(boolean reconnect, String serverUri) {
      // The constructor waits for it.
    }

    @Override
    public void authPacketArrived(int reasonCode, MqttProperties properties) {
      // Not asked for.
    }
  }
}
