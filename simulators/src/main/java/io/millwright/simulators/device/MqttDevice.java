package io.millwright.simulators.device;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttActionListener;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttClientException;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A device that publishes with QoS 1 to {@code millwright/v1/{tenant}/{asset}/measurements},
 * several messages in flight. After a lost connection it connects again and sends everything
 * unanswered once more, oldest first. One connection may carry several assets.
 */
public final class MqttDevice implements Device {
  private static final Logger LOGGER = LoggerFactory.getLogger(MqttDevice.class);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  /** MQTT 5 reason codes of a refusal that another attempt can overcome. */
  private static final List<Integer> TRY_AGAIN = List.of(0x80, 0x83, 0x97);

  private final MqttDeviceConfig config;
  private final DeviceListener listener;
  private final Thread worker;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  // Guarded by the lock, from here to the end. Oldest first: what this connection has carried...
  private final Deque<InFlight> published = new ArrayDeque<>();
  // ...and what it has not carried yet.
  private final Deque<InFlight> waiting = new ArrayDeque<>();
  private @Nullable Connection connection;
  private boolean closed;
  private long sent;
  private long acknowledged;
  private long rejected;
  private long sentAgain;
  private long connections;

  public MqttDevice(MqttDeviceConfig config, DeviceListener listener) {
    this.config = config;
    this.listener = listener;
    this.worker = new Thread(this::work, "mqtt-device-" + config.clientId());
    worker.setDaemon(true);
    worker.start();
  }

