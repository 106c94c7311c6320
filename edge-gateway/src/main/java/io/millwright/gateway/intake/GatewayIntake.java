package io.millwright.gateway.intake;

import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.measurement.Measurements;
import io.millwright.contracts.topic.Topics;
import io.millwright.contracts.wire.AssetEvent;
import io.millwright.contracts.wire.Waveform;
import io.millwright.gateway.device.Protocol;
import io.millwright.gateway.device.RateGate;
import io.millwright.gateway.device.Sender;
import io.millwright.gateway.publish.Completion;
import io.millwright.gateway.publish.InFlightBudget;
import io.millwright.gateway.publish.KafkaWriter;
import io.millwright.gateway.publish.Lanes;
import io.millwright.gateway.publish.Outbound;
import io.millwright.gateway.publish.OutboundRecord;
import io.millwright.gateway.publish.OutboundRecord.Priority;
import io.millwright.gateway.publish.Records;
import io.millwright.gateway.quality.QualityDoor;
import io.millwright.gateway.reading.DecodeResult;
import io.millwright.gateway.reading.DeviceMessage;
import io.millwright.gateway.reading.ReadingLimits;
import io.millwright.gateway.reading.Rejection;
import io.millwright.gateway.registry.RegisteredAsset;
import io.millwright.gateway.registry.RegisteredPoint;
import io.millwright.gateway.registry.Registry;
import io.millwright.gateway.waveform.WaveformResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The intake of a running gateway. */
public final class GatewayIntake implements Intake {
  private final MessageReader reader;
  private final Authorization authorization;
  private final QualityDoor quality;
  private final Registry registry;
  private final Lanes lanes;
  private final Outbound outbound;
  private final IntakeMetrics metrics;

  public GatewayIntake(
      ReadingLimits limits,
      Authorization authorization,
      QualityDoor quality,
      Registry registry,
      Lanes lanes,
      Outbound outbound,
      IntakeMetrics metrics) {
    this.reader = new MessageReader(limits);
    this.authorization = authorization;
    this.quality = quality;
    this.registry = registry;
    this.lanes = lanes;
    this.outbound = outbound;
    this.metrics = metrics;
  }

  @Override
  public void take(DeviceMessage message, Receipt receipt) {
    Arrival arrival = judged(message, receipt);
    if (arrival != null) {
      keep(arrival, receipt);
    }
  }

  @Override
  public Burst burst() {
    return new MergingBurst(this);
  }

  @Override
  public boolean take(Arrival arrival, Receipt receipt) {
    long now = System.nanoTime();
    if (!let(arrival.message(), now, receipt)) {
      return false;
    }
    Arrival judged = judged(arrival, now, receipt);
    return judged != null && keep(judged, receipt);
  }

  @Override
  public void take(List<Arrival> parts, Receipt receipt) {
    DeviceMessage message = parts.get(0).message();
    long now = System.nanoTime();
    if (!let(message, now, receipt)) {
      return;
    }
    List<OutboundRecord> kept = new ArrayList<>();
    int readings = 0;
    Rejection refused = null;
    for (Arrival part : parts) {
      Judged judged = judged(part, now);
      List<OutboundRecord> records = judged instanceof Arrival good ? records(good) : List.of();
      Rejection problem = judged instanceof Judged.Refused it ? it.rejection() : tooLarge(records);
      if (problem == null) {
        kept.addAll(records);
        readings += ((Arrival) judged).readings();
      } else if (refused == null) {
        // The message is kept once, with the first reason, as it has one receipt.
        refused = problem;
        kept.add(Records.rejected(message, problem));
      }
    }
    write(message.protocol(), numberedOnce(kept), readings, refused, receipt);
  }

  @Override
  public @Nullable Rejection forbidden(Arrival arrival) {
    return authorization.problem(arrival);
  }

  @Override
  public void reject(DeviceMessage message, Rejection rejection, Receipt receipt) {
    if (let(message, System.nanoTime(), receipt)) {
      keepRejected(message, rejection, receipt);
    }
  }

  /** Whether the device may send that much; if not, the receipt has heard of it. */
  private boolean let(DeviceMessage message, long nowNanos, Receipt receipt) {
    RateGate rate = message.sender().rate();
    long wait = rate.take(nowNanos);
    if (wait > 0) {
      metrics.received(message.protocol(), 1, 0);
      metrics.limited(message.protocol());
      receipt.failed(new RateExceededException(message.source(), Duration.ofNanos(wait)));
      return false;
    }
    int most = rate.maxMessageBytes();
    if (message.payload().length > most) {
      keepRejected(
          message,
          new Rejection(
              Rejection.Kind.SIZE,
              "the message has "
                  + message.payload().length
                  + " bytes: its device may send "
                  + most
                  + "; send several messages, or raise the limit of the device"),
          receipt);
      return false;
    }
    return true;
  }

