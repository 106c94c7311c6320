package io.millwright.gateway.mqtt;

import io.millwright.gateway.intake.Arrival;
import io.millwright.gateway.intake.Intake;
import io.millwright.gateway.intake.Receipt;
import io.millwright.gateway.publish.InFlightBudget;
import io.millwright.gateway.reading.DeviceMessage;
import io.millwright.gateway.reading.Rejection;
import java.util.ArrayList;
import java.util.List;

/** Takes messages and answers for Kafka when, and in the order, the test says. */
final class ScriptedIntake implements Intake {
  private final List<DeviceMessage> messages = new ArrayList<>();
  private final List<Receipt> receipts = new ArrayList<>();
  private final InFlightBudget budget = new InFlightBudget(1_000_000);

  @Override
  public void take(DeviceMessage message, Receipt receipt) {
    messages.add(message);
    receipts.add(receipt);
  }

  @Override
  public void take(Arrival arrival, Receipt receipt) {
    take(arrival.message(), receipt);
  }

  @Override
  public void reject(DeviceMessage message, Rejection rejection, Receipt receipt) {
    take(message, receipt);
  }

  @Override
  public InFlightBudget budget() {
    return budget;
  }

  int size() {
    return messages.size();
  }

  DeviceMessage message(int index) {
    return messages.get(index);
  }

  void accept(int index) {
    receipts.get(index).accepted();
  }

  void refuse(int index, Rejection rejection) {
    receipts.get(index).rejected(rejection);
  }

  void fail(int index) {
    receipts.get(index).failed(new IllegalStateException("Kafka is away"));
  }
}
