package io.millwright.benchmarks.load;

/**
 * What {@link MqttLoad} sends.
 *
 * @param port on the loopback address
 * @param connections each is a device with an asset of its own
 * @param values in a message
 * @param window messages of a connection that wait for their PUBACK at most
 * @param rate messages a second of all connections together; 0 = as fast as the windows allow
 * @param version 4 = MQTT 3.1.1, 5 = MQTT 5
 * @param bounded whether no more may be sent than {@link MqttLoad#allow} says
 */
public record MqttLoadPlan(
    int port, int connections, int values, int window, double rate, int version, boolean bounded) {
  public MqttLoadPlan {
    require(connections >= 1, "connections must be 1 or more, but was " + connections);
    require(window >= 1 && window <= 32_768, "window must be 1 to 32768, but was " + window);
    require(rate >= 0, "rate must be 0 or more, but was " + rate);
    require(version == 4 || version == 5, "version must be 4 or 5, but was " + version);
  }

  private static void require(boolean condition, String problem) {
    if (!condition) {
      throw new IllegalArgumentException(problem);
    }
  }
}
