package io.millwright.gateway.intake;

import io.millwright.contracts.asset.AssetKey;
import io.millwright.gateway.device.Sender;
import io.millwright.gateway.publish.InFlightBudget;
import io.millwright.gateway.reading.DeviceMessage;
import io.millwright.gateway.reading.Rejection;

/** Where every protocol hands its messages over. */
public interface Intake {
  /** Decodes a message and writes it to Kafka; {@code receipt} hears of it once. */
  void take(DeviceMessage message, Receipt receipt);

  /** For messages of one sender that may come several at once. */
  Burst burst();

  /** Keeps what a protocol has read by itself; {@code receipt} hears of it once, as a whole. */
  void take(Arrival arrival, Receipt receipt);

  /** Keeps a message that the protocol itself found unusable. */
  void reject(DeviceMessage message, Rejection rejection, Receipt receipt);

  /** Whether a sender may write a point now: what it may not write is quarantined. */
  boolean lets(Sender sender, AssetKey asset, String point);

  /** Says when to stop reading from sockets. */
  InFlightBudget budget();
}
