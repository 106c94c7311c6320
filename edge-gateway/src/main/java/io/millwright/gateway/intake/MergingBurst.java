package io.millwright.gateway.intake;

import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.measurement.Measurements;
import io.millwright.gateway.device.Protocol;
import io.millwright.gateway.reading.DeviceMessage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Puts the readings of an asset together while the ledger can still count their messages one by
 * one: these must be alike, in order, and near in time.
 */
final class MergingBurst implements Burst {
  /** Of one record: it fits into a batch of Kafka's producer. */
  static final int MOST_READINGS = 2_000;

  static final int MOST_MESSAGES = 1_000;

  /** A record is late, or is not, as a whole: what came after a longer gap is judged by itself. */
  private static final long MOST_APART_MICROS = TimeUnit.MINUTES.toMicros(1);

  private final GatewayIntake intake;

  /** By asset; most senders have one. */
  private final Map<AssetKey, Merge> merges = new LinkedHashMap<>(2);

  MergingBurst(GatewayIntake intake) {
    this.intake = intake;
  }

  @Override
  public void take(DeviceMessage message, Receipt receipt) {
    Arrival arrival = intake.judged(message, receipt);
    if (arrival == null) {
      return;
    }
    Measurements batch = arrival.measurementsOnly();
    if (batch == null || batch.size() > MOST_READINGS / 2) {
      // Not before what came before it.
      end();
      intake.keep(arrival, receipt);
      return;
    }
    long newest = batch.newestTimeMicros();
    Merge merge = merges.get(batch.asset());
    if (merge != null && !merge.fits(batch, newest)) {
      intake.keep(merge);
      merge = null;
    }
    if (merge == null) {
      merge = new Merge(message.protocol());
      merges.put(batch.asset(), merge);
    }
    merge.add(batch, newest, receipt);
  }

  @Override
  public void end() {
    if (!merges.isEmpty()) {
      merges.values().forEach(intake::keep);
      merges.clear();
    }
  }

  /** Messages of one sender about one asset. */
  static final class Merge {
    private final Protocol protocol;
    private final List<Measurements> batches = new ArrayList<>();
    private final List<Receipt> receipts = new ArrayList<>();
    private long newestMicros;

    private Merge(Protocol protocol) {
      this.protocol = protocol;
    }

    private boolean fits(Measurements next, long newest) {
      Measurements first = batches.get(0);
      int messages = batches.size();
      return messages < MOST_MESSAGES
          && (messages + 1) * next.size() <= MOST_READINGS
          && next.size() == first.size()
          && next.source().equals(first.source())
          && next.sourceSequence()
              == (first.sourceSequence() == 0 ? 0 : first.sourceSequence() + messages)
          && newest >= newestMicros
          && newest - newestMicros <= MOST_APART_MICROS;
    }

    private void add(Measurements batch, long newest, Receipt receipt) {
      batches.add(batch);
      receipts.add(receipt);
      newestMicros = newest;
    }

    Protocol protocol() {
      return protocol;
    }

    /** In their order. */
    List<Measurements> messages() {
      return batches;
    }

    /** Messages are alike. */
    int readings() {
      return batches.size() * batches.get(0).size();
    }

    void completed(@Nullable Exception failure) {
      for (Receipt receipt : receipts) {
        if (failure == null) {
          receipt.accepted();
        } else {
          receipt.failed(failure);
        }
      }
    }
  }
}
