package io.millwright.gateway.sparkplug;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.measurement.Measurements;
import io.millwright.contracts.measurement.MeasurementsSerde;
import io.millwright.contracts.topic.Topics;
import io.millwright.contracts.wire.AssetEvent;
import io.millwright.contracts.wire.AssetRegistration;
import io.millwright.contracts.wire.PointRegistration;
import io.millwright.contracts.wire.RejectedMessage;
import io.millwright.gateway.device.Permissions;
import io.millwright.gateway.device.Protocol;
import io.millwright.gateway.device.RateGate;
import io.millwright.gateway.device.Sender;
import io.millwright.gateway.discovery.Discoveries;
import io.millwright.gateway.intake.Authorization;
import io.millwright.gateway.intake.GatewayIntake;
import io.millwright.gateway.intake.IntakeMetrics;
import io.millwright.gateway.intake.Receipt;
import io.millwright.gateway.publish.Completion;
import io.millwright.gateway.publish.InFlightBudget;
import io.millwright.gateway.publish.Lanes;
import io.millwright.gateway.publish.Outbound;
import io.millwright.gateway.publish.OutboundRecord;
import io.millwright.gateway.quality.ClockSkews;
import io.millwright.gateway.quality.QualityDoor;
import io.millwright.gateway.reading.DeviceMessage;
import io.millwright.gateway.reading.ReadingLimits;
import io.millwright.gateway.reading.Rejection;
import io.millwright.gateway.registry.Directory;
import io.millwright.gateway.registry.Registry;
import io.millwright.gateway.topic.DeviceChannel;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.tahu.message.model.Metric;
import org.eclipse.tahu.protobuf.SparkplugBProto.Payload;
import org.jspecify.annotations.Nullable;

/** A host with the gateway's real intake; only Kafka is a list. */
final class HostUnderTest implements Outbound {
  private final Registry devices = new Registry();

  static final long NOW = 1_763_683_200_000L;
  static final String GROUP = "plant-1";

  final ManualTimer timer = new ManualTimer(NOW);
  final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  final List<Published> published = new ArrayList<>();
  final List<Answer> answers = new ArrayList<>();
  final DeviceChannel channel =
      (topic, payload, qos, retain) -> published.add(new Published(topic, payload, qos, retain));
  final SparkplugHost host;

  private final List<OutboundRecord> records = new ArrayList<>();
  private final InFlightBudget budget = new InFlightBudget(1_000_000);
  Permissions permissions = Permissions.ALL;
  RateGate rate = RateGate.OPEN;

  /** Why Kafka takes nothing; null = it does. */
  @Nullable Exception failure;

  String source = "mqtt:test";

  record Published(String topic, byte[] payload, int qos, boolean retain) {
    String text() {
      return new String(payload, StandardCharsets.UTF_8);
    }
  }

  /** What became of a message. */
  static final class Answer implements Receipt {
    int accepted;
    int failed;
    final List<Rejection> rejections = new ArrayList<>();

    @Override
    public void accepted() {
      accepted++;
    }

    @Override
    public void rejected(Rejection rejection) {
      rejections.add(rejection);
    }

    @Override
    public void failed(Exception cause) {
      failed++;
    }

    int times() {
      return accepted + failed + rejections.size();
    }

    String reason() {
      return rejections.isEmpty() ? "" : rejections.get(0).reason();
    }

    Rejection.@Nullable Kind kind() {
      return rejections.isEmpty() ? null : rejections.get(0).kind();
    }
  }

  HostUnderTest() {
    this(SparkplugConfig.defaults());
  }

  HostUnderTest(SparkplugConfig config) {
    this(config, true);
  }

  /** A host that lets in only what is registered, whoever sends it. */
  static HostUnderTest ofRegistered() {
    return ofRegistered(SparkplugConfig.defaults());
  }

  static HostUnderTest ofRegistered(SparkplugConfig config) {
    HostUnderTest host = new HostUnderTest(config, false);
    host.devices.replace(new Directory());
    return host;
  }

  private HostUnderTest(SparkplugConfig config, boolean provisionTrusted) {
    QualityDoor door =
        new QualityDoor(devices, ReadingLimits.DEFAULTS, new ClockSkews(registry), registry);
    host =
        new SparkplugHost(
            config,
            ReadingLimits.DEFAULTS,
            new GatewayIntake(
                ReadingLimits.DEFAULTS,
                new Authorization(
                    devices, new Discoveries(this, Clock.systemUTC(), registry), provisionTrusted),
                door,
                devices,
                Lanes.DEFAULTS,
                this,
                new IntakeMetrics(registry)),
            door,
            registry,
            timer,
            () -> {});
  }

  /** Registers a point with its unit. */
  void register(AssetKey asset, String point, String unit) {
    devices.replace(new Directory());
    devices.asset(
        asset,
        AssetRegistration.newBuilder()
            .setTenant(asset.tenant().value())
            .setAsset(asset.asset().value())
            .addPoints(PointRegistration.newBuilder().setName(point).setUnit(unit))
            .build()
            .toByteArray());
  }

  /** Registers an asset of {@link #GROUP} in place of what was registered of it before. */
  void register(String asset, String... points) {
    AssetRegistration.Builder registration =
        AssetRegistration.newBuilder().setTenant(GROUP).setAsset(asset);
    for (String point : points) {
      registration.addPoints(PointRegistration.newBuilder().setName(point));
    }
    devices.asset(AssetKey.of(GROUP, asset), registration.build().toByteArray());
  }