  @Override
  public void send(Telemetry message) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (!closed && published.size() + waiting.size() >= config.window()) {
        changed.await();
      }
      if (closed) {
        throw new IllegalStateException("MQTT device '" + config.clientId() + "' is closed");
      }
      waiting.addLast(new InFlight(message));
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public DeviceCounters counters() {
    lock.lock();
    try {
      return new DeviceCounters(sent, acknowledged, rejected, sentAgain, connections);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    try {
      worker.join(TimeUnit.SECONDS.toMillis(10));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Everything but taking messages happens on this one thread, so answers are told in order. */
  private void work() {
    Duration pause = config.reconnectAfter();
    try {
      while (!isClosed()) {
        tellAnswers();
        Connection current = connection();
        if (current != null && !current.lost) {
          publishNextOrWait(current);
          continue;
        }
        if (current != null) {
          current.cut();
        }
        if (connect()) {
          pause = config.reconnectAfter();
        } else {
          pauseBeforeConnecting(pause);
          pause = shorter(pause.multipliedBy(2), LONGEST_PAUSE);
        }
      }
      tellAnswers();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      Connection last = connection();
      if (last != null) {
        last.end();
      }
    }
  }

  private static Duration shorter(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }

  private boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  private @Nullable Connection connection() {
    lock.lock();
    try {
      return connection;
    } finally {
      lock.unlock();
    }
  }

  private boolean connect() throws InterruptedException {
    Connection fresh = null;
    try {
      fresh = new Connection();
      fresh.open();
    } catch (MqttException e) {
      LOGGER
          .atDebug()
          .addKeyValue("clientId", config.clientId())
          .addKeyValue("reason", e.toString())
          .log("gateway not reached over MQTT, trying again");
      if (fresh != null) {
        fresh.cut();
      }
      return false;
    }
    lock.lock();
    try {
      connection = fresh;
      connections++;
      // What the last connection carried goes first again; its answers no longer count.
      Iterator<InFlight> newestFirst = published.descendingIterator();
      while (newestFirst.hasNext()) {
        waiting.addFirst(newestFirst.next().unanswered());
      }
      published.clear();
      return true;
    } finally {
      lock.unlock();
    }
  }

  private void pauseBeforeConnecting(Duration pause) throws InterruptedException {
    lock.lock();
    try {
      long left = pause.toNanos();
      while (!closed && left > 0) {
        left = changed.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  private void tellAnswers() {
    List<InFlight> answered = new ArrayList<>();
    lock.lock();
    try {
      while (!published.isEmpty() && published.getFirst().isFinal()) {
        InFlight done = published.removeFirst();
        if (done.reasonCode < 0x80) {
          acknowledged++;
        } else {
          rejected++;
        }
        answered.add(done);
      }
      if (!answered.isEmpty()) {
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
    for (InFlight done : answered) {
      if (done.reasonCode < 0x80) {
        listener.acknowledged(done.message);
      } else {
        listener.rejected(
            done.message, "MQTT reason code 0x" + Integer.toHexString(done.reasonCode));
      }
    }
  }

  @SuppressWarnings("WaitNotInLoop") // the worker is the loop
  private void publishNextOrWait(Connection current) throws InterruptedException {
    InFlight next;
    lock.lock();
    try {
      if (closed || current.lost || headIsFinal()) {
        return;
      }
      if (!published.isEmpty() && published.getFirst().isOlderThan(config.answerWithin())) {
        LOGGER
            .atWarn()
            .addKeyValue("clientId", config.clientId())
            .log("no answer in time, connecting again");
        current.lost = true;
        return;
      }
      if (waiting.isEmpty() || published.size() >= current.receiveMaximum) {
        // Woken by every change; the time limit is for the age of the oldest message.
        changed.await(Math.min(1000, config.answerWithin().toMillis()), TimeUnit.MILLISECONDS);
        return;
      }
      next = waiting.removeFirst();
      published.addLast(next);
      if (next.attempts++ == 0) {
        sent++;
      } else {
        sentAgain++;
      }
      next.publishedNanos = System.nanoTime();
    } finally {
      lock.unlock();
    }
    current.publish(next);
  }

  private boolean headIsFinal() {
    return !published.isEmpty() && published.getFirst().isFinal();
  }

  private static final class InFlight {
    private static final int NO_ANSWER = -1;
    final Telemetry message;
    int attempts;
    long publishedNanos;
    int reasonCode = NO_ANSWER;

    InFlight(Telemetry message) {
      this.message = message;
    }

    InFlight unanswered() {
      reasonCode = NO_ANSWER;
      return this;
    }

    boolean isFinal() {
      return reasonCode != NO_ANSWER;
    }

    boolean isOlderThan(Duration age) {
      return System.nanoTime() - publishedNanos > age.toNanos();
    }
  }

  @FunctionalInterface
  private interface Ending {
    void run() throws MqttException;
  }

  /** One connection with its own client: Paho's, once broken, is not used again. */
  private final class Connection implements MqttCallback {
    private final MqttAsyncClient client;
    // Guarded by the device's lock once the connection is open.
    private volatile boolean lost;
    private int receiveMaximum = 65_535;

    Connection() throws MqttException {
      client =
          new MqttAsyncClient(
              "tcp://" + config.host() + ":" + config.port(),
              config.clientId(),
              new MemoryPersistence());
      client.setCallback(this);
    }

    void open() throws MqttException {
      MqttConnectionOptions options = new MqttConnectionOptions();
      // The device keeps what is unanswered itself, so the session need not outlive the connection.
      options.setCleanStart(true);
      options.setAutomaticReconnect(false);
      options.setKeepAliveInterval((int) Math.max(1, config.keepAlive().toSeconds()));
      options.setConnectionTimeout((int) Math.max(1, config.connectWithin().toSeconds()));
      if (config.username() != null) {
        options.setUserName(config.username());
      }
      if (config.password() != null) {
        options.setPassword(config.password().getBytes(StandardCharsets.UTF_8));
      }
      IMqttToken token = client.connect(options);
      token.waitForCompletion(config.connectWithin().toMillis());
      if (!client.isConnected()) {
        throw new MqttException(MqttClientException.REASON_CODE_CLIENT_TIMEOUT);
      }
      MqttProperties answer = token.getResponseProperties();
      if (answer != null && answer.getReceiveMaximum() != null) {
        receiveMaximum = answer.getReceiveMaximum();
      }
    }

    void publish(InFlight next) {
      MqttMessage message = new MqttMessage(next.message.payload());
      message.setQos(1);
      MqttProperties properties = new MqttProperties();
      properties.setContentType(next.message.format().mediaType());
      message.setProperties(properties);
      String topic =
          "millwright/v1/"
              + next.message.asset().tenant()
              + "/"
              + next.message.asset().asset()
              + "/measurements";
      try {
        client.publish(
            topic,
            message,
            null,
            new MqttActionListener() {
              @Override
              public void onSuccess(IMqttToken token) {
                answered(next, token.getReasonCodes());
              }

              @Override
              public void onFailure(IMqttToken token, Throwable exception) {
                markLost(exception.toString());
              }
            });
      } catch (MqttException e) {
        markLost(e.toString());
      }
    }

    private void answered(InFlight message, int @Nullable [] reasonCodes) {
      int reasonCode = reasonCodes == null || reasonCodes.length == 0 ? 0 : reasonCodes[0];
      lock.lock();
      try {
        if (connection != this || lost) {
          return;
        }
        if (TRY_AGAIN.contains(reasonCode)) {
          // A new connection sends it again with all behind it, so the order stays.
          LOGGER
              .atWarn()
              .addKeyValue("reasonCode", reasonCode)
              .log("gateway cannot take messages now");
          lost = true;
        } else {
          message.reasonCode = reasonCode;
        }
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }

    private void markLost(String reason) {
      lock.lock();
      try {
        if (!lost && !closed) {
          LOGGER
              .atInfo()
              .addKeyValue("clientId", config.clientId())
              .addKeyValue("reason", reason)
              .log("MQTT connection lost");
        }
        lost = true;
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }

    /** Ends a broken connection without a word to the other side. */
    void cut() {
      attempt("cut", () -> client.disconnectForcibly(0, 1, false));
      attempt("close", () -> client.close(true));
    }

    void end() {
      if (client.isConnected()) {
        attempt("disconnect", () -> client.disconnect(0).waitForCompletion(1000));
      }
      attempt("close", () -> client.close(true));
    }

    private void attempt(String what, Ending ending) {
      try {
        ending.run();
      } catch (MqttException | NullPointerException e) {
        // Gone already. Paho throws the second when its own threads close the client meanwhile.
        LOGGER.atDebug().setCause(e).addKeyValue("attempt", what).log("MQTT client had ended");
      }
    }

    @Override
    public void disconnected(MqttDisconnectResponse response) {
      markLost(String.valueOf(response));
    }

    @Override
    public void mqttErrorOccurred(MqttException exception) {
      markLost(exception.toString());
    }

    @Override
    public void messageArrived(String topic, MqttMessage message) {
      // The device subscribes to nothing.
    }

    @Override
    public void deliveryComplete(IMqttToken token) {
      // The listener of each publication is told.
    }

    @Override
    public void connectComplete(boolean reconnect, String serverUri) {
      // open() waits for it.
    }

    @Override
    public void authPacketArrived(int reasonCode, MqttProperties properties) {
      // No extended authentication is asked for.
    }
  }
}
