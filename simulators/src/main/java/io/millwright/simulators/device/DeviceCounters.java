package io.millwright.simulators.device;

/**
 * What a device has sent, in messages; each message counts once however often it travelled.
 *
 * @param sent put on the wire at least once
 * @param acknowledged answered with a PUBACK of success or a 2.04
 * @param rejected answered for good with an error
 * @param sentAgain times that a message travelled again
 * @param connections made (MQTT); 0 where there is no connection (CoAP)
 */
public record DeviceCounters(
    long sent, long acknowledged, long rejected, long sentAgain, long connections) {
  public static final DeviceCounters NONE = new DeviceCounters(0, 0, 0, 0, 0);

  public DeviceCounters plus(DeviceCounters other) {
    return new DeviceCounters(
        sent + other.sent,
        acknowledged + other.acknowledged,
        rejected + other.rejected,
        sentAgain + other.sentAgain,
        connections + other.connections);
  }
}
