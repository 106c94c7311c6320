package io.millwright.simulators.replay;

import io.millwright.contracts.asset.AssetKey;
import io.millwright.simulators.device.CoapDevice;
import io.millwright.simulators.device.CoapDeviceConfig;
import io.millwright.simulators.device.Device;
import io.millwright.simulators.device.DeviceCounters;
import io.millwright.simulators.device.DeviceListener;
import io.millwright.simulators.device.MqttDevice;
import io.millwright.simulators.device.MqttDeviceConfig;
import io.millwright.simulators.device.Telemetry;
import io.millwright.simulators.payload.PayloadFormat;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Histories on their way to the gateway. All assets advance in lockstep of event time; they take
 * turns between MQTT and CoAP, and those on CoAP between JSON and SenML. Each row is sent until it
 * is answered. With a checkpoint, a replay that was stopped or killed resumes at the first row that
 * was not known to be answered; a few rows then travel twice, which the chain recognizes.
 */
public final class Replay implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(Replay.class);
  private static final Duration BETWEEN_CHECKPOINTS = Duration.ofMillis(200);
  private static final Duration BETWEEN_GATE_CHECKS = Duration.ofMillis(5);

  private final ReplayConfig config;
  private final ReplayGate gate;
  private final Map<AssetKey, Lane> lanes = new LinkedHashMap<>();
  private final Map<AssetKey, Device> deviceOf = new HashMap<>();
  private final List<Device> devices = new ArrayList<>();
  private final @Nullable Checkpoint checkpoint;
  private final Thread sender = daemon("replay-sender", this::send);
  private final Thread keeper = daemon("replay-checkpoint", this::keepCheckpoint);

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  // Guarded by the lock, from here to the end. How many messages of each event time are unanswered.
  private final TreeMap<Long, Integer> unanswered = new TreeMap<>();
  private ReplayProgress.State state = ReplayProgress.State.RUNNING;
  private boolean answeredSinceCheckpoint;
  private @Nullable Exception failure;

  private Replay(ReplayConfig config, List<? extends MachineHistory> histories, ReplayGate gate)
      throws IOException {
    this.config = config;
    this.gate = gate;
    this.checkpoint = config.checkpoint() == null ? null : new Checkpoint(config.checkpoint());
    addLanes(histories);
    resume();
  }

  /**
   * Begins, or resumes from the checkpoint.
   *
   * @throws IllegalArgumentException if a history is not valid, an asset has two, or the checkpoint
   *     is of other histories
   * @throws IOException if the checkpoint cannot be read
   */
  public static Replay start(
      ReplayConfig config, List<? extends MachineHistory> histories, ReplayGate gate)
      throws IOException {
    Replay replay = new Replay(config, histories, gate);
    replay.openDevices();
    replay.sender.start();
    replay.keeper.start();
    return replay;
  }

  /** A snapshot; cheap enough to ask every second. */
  public ReplayProgress progress() {
    ProgressSum sum = new ProgressSum();
    lanes.values().forEach(lane -> lane.addTo(sum));
    DeviceCounters counters = DeviceCounters.NONE;
    for (Device device : devices) {
      counters = counters.plus(device.counters());
    }
    lock.lock();
    try {
      return new ReplayProgress(
          state,
          sum.messages,
          sum.readings,
          sum.messagesSent,
          sum.readingsSent,
          sum.messagesAcknowledged,
          sum.readingsAcknowledged,
          sum.messagesRejected,
          counters.sentAgain(),
          counters.connections(),
          List.copyOf(sum.positions),
          failure == null ? null : failure.toString());
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until every row is answered and that is in the checkpoint, or the replay is closed.
   *
   * @throws ReplayFailedException if it stopped for another reason
   */
  public void awaitEnd() throws InterruptedException {
    awaitEnd(Duration.ofNanos(Long.MAX_VALUE));
  }

  /**
   * The same, for at most {@code patience}.
   *
   * @return whether it ended in time
   */
  public boolean awaitEnd(Duration patience) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = patience.toNanos();
      while (isUnderWay() && left > 0) {
        left = changed.awaitNanos(left);
      }
      if (failure != null) {
        throw new ReplayFailedException("the replay stopped: " + failure.getMessage(), failure);
      }
      return !isUnderWay();
    } finally {
      lock.unlock();
    }
  }

  /** Stops at once; what was answered is in the checkpoint. */
  @Override
  public void close() {
    finish(ReplayProgress.State.CLOSED, null);
    devices.forEach(Device::close);
    sender.interrupt();
    try {
      sender.join(TimeUnit.SECONDS.toMillis(10));
      keeper.join(TimeUnit.SECONDS.toMillis(10));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void addLanes(List<? extends MachineHistory> histories) {
    int place = 0;
    int coapPlace = 0;
    for (MachineHistory history : histories) {
      boolean mqtt = config.coap() == null || (config.mqtt() != null && isFirstHalf(place));
      PayloadFormat format =
          mqtt || isFirstHalf(coapPlace++) ? PayloadFormat.JSON : PayloadFormat.SENML_CBOR;
      Lane lane = new Lane(config.tenant(), history, mqtt ? "mqtt" : "coap", format);
      if (lanes.put(lane.asset(), lane) != null) {
        throw new IllegalArgumentException("two histories of '" + lane.asset() + "'");
      }
      place++;
    }
  }

  /** Halves a list that itself may alternate between two kinds, so that each half has both. */
  private static boolean isFirstHalf(int place) {
    return ((place ^ (place >> 1)) & 1) == 0;
  }

  private void resume() throws IOException {
    if (checkpoint != null) {
      checkpoint
          .read()
          .forEach(
              (asset, entry) -> {
                Lane lane = lanes.get(AssetKey.parse(asset));
                if (lane == null) {
                  throw new IllegalArgumentException(
                      "the checkpoint '"
                          + config.checkpoint()
                          + "' is of other histories: it knows '"
                          + asset
                          + "'");
                }
                lane.resumeAt(entry);
              });
    }
  }

  private void openDevices() {
    DeviceListener listener = new Answers();
    List<Device> mqttDevices = new ArrayList<>();
    Device coapDevice = null;
    int mqttLanes = 0;
    for (Lane lane : lanes.values()) {
      Device device;
      if (lane.protocol().equals("mqtt")) {
        int connection = mqttLanes++ % config.mqttConnections();
        if (connection == mqttDevices.size()) {
          mqttDevices.add(new MqttDevice(mqttConfig(lane), listener));
        }
        device = mqttDevices.get(connection);
      } else {
        if (coapDevice == null) {
          coapDevice = new CoapDevice(coapConfig(), listener);
          devices.add(coapDevice);
        }
        device = coapDevice;
      }
      deviceOf.put(lane.asset(), device);
    }
    devices.addAll(mqttDevices);
  }

  private MqttDeviceConfig mqttConfig(Lane first) {
    ReplayConfig.Endpoint mqtt = Objects.requireNonNull(config.mqtt());
    // The same name after a restart: the gateway then ends the connection of the killed process.
    return MqttDeviceConfig.of(
            mqtt.host(), mqtt.port(), "replay-" + first.asset().toString().replace('/', '-'))
        .withWindow(config.window())
        .withCredentials(config.username(), config.password());
  }

  private CoapDeviceConfig coapConfig() {
    ReplayConfig.Endpoint coap = Objects.requireNonNull(config.coap());
    return CoapDeviceConfig.of(coap.host(), coap.port())
        .withWindow(Math.min(16, config.window()), config.window());
  }

  /** Sends row by row in order of event time; the only thread that takes rows. */
  private void send() {
    PriorityQueue<Lane> byTime =
        new PriorityQueue<>(
            Comparator.comparingLong(Lane::nextTimeMicros).thenComparing(Lane::asset));
    lanes.values().stream().filter(Lane::hasNext).forEach(byTime::add);
    Pacer pacer = new Pacer(config.pace());
    long readingsSent = 0;
    try {
      while (!byTime.isEmpty() && isUnderWay()) {
        Lane lane = byTime.remove();
        long time = lane.nextTimeMicros();
        if (!pacer.awaitTurn(time, this::pause)
            || !awaitGate(lane, readingsSent)
            || !awaitRoom(time)) {
          return;
        }
        readingsSent += lane.readingsOf(lane.nextRow());
        Telemetry message = lane.takeNext();
        deviceOf(message).send(message);
        if (lane.hasNext()) {
          byTime.add(lane);
        }
      }
      if (awaitAllAnswered()) {
        saveCheckpoint();
        finish(ReplayProgress.State.ENDED, null);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      finish(ReplayProgress.State.CLOSED, null);
    } catch (IOException | RuntimeException e) {
      finish(ReplayProgress.State.FAILED, e);
    }
  }

  private Device deviceOf(Telemetry message) {
    return Objects.requireNonNull(deviceOf.get(message.asset()));
  }

  /** False = the replay is no longer under way. */
  private boolean awaitGate(Lane lane, long readingsSent) throws InterruptedException {
    ReplayGate.NextRow next =
        new ReplayGate.NextRow(
            lane.asset().asset().value(), lane.nextRow(), lane.nextTimeMicros(), readingsSent);
    if (gate.isOpenFor(next)) {
      return true;
    }
    changeState(ReplayProgress.State.HELD);
    while (!gate.isOpenFor(next)) {
      if (!pause(BETWEEN_GATE_CHECKS.toNanos())) {
        return false;
      }
    }
    changeState(ReplayProgress.State.RUNNING);
    return true;
  }

  /** Waits for room for one more event time; false = the replay is no longer under way. */
  private boolean awaitRoom(long time) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (isUnderWay()
          && !unanswered.containsKey(time)
          && unanswered.size() >= config.cyclesInFlight()) {
        changed.await();
      }
      unanswered.merge(time, 1, Integer::sum);
      return isUnderWay();
    } finally {
      lock.unlock();
    }
  }

  private boolean awaitAllAnswered() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (isUnderWay() && !unanswered.isEmpty()) {
        changed.await();
      }
      return isUnderWay();
    } finally {
      lock.unlock();
    }
  }

  /** Waits so long; false = the replay is no longer under way. */
  private boolean pause(long nanos) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = nanos;
      while (isUnderWay() && left > 0) {
        left = changed.awaitNanos(left);
      }
      return isUnderWay();
    } finally {
      lock.unlock();
    }
  }

  private boolean isUnderWay() {
    lock.lock();
    try {
      return state == ReplayProgress.State.RUNNING || state == ReplayProgress.State.HELD;
    } finally {
      lock.unlock();
    }
  }

  private void changeState(ReplayProgress.State to) {
    lock.lock();
    try {
      if (isUnderWay()) {
        state = to;
      }
    } finally {
      lock.unlock();
    }
  }

  private void finish(ReplayProgress.State how, @Nullable Exception why) {
    lock.lock();
    try {
      if (isUnderWay()) {
        state = how;
        failure = why;
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  private void keepCheckpoint() {
    try {
      while (pause(BETWEEN_CHECKPOINTS.toNanos())) {
        saveCheckpoint();
      }
      saveCheckpoint();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      finish(ReplayProgress.State.FAILED, e);
    }
  }

  /** Writes what was answered since the last time; the sender and the keeper may both call it. */
  private void saveCheckpoint() throws IOException {
    if (checkpoint == null) {
      return;
    }
    synchronized (checkpoint) {
      lock.lock();
      try {
        if (!answeredSinceCheckpoint) {
          return;
        }
        answeredSinceCheckpoint = false;
      } finally {
        lock.unlock();
      }
      Map<String, Checkpoint.Entry> entries = new TreeMap<>();
      lanes.forEach((asset, lane) -> entries.put(asset.toString(), lane.entry()));
      checkpoint.write(entries);
    }
  }

  private static Thread daemon(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    return thread;
  }

  private final class Answers implements DeviceListener {
    private final AtomicInteger rejections = new AtomicInteger();

    @Override
    public void acknowledged(Telemetry message) {
      answered(message, false);
    }

    @Override
    public void rejected(Telemetry message, String reason) {
      // The first says it all; the progress counts the others.
      LOGGER
          .atLevel(rejections.getAndIncrement() == 0 ? Level.WARN : Level.DEBUG)
          .addKeyValue("asset", message.asset())
          .addKeyValue("reason", reason)
          .log("gateway rejected a message");
      answered(message, true);
    }

    private void answered(Telemetry message, boolean rejected) {
      Lane lane = Objects.requireNonNull(lanes.get(message.asset()));
      try {
        lane.answered(message, rejected);
      } catch (IllegalStateException e) {
        finish(ReplayProgress.State.FAILED, e);
        return;
      }
      lock.lock();
      try {
        answeredSinceCheckpoint = true;
        unanswered.computeIfPresent(
            lane.timeMicros(message.number()), (time, count) -> count == 1 ? null : count - 1);
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }
}
