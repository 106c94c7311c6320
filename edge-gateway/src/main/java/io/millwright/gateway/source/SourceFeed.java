package io.millwright.gateway.source;

import io.micrometer.core.instrument.MeterRegistry;
import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.measurement.Measurements;
import io.millwright.contracts.measurement.MeasurementsBuilder;
import io.millwright.contracts.measurement.Quality;
import io.millwright.contracts.wire.AssetEvent;
import io.millwright.gateway.device.Pace;
import io.millwright.gateway.device.Protocol;
import io.millwright.gateway.device.Sender;
import io.millwright.gateway.intake.Arrival;
import io.millwright.gateway.intake.Intake;
import io.millwright.gateway.intake.Receipt;
import io.millwright.gateway.publish.InFlightBudget;
import io.millwright.gateway.reading.DeviceMessage;
import io.millwright.gateway.reading.Micros;
import io.millwright.gateway.reading.Rejection;
import io.millwright.gateway.source.SourceMeters.Dropped;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of one source's readings into the gateway. It numbers its batches from 1 with each start
 * of the gateway. Nobody can be asked to send a batch again that is not kept: it is counted. What
 * cannot be kept of one asset, or of points that nobody has registered, holds up nothing else.
 */
public final class SourceFeed {
  private static final Logger LOGGER = LoggerFactory.getLogger(SourceFeed.class);
  private static final byte[] NO_PAYLOAD = new byte[0];

  /** A record of more readings could become too large. */
  static final int MOST_READINGS = 5_000;

  private static final double WARNINGS_PER_SECOND = 1 / 60.0;
  private static final int MOST_WARNINGS = 10;

  private final Protocol protocol;
  private final Sender sender;
  private final Set<AssetKey> assets;
  private final Intake intake;
  private final SourceMeters meters;
  private final AtomicLong sequence = new AtomicLong();
  private final Pace warnings = new Pace(System.nanoTime());

  /**
   * A feed.
   *
   * @param name unique within the protocol
   * @param assets all that the source writes
   */
  public SourceFeed(
      Protocol protocol, String name, Set<AssetKey> assets, Intake intake, MeterRegistry registry) {
    this.protocol = protocol;
    this.sender = Sender.trusted(protocol.label() + ":" + name);
    this.assets = new TreeSet<>(assets);
    this.intake = intake;
    this.meters = new SourceMeters(registry, sender.source());
  }

  /** As in {@code modbus:boiler}. */
  public String name() {
    return sender.source();
  }

  public SourceMeters meters() {
    return meters;
  }

  /** Says when not to read. */
  public InFlightBudget budget() {
    return intake.budget();
  }

  /** Begins what one poll or one notification has brought. */
  public Batch batch(String address) {
    return new Batch(address);
  }

  /** Writes an event of an asset; {@code timeMicros} since 1970-01-01T00:00:00Z. */
  public void event(
      AssetKey asset, AssetEvent.Kind kind, long timeMicros, String code, String text) {
    write("", Micros.now(), List.of(), List.of(eventOf(asset, kind, timeMicros, code, text)));
  }

  void eventOfAllAssets(AssetEvent.Kind kind, long timeMicros, String code, String text) {
    for (AssetKey asset : assets) {
      event(asset, kind, timeMicros, code, text);
    }
  }

  private AssetEvent eventOf(
      AssetKey asset, AssetEvent.Kind kind, long timeMicros, String code, String text) {
    return AssetEvent.newBuilder()
        .setTenant(asset.tenant().value())
        .setAsset(asset.asset().value())
        .setSource(sender.source())
        .setKind(kind)
        .setTimeMicros(timeMicros)
        .setCode(code)
        .setText(text)
        .build();
  }

  private void write(
      String address, long receivedMicros, List<Measurements> batches, List<AssetEvent> events) {
    DeviceMessage message =
        new DeviceMessage(protocol, sender, address, null, NO_PAYLOAD, receivedMicros);
    Arrival arrival = new Arrival(message, batches, events, List.of());
    intake.take(arrival, new Counted(arrival.readings()));
  }

  /** The readings of one poll or one notification. For one thread, and one use. */
  public final class Batch {
    private final String address;
    private final Map<Part, MeasurementsBuilder> parts = new LinkedHashMap<>(2);

    private Batch(String address) {
      this.address = address;
    }

    /** Of one asset, what may be written and what is quarantined: each goes for itself. */
    private record Part(AssetKey asset, boolean let) {}

    /**
     * Adds a reading; one that is not finite is no reading, and counted.
     *
     * @param unit in UCUM; null = the source states none
     */
    public void add(
        AssetKey asset,
        String point,
        long timeMicros,
        double value,
        Quality quality,
        @Nullable String unit) {
      if (!Double.isFinite(value)) {
        meters.drop(Dropped.NOT_FINITE, 1);
        return;
      }
      MeasurementsBuilder part = part(asset, point).add(point, timeMicros, value, quality);
      if (unit != null) {
        part.statedUnit(point, unit);
      }
    }

    private MeasurementsBuilder part(AssetKey asset, String point) {
      Part part = new Part(asset, intake.lets(sender, asset, point));
      MeasurementsBuilder builder = parts.get(part);
      if (builder != null && builder.size() == MOST_READINGS) {
        send(part, builder);
        builder = null;
      }
      if (builder == null) {
        builder = Measurements.builder(asset, sender.source());
        parts.put(part, builder);
      }
      return builder;
    }

    /** Hands over what there is; an empty batch is nothing. */
    public void send() {
      parts.forEach(this::send);
      parts.clear();
    }

    private void send(Part part, MeasurementsBuilder builder) {
      long receivedMicros = Micros.now();
      if (part.let()) {
        // What is quarantined is not kept, and so has no number that could be missed.
        builder.sourceSequence(sequence.incrementAndGet());
      }
      Measurements batch = builder.receivedTimeMicros(receivedMicros).build();
      write(address, receivedMicros, List.of(batch), List.of());
    }
  }

  /** There is nobody to acknowledge to. */
  private final class Counted implements Receipt {
    private final int readings;

    private Counted(int readings) {
      this.readings = readings;
    }

    @Override
    public void accepted() {
      // That is all that can be asked for.
    }

    @Override
    public void rejected(Rejection rejection) {
      meters.drop(Dropped.REJECTED, readings);
      // Every poll brings it again.
      if (warnings.takeOne(System.nanoTime(), WARNINGS_PER_SECOND, MOST_WARNINGS)) {
        LOGGER
            .atWarn()
            .addKeyValue("source", sender.source())
            .addKeyValue("reason", rejection.reason())
            .log("readings or an event of the source were rejected");
      }
    }

    @Override
    public void failed(Exception cause) {
      meters.drop(Dropped.NOT_KEPT, readings);
      LOGGER
          .atWarn()
          .addKeyValue("source", sender.source())
          .addKeyValue("readings", readings)
          .addKeyValue("cause", cause.toString())
          .log("readings of the source are lost: they could not be kept");
    }
  }
}
