package io.millwright.gateway.intake;

import io.millwright.contracts.asset.AssetKey;
import io.millwright.gateway.device.Sender;
import io.millwright.gateway.publish.InFlightBudget;
import io.millwright.gateway.reading.DeviceMessage;
import io.millwright.gateway.reading.Rejection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Takes messages and answers for Kafka when, and in the order, the test says. */
public final class ScriptedIntake implements Intake {
  private final List<DeviceMessage> messages = new CopyOnWriteArrayList<>();
  private final List<Receipt> receipts = new CopyOnWriteArrayList<>();
  private volatile boolean rejectsAtOnce;
  private final InFlightBudget budget = new InFlightBudget(1_000_000);

  @Override
  public void take(DeviceMessage message, Receipt receipt) {
    receipts.add(receipt);
    messages.add(message);
  }

  @Override
  public Burst burst() {
    return new Burst() {
      @Override
      public void take(DeviceMessage message, Receipt receipt) {
        ScriptedIntake.this.take(message, receipt);
      }

      @Override
      public void end() {
        // Nothing is held back.
      }
    };
  }

  @Override
  public boolean take(Arrival arrival, Receipt receipt) {
    take(arrival.message(), receipt);
    return true;
  }

  @Override
  public void take(List<Arrival> parts, Receipt receipt) {
    take(parts.get(0).message(), receipt);
  }

  @Override
  public @Nullable Rejection forbidden(Arrival arrival) {
    return null;
  }

  @Override
  public void reject(DeviceMessage message, Rejection rejection, Receipt receipt) {
    if (rejectsAtOnce) {
      receipt.rejected(rejection);
    } else {
      take(message, receipt);
    }
  }

  /** Answers from now on what the protocol itself rejects. */
  public void rejectAtOnce() {
    rejectsAtOnce = true;
  }

  @Override
  public boolean lets(Sender sender, AssetKey asset, String point) {
    return true;
  }

  @Override
  public InFlightBudget budget() {
    return budget;
  }

  public int size() {
    return messages.size();
  }

  public DeviceMessage message(int index) {
    return messages.get(index);
  }

  public void accept(int index) {
    receipts.get(index).accepted();
  }

  public void refuse(int index, Rejection rejection) {
    receipts.get(index).rejected(rejection);
  }

  public void fail(int index) {
    receipts.get(index).failed(new IllegalStateException("Kafka is away"));
  }
}