  /** What a message holds, as it may be kept; null = the receipt has heard why not. */
  @Nullable Arrival judged(DeviceMessage message, Receipt receipt) {
    // Before anything is decoded: a noisy device must cost little.
    long now = System.nanoTime();
    if (!let(message, now, receipt)) {
      return null;
    }
    MessageReader.Result result = reader.read(message);
    if (result instanceof MessageReader.Result.Unusable unusable) {
      keepRejected(message, unusable.rejection(), receipt);
      return null;
    }
    return judged(((MessageReader.Result.Read) result).arrival(), now, receipt);
  }

  private @Nullable Arrival judged(Arrival decoded, long nowNanos, Receipt receipt) {
    Judged judged = judged(decoded, nowNanos);
    if (judged instanceof Judged.Refused refused) {
      keepRejected(decoded.message(), refused.rejection(), receipt);
      return null;
    }
    return (Arrival) judged;
  }

  private Judged judged(Arrival decoded, long nowNanos) {
    decoded.message().sender().rate().book(nowNanos, decoded.readings());
    Measurements only = decoded.measurementsOnly();
    if (only != null) {
      return judged(decoded, only);
    }
    Rejection forbidden = authorization.problem(decoded);
    if (forbidden != null) {
      return new Judged.Refused(forbidden);
    }
    List<Measurements> judged = null;
    for (int i = 0; i < decoded.measurements().size(); i++) {
      Measurements batch = decoded.measurements().get(i);
      DecodeResult result = quality.pass(batch);
      if (!(result instanceof DecodeResult.Decoded good)) {
        return refused(result);
      } else if (good.measurements() != batch) {
        judged = judged == null ? new ArrayList<>(decoded.measurements()) : judged;
        judged.set(i, good.measurements());
      }
    }
    List<Waveform> waveforms = null;
    for (int i = 0; i < decoded.waveforms().size(); i++) {
      Waveform waveform = decoded.waveforms().get(i);
      WaveformResult result = quality.pass(waveform);
      if (result instanceof WaveformResult.Rejected unusable) {
        return new Judged.Refused(unusable.rejection());
      } else if (result instanceof WaveformResult.Decoded good && good.waveform() != waveform) {
        waveforms = waveforms == null ? new ArrayList<>(decoded.waveforms()) : waveforms;
        waveforms.set(i, good.waveform());
      }
    }
    return judged == null && waveforms == null
        ? decoded
        : decoded.with(
            judged == null ? decoded.measurements() : judged,
            waveforms == null ? decoded.waveforms() : waveforms);
  }

  /** The usual: readings of one asset, which is looked up once. */
  private Judged judged(Arrival decoded, Measurements only) {
    RegisteredAsset registered = authorization.registered(only.asset());
    Rejection forbidden = authorization.problem(decoded.message(), only, registered);
    if (forbidden != null) {
      return new Judged.Refused(forbidden);
    }
    DecodeResult result = quality.pass(only, registered);
    if (!(result instanceof DecodeResult.Decoded good)) {
      return refused(result);
    }
    return good.measurements() == only
        ? decoded
        : decoded.with(List.of(good.measurements()), List.of());
  }

  private static Judged refused(DecodeResult result) {
    return new Judged.Refused(((DecodeResult.Rejected) result).rejection());
  }

  /** Writes what has been judged; false = it is too large, and the receipt has heard of it. */
  boolean keep(Arrival arrival, Receipt receipt) {
    List<OutboundRecord> records = numberedOnce(records(arrival));
    Rejection tooLarge = tooLarge(records);
    if (tooLarge != null) {
      keepRejected(arrival.message(), tooLarge, receipt);
      return false;
    }
    write(arrival.message().protocol(), records, arrival.readings(), null, receipt);
    return true;
  }

