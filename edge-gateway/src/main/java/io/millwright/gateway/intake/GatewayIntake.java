package io.millwright.gateway.intake;

import io.millwright.contracts.measurement.Measurements;
import io.millwright.contracts.topic.Topics;
import io.millwright.contracts.wire.AssetEvent;
import io.millwright.contracts.wire.Waveform;
import io.millwright.gateway.publish.Completion;
import io.millwright.gateway.publish.InFlightBudget;
import io.millwright.gateway.publish.KafkaWriter;
import io.millwright.gateway.publish.Outbound;
import io.millwright.gateway.publish.OutboundRecord;
import io.millwright.gateway.publish.Records;
import io.millwright.gateway.reading.DecodeResult;
import io.millwright.gateway.reading.DeviceMessage;
import io.millwright.gateway.reading.Protocol;
import io.millwright.gateway.reading.ReadingDecoder;
import io.millwright.gateway.reading.Rejection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The intake of a running gateway. */
public final class GatewayIntake implements Intake {
  private final ReadingDecoder decoder;
  private final Outbound outbound;
  private final IntakeMetrics metrics;

  public GatewayIntake(ReadingDecoder decoder, Outbound outbound, IntakeMetrics metrics) {
    this.decoder = decoder;
    this.outbound = outbound;
    this.metrics = metrics;
  }

  @Override
  public void take(DeviceMessage message, Receipt receipt) {
    DecodeResult result = decoder.decode(message);
    if (result instanceof DecodeResult.Rejected unusable) {
      reject(message, unusable.rejection(), receipt);
    } else if (result instanceof DecodeResult.Decoded decoded) {
      take(Arrival.of(message, decoded.measurements()), receipt);
    }
  }

  @Override
  public void take(Arrival arrival, Receipt receipt) {
    Rejection forbidden = Authorization.problem(arrival);
    if (forbidden != null) {
      reject(arrival.message(), forbidden, receipt);
      return;
    }
    List<OutboundRecord> records = records(arrival);
    Rejection tooLarge = tooLarge(records);
    if (tooLarge != null) {
      reject(arrival.message(), tooLarge, receipt);
      return;
    }
    Protocol protocol = arrival.message().protocol();
    metrics.received(protocol);
    metrics.readings(protocol, arrival.readings());
    if (records.isEmpty()) {
      receipt.accepted();
      return;
    }
    Completion done =
        failure -> {
          if (failure == null) {
            metrics.acknowledged(protocol, arrival.readings());
            receipt.accepted();
          } else {
            metrics.failed(protocol);
            receipt.failed(failure);
          }
        };
    Completion each = records.size() == 1 ? done : new All(records.size(), done);
    for (OutboundRecord record : records) {
      outbound.write(record, each);
    }
  }

  @Override
  public void reject(DeviceMessage message, Rejection rejection, Receipt receipt) {
    metrics.received(message.protocol());
    outbound.write(
        Records.rejected(message, rejection),
        failure -> {
          if (failure == null) {
            metrics.rejected(message.protocol(), rejection.kind());
            receipt.rejected(rejection);
          } else {
            metrics.failed(message.protocol());
            receipt.failed(failure);
          }
        });
  }

  @Override
  public InFlightBudget budget() {
    return outbound.budget();
  }

  private static List<OutboundRecord> records(Arrival arrival) {
    List<OutboundRecord> records = new ArrayList<>(1);
    for (AssetEvent event : arrival.events()) {
      records.add(Records.event(event));
    }
    long counted = 0;
    for (Measurements batch : arrival.measurements()) {
      OutboundRecord record = Records.measurements(batch);
      // A message about several assets has one number.
      records.add(record.sequence() == counted ? record.withoutSequence() : record);
      counted = record.sequence();
    }
    for (Waveform waveform : arrival.waveforms()) {
      records.add(Records.waveform(waveform));
    }
    return records;
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
