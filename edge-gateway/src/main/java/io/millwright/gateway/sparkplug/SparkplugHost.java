package io.millwright.gateway.sparkplug;

import com.google.protobuf.InvalidProtocolBufferException;
import io.micrometer.core.instrument.MeterRegistry;
import io.millwright.gateway.device.Permissions;
import io.millwright.gateway.device.Protocol;
import io.millwright.gateway.intake.Arrival;
import io.millwright.gateway.intake.Intake;
import io.millwright.gateway.intake.Receipt;
import io.millwright.gateway.quality.StatedUnits;
import io.millwright.gateway.reading.DeviceMessage;
import io.millwright.gateway.reading.ReadingLimits;
import io.millwright.gateway.reading.Rejection;
import io.millwright.gateway.topic.DeviceChannel;
import io.millwright.gateway.topic.Presence;
import io.millwright.gateway.topic.TopicHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.tahu.protobuf.SparkplugBProto.Payload;
import org.jspecify.annotations.Nullable;

/**
 * The Sparkplug B host of a gateway, for all connections that its messages come in by.
 *
 * <p>Every message that this class takes has its receipt completed once: those that wait for one
 * before them when they are used, after the reorder timeout at the latest.
 */
public final class SparkplugHost implements TopicHandler, Presence, AutoCloseable {
  private final HostContext context;
  private final Addresses addresses;
  private final HostState state;
  private final AutoCloseable timerToClose;
  private final ConcurrentHashMap<EdgeNodeId, EdgeNode> nodes = new ConcurrentHashMap<>();

  SparkplugHost(
      SparkplugConfig config,
      ReadingLimits limits,
      Intake intake,
      StatedUnits units,
      MeterRegistry registry,
      HostTimer timer,
      AutoCloseable timerToClose) {
    SparkplugMetrics metrics = new SparkplugMetrics(registry);
    this.context =
        new HostContext(
            config,
            intake,
            new ReadingTimes(limits),
            units,
            new Capacity(config),
            new RebirthRequests(config, timer, metrics),
            timer,
            metrics);
    this.addresses = new Addresses(config);
    this.state = new HostState(config.hostId(), timer);
    this.timerToClose = timerToClose;
    Capacity capacity = context.capacity();
    metrics.gauge("nodes", "Edge nodes that are online", nodes::size);
    metrics.gauge("metrics", "Metrics of edge nodes that are online", capacity::metrics);
    metrics.gauge(
        "held.bytes", "Bytes of messages that wait for one before them", capacity::heldBytes);
  }

  public static SparkplugHost start(
      SparkplugConfig config,
      ReadingLimits limits,
      Intake intake,
      StatedUnits units,
      MeterRegistry registry) {
    ThreadTimer timer = new ThreadTimer();
    return new SparkplugHost(config, limits, intake, units, registry, timer, timer);
  }

  /** What to subscribe to at a broker; its own state first. */
  public List<String> topicFilters() {
    List<String> filters = new ArrayList<>();
    filters.add(state.topic());
    for (Address.Type type : Address.Type.values()) {
      filters.add(Addresses.NAMESPACE + "+/" + type + (type.ofDevice() ? "/+/+" : "/+"));
    }
    return filters;
  }

  @Override
  public boolean handles(String topic) {
    return topic.startsWith(Addresses.NAMESPACE);
  }

  @Override
  public void take(DeviceMessage received, DeviceChannel back, Receipt receipt) {
    DeviceMessage message = asSparkplug(received);
    String topic = message.address();
    if (state.isOwn(topic)) {
      takeState(message, back, receipt);
      return;
    }
    if (topic.startsWith(HostState.TOPICS) || Addresses.isCommand(topic)) {
      // From another host.
      keepNothing(message, receipt);
      return;
    }
    try {
      Address address = addresses.of(topic);
      Incoming incoming =
          new Incoming(address, message, parsed(message), back, receipt, context.timer().nanos());
      if (message.sender().permissions().allow(address.nodeAsset(), Permissions.EVENTS)) {
        take(incoming);
      } else {
        takeOfStranger(incoming);
      }
    } catch (UnusablePayloadException e) {
      context.intake().reject(message, e.rejection(), receipt);
    }
  }

