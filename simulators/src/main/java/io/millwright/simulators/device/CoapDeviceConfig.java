package io.millwright.simulators.device;

import java.time.Duration;

/**
 * How a device reaches the gateway over CoAP.
 *
 * @param nstart messages that travel at a time, each of another asset (RFC 7252, 4.7)
 * @param window messages kept unanswered at most
 * @param acknowledgeWithin time to the first retransmission; each further one waits twice as long
 * @param retransmissions of one message before it starts anew
 * @param answerWithin a message that was received but not answered for longer starts anew
 * @param pause before a message starts anew, unless the gateway names another (Max-Age)
 */
public record CoapDeviceConfig(
    String host,
    int port,
    int nstart,
    int window,
    Duration acknowledgeWithin,
    int retransmissions,
    Duration answerWithin,
    Duration pause) {
  public CoapDeviceConfig {
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("CoAP port must be 1 to 65535, but was " + port);
    }
    if (nstart < 1 || window < nstart) {
      throw new IllegalArgumentException(
          "need 1 <= nstart <= window, but nstart was " + nstart + " and window " + window);
    }
  }

  public static CoapDeviceConfig of(String host, int port) {
    return new CoapDeviceConfig(
        host,
        port,
        16,
        64,
        Duration.ofSeconds(1),
        3,
        Duration.ofSeconds(20),
        Duration.ofMillis(500));
  }

  public CoapDeviceConfig withWindow(int inFlight, int unanswered) {
    return new CoapDeviceConfig(
        host, port, inFlight, unanswered, acknowledgeWithin, retransmissions, answerWithin, pause);
  }

  public CoapDeviceConfig withAcknowledgeWithin(Duration patience, int attempts) {
    return new CoapDeviceConfig(
        host, port, nstart, window, patience, attempts, answerWithin, pause);
  }
}
