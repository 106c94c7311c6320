package io.millwright.gateway.intake;

import io.millwright.contracts.asset.AssetKey;
import io.millwright.gateway.device.Sender;
import io.millwright.gateway.publish.InFlightBudget;
import io.millwright.gateway.reading.DeviceMessage;
import io.millwright.gateway.reading.Rejection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where every protocol hands its messages over. */
public interface Intake {
  /** Decodes a message and writes it to Kafka; {@code receipt} hears of it once. */
  void take(DeviceMessage message, Receipt receipt);

  /** For messages of one sender that may come several at once. */
  Burst burst();

  /**
   * Keeps what a protocol has read by itself; {@code receipt} hears of it once, as a whole.
   *
   * @return whether it may be kept; false = its sender sends too much, or it is refused
   */
  boolean take(Arrival arrival, Receipt receipt);

  /**
   * Keeps what one message says about several assets, each part by itself: what may not be kept
   * does not take the others with it. It counts as one message; {@code receipt} hears of it once,
   * of the first part that is refused if there is one.
   *
   * @param parts at least one, all of the same message
   */
  void take(List<Arrival> parts, Receipt receipt);

  /**
   * Why the sender may not write all of that, for who must know before anything is kept; null = it
   * may.
   */
  @Nullable Rejection forbidden(Arrival arrival);

  /** Keeps a message that the protocol itself found unusable. */
  void reject(DeviceMessage message, Rejection rejection, Receipt receipt);

  /** Whether a sender may write a point now: what it may not write is quarantined. */
  boolean lets(Sender sender, AssetKey asset, String point);

  /** Says when to stop reading from sockets. */
  InFlightBudget budget();
}
