package io.millwright.gateway.topic;

import io.millwright.gateway.intake.Receipt;
import io.millwright.gateway.reading.DeviceMessage;

/** Understands the messages of a family of topics. */
public interface TopicHandler {
  boolean handles(String topic);

  /**
   * Takes a message. One device's messages come in their order, those of several on several
   * threads.
   *
   * @param receipt hears of it once
   */
  void take(DeviceMessage message, DeviceChannel back, Receipt receipt);
}