  /**
   * Somebody speaks of this host. At a plant's broker that may be the will of our own earlier
   * connection; a device at the gateway's endpoint has no say in it.
   */
  private void takeState(DeviceMessage message, DeviceChannel back, Receipt receipt) {
    if (message.sender().permissions() == Permissions.ALL) {
      state.heard(message.payload(), back);
      keepNothing(message, receipt);
    } else {
      context
          .intake()
          .reject(
              message,
              new Rejection(
                  Rejection.Kind.PERMISSION,
                  message.source()
                      + " may not write "
                      + message.address()
                      + ": only the gateway itself says whether its Sparkplug host is there"),
              receipt);
    }
  }

  /** Counts a message that holds nothing to keep, also against its sender's rate. */
  private void keepNothing(DeviceMessage message, Receipt receipt) {
    context.intake().take(new Arrival(message, List.of(), List.of(), List.of()), receipt);
  }

  private static DeviceMessage asSparkplug(DeviceMessage message) {
    return new DeviceMessage(
        Protocol.SPARKPLUG,
        message.sender(),
        message.address(),
        null,
        message.payload(),
        message.receivedTimeMicros());
  }

  private static Payload parsed(DeviceMessage message) throws UnusablePayloadException {
    try {
      return Payload.parseFrom(message.payload());
    } catch (InvalidProtocolBufferException e) {
      throw new UnusablePayloadException(
          Rejection.Kind.SYNTAX,
          "the body is no Sparkplug B payload: send a protobuf Payload as the specification has it"
              + " ("
              + e.getMessage()
              + ")");
    }
  }

  private void take(Incoming message) throws UnusablePayloadException {
    EdgeNode node;
    do {
      node = nodeOf(message);
      if (node == null) {
        return;
      }
    } while (!node.take(message));
  }

  /** The edge node that takes a message; null = there is none, and the message is dealt with. */
  private @Nullable EdgeNode nodeOf(Incoming message) throws UnusablePayloadException {
    EdgeNodeId id = message.address().node();
    EdgeNode node = nodes.get(id);
    if (node != null) {
      return node;
    }
    switch (message.address().type()) {
      case NBIRTH -> {
        return nodes.computeIfAbsent(
            id, absent -> new EdgeNode(message.address(), context, this::forget));
      }
      case NDEATH -> {
        context.metrics().lateDeath();
        keepNothing(message.message(), message.receipt());
        return null;
      }
      default -> {
        Rejection forbidden = context.sessionForbidden(message);
        if (forbidden != null) {
          context.intake().reject(message.message(), forbidden, message.receipt());
          return null;
        }
        context.rebirths().request(message);
        throw UnusablePayloadException.withoutBirth(id);
      }
    }
  }

  private void forget(EdgeNode node) {
    nodes.remove(node.id(), node);
  }

  /**
   * A message of somebody who may not write the edge node's asset. It must not change the session
   * of the rightful one; the intake refuses it, and learns from a birth which points there would
   * be.
   */
  private void takeOfStranger(Incoming message) throws UnusablePayloadException {
    Rejection forbidden =
        new Rejection(
            Rejection.Kind.PERMISSION,
            message.message().source()
                + " may not write events of "
                + message.address().nodeAsset()
                + ", the asset of its edge node: allow it in the device registry");
    if (message.address().type().isBirth()) {
      context.intake().take(Birth.discovery(message, context), message.receipt());
    } else {
      context.intake().reject(message.message(), forbidden, message.receipt());
    }
  }

  @Override
  public Will will(DeviceChannel channel) {
    return state.will(channel);
  }

  /**
   * Tells edge nodes that the host is there. Those that were connected by this channel before are
   * asked for a rebirth: what they sent meanwhile is lost.
   */
  @Override
  public void started(DeviceChannel channel) {
    state.started(channel);
    nodes.values().forEach(node -> node.connectionWasLost(channel));
  }

  @Override
  public void stopped(DeviceChannel channel) {
    state.stopped(channel);
  }

  /** Hands over what waits for a message before it. */
  @Override
  public void close() throws Exception {
    timerToClose.close();
    nodes.values().forEach(EdgeNode::close);
  }
}