  /**
   * Writes the records of one message.
   *
   * @param refused why some of it is among them as a rejected message only; null = nothing is
   */
  private void write(
      Protocol protocol,
      List<OutboundRecord> records,
      int readings,
      @Nullable Rejection refused,
      Receipt receipt) {
    metrics.received(protocol, 1, readings);
    if (records.isEmpty()) {
      receipt.accepted();
      return;
    }
    Completion done =
        failure -> {
          metrics.ended(protocol, 1, readings, failure == null);
          if (failure != null) {
            receipt.failed(failure);
          } else if (refused != null) {
            metrics.rejected(protocol, refused.kind());
            receipt.rejected(refused);
          } else {
            receipt.accepted();
          }
        };
    Completion each = records.size() == 1 ? done : new All(records.size(), done);
    for (OutboundRecord record : records) {
      outbound.write(record, each);
    }
  }

  /** Writes judged messages as one record. */
  void keep(MergingBurst.Merge merge) {
    int messages = merge.messages().size();
    int readings = merge.readings();
    Protocol protocol = merge.protocol();
    metrics.received(protocol, messages, readings);
    outbound.write(
        Records.measurements(merge.messages(), priority(merge.messages()), lanes),
        failure -> {
          metrics.ended(protocol, messages, readings, failure == null);
          merge.completed(failure);
        });
  }

  private void keepRejected(DeviceMessage message, Rejection rejection, Receipt receipt) {
    metrics.received(message.protocol(), 1, 0);
    outbound.write(
        Records.rejected(message, rejection),
        failure -> {
          if (failure == null) {
            metrics.rejected(message.protocol(), rejection.kind());
            receipt.rejected(rejection);
          } else {
            metrics.ended(message.protocol(), 1, 0, false);
            receipt.failed(failure);
          }
        });
  }

  @Override
  public boolean lets(Sender sender, AssetKey asset, String point) {
    return authorization.lets(sender, asset, point);
  }

  @Override
  public InFlightBudget budget() {
    return outbound.budget();
  }

  private List<OutboundRecord> records(Arrival arrival) {
    List<OutboundRecord> records = new ArrayList<>(1);
    for (AssetEvent event : arrival.events()) {
      records.add(Records.event(event));
    }
    for (Measurements batch : arrival.measurements()) {
      records.add(Records.measurements(batch, priority(batch), lanes, arrival.historical()));
    }
    for (Waveform waveform : arrival.waveforms()) {
      records.add(Records.waveform(waveform));
    }
    return records;
  }

  /** A message about several assets has one number. */
  private static List<OutboundRecord> numberedOnce(List<OutboundRecord> records) {
    long counted = 0;
    for (int i = 0; i < records.size(); i++) {
      OutboundRecord record = records.get(i);
      if (record.sequence() > 0) {
        if (record.sequence() == counted) {
          records.set(i, record.withoutSequence());
        }
        counted = record.sequence();
      }
    }
    return records;
  }

  /** Low only when all points are. */
  @SuppressWarnings("ReferenceEquality") // looking twice only costs time
  private Priority priority(List<Measurements> batches) {
    List<String> judged = List.of();
    for (Measurements batch : batches) {
      if (batch.points() != judged && priority(batch) != Priority.LOW) {
        return Priority.NORMAL;
      }
      judged = batch.points();
    }
    return Priority.LOW;
  }

  private Priority priority(Measurements batch) {
    RegisteredAsset asset = registry.directory().asset(batch.asset());
    if (asset == null) {
      return Priority.NORMAL;
    }
    List<String> points = batch.points();
    for (int i = 0; i < points.size(); i++) {
      RegisteredPoint point = asset.point(points.get(i));
      if (point == null || !point.lowPriority()) {
        return Priority.NORMAL;
      }
    }
    return Priority.LOW;
  }

  private static @Nullable Rejection tooLarge(List<OutboundRecord> records) {
    for (OutboundRecord record : records) {
      int limit =
          record.topic().equals(Topics.WAVEFORMS.name())
              ? KafkaWriter.MAX_WAVEFORM_BYTES
              : KafkaWriter.MAX_RECORD_BYTES;
      if (record.value().length > limit) {
        return new Rejection(
            Rejection.Kind.SIZE,
            "the readings need more than " + limit + " bytes: send several messages");
      }
    }
    return null;
  }

  /** Completes when all records have, with the first failure if there is one. */
  private static final class All implements Completion {
    private final AtomicInteger left;
    private final Completion done;
    private volatile @Nullable Exception first;

    private All(int count, Completion done) {
      this.left = new AtomicInteger(count);
      this.done = done;
    }

    @Override
    public void completed(@Nullable Exception failure) {
      if (failure != null && first == null) {
        first = failure;
      }
      if (left.decrementAndGet() == 0) {
        done.completed(first);
      }
    }
  }
}
