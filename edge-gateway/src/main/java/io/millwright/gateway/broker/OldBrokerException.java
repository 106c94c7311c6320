package io.millwright.gateway.broker;

import java.io.IOException;

/** A broker has answered to a CONNECT of MQTT 5 as MQTT 3.1.1 demands it. */
final class OldBrokerException extends IOException {
  private static final long serialVersionUID = 1;

  OldBrokerException() {
    super("the broker speaks MQTT 3.1.1 and not MQTT 5");
  }
}