  /** Nobody has registered the asset any more. */
  void deregister(String asset) {
    devices.asset(AssetKey.of(GROUP, asset), null);
  }

  @Override
  public void write(OutboundRecord record, Completion completion) {
    records.add(record);
    completion.completed(failure);
  }

  @Override
  public InFlightBudget budget() {
    return budget;
  }

  /** Sends to {@code spBv1.0/{group}/{type}/{rest}}. */
  Answer send(String type, String rest, byte[] payload) {
    return sendTo("spBv1.0/" + GROUP + "/" + type + "/" + rest, payload);
  }

  Answer sendTo(String topic, byte[] payload) {
    Answer answer = new Answer();
    answers.add(answer);
    host.take(
        new DeviceMessage(
            Protocol.MQTT,
            new Sender(source, permissions, rate),
            topic,
            null,
            payload,
            timer.micros()),
        channel,
        answer);
    return answer;
  }

  Answer birth(String node, int bdSeq, Metric... metrics) {
    Metric[] all = new Metric[metrics.length + 1];
    all[0] = Payloads.bdSeq(bdSeq);
    System.arraycopy(metrics, 0, all, 1, metrics.length);
    return send("NBIRTH", node, Payloads.payload(millis(), 0, false, all));
  }

  Answer deviceBirth(String nodeAndDevice, int seq, Metric... metrics) {
    return send("DBIRTH", nodeAndDevice, Payloads.payload(millis(), seq, false, metrics));
  }

  Answer data(String nodeOrDevice, int seq, Metric... metrics) {
    return send(
        nodeOrDevice.contains("/") ? "DDATA" : "NDATA",
        nodeOrDevice,
        Payloads.payload(millis(), seq, true, metrics));
  }

  Answer death(String node, int bdSeq) {
    // A will is written when the node connects, so its time is of no use.
    return send(
        "NDEATH", node, Payloads.payload(NOW - 1_000_000, -1, false, Payloads.bdSeq(bdSeq)));
  }

  long millis() {
    return timer.micros() / 1_000;
  }

  void pass(Duration time) {
    timer.pass(time);
  }

  List<Measurements> measurements() {
    return lanes().stream().map(record -> MeasurementsSerde.decode(record.value())).toList();
  }

  /** The records of readings, of both lanes. */
  List<OutboundRecord> lanes() {
    return records.stream()
        .filter(
            record ->
                record.topic().equals(Topics.MEASUREMENTS.name())
                    || record.topic().equals(Topics.BACKFILL.name()))
        .toList();
  }

  Measurements lastMeasurements() {
    List<Measurements> all = measurements();
    return all.get(all.size() - 1);
  }

  /** Every reading as {@code asset point=value QUALITY}. */
  List<String> readings() {
    List<String> readings = new ArrayList<>();
    for (Measurements batch : measurements()) {
      for (int i = 0; i < batch.size(); i++) {
        readings.add(
            batch.asset() + " " + batch.point(i) + "=" + batch.value(i) + " " + batch.quality(i));
      }
    }
    return readings;
  }

  List<AssetEvent> events() {
    return of(Topics.EVENTS.name()).stream()
        .map(
            record -> {
              try {
                return AssetEvent.parseFrom(record.value());
              } catch (com.google.protobuf.InvalidProtocolBufferException e) {
                throw new UncheckedIOException(e);
              }
            })
        .toList();
  }

  List<String> eventsShown() {
    return events().stream()
        .map(event -> event.getKind() + " " + event.getTenant() + "/" + event.getAsset())
        .toList();
  }

  List<RejectedMessage> rejected() {
    return of(Topics.REJECTED.name()).stream()
        .map(
            record -> {
              try {
                return RejectedMessage.parseFrom(record.value());
              } catch (com.google.protobuf.InvalidProtocolBufferException e) {
                throw new UncheckedIOException(e);
              }
            })
        .toList();
  }

  private List<OutboundRecord> of(String topic) {
    return records.stream().filter(record -> record.topic().equals(topic)).toList();
  }

  void forget() {
    records.clear();
    published.clear();
  }

  /** Nodes that have been asked for a rebirth, in this order. */
  List<String> rebirthsAsked() {
    List<String> nodes = new ArrayList<>();
    for (Published message : published) {
      if (message.topic().contains("/NCMD/")) {
        nodes.add(message.topic().substring(message.topic().lastIndexOf('/') + 1));
        try {
          Payload payload = Payload.parseFrom(message.payload());
          if (!payload.getMetrics(0).getName().equals("Node Control/Rebirth")
              || !payload.getMetrics(0).getBooleanValue()) {
            throw new IllegalStateException("not a rebirth request: " + payload);
          }
        } catch (com.google.protobuf.InvalidProtocolBufferException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
    return nodes;
  }

  double counter(String name) {
    return registry.get("millwright.gateway.sparkplug." + name).counter().count();
  }

  /** Messages that the intake has counted. */
  double messages() {
    return registry
        .get("millwright.gateway.messages")
        .tag("protocol", "sparkplug")
        .counter()
        .count();
  }

  double skipped(String reason) {
    return registry
        .get("millwright.gateway.sparkplug.skipped")
        .tag("reason", reason)
        .counter()
        .count();
  }

  double gauge(String name) {
    return registry.get("millwright.gateway.sparkplug." + name).gauge().value();
  }
}
