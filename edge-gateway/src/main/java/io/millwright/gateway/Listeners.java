package io.millwright.gateway;

import io.millwright.gateway.coap.CoapListener;
import io.millwright.gateway.http.HttpListener;
import io.millwright.gateway.mqtt.MqttEndpoint;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** Where devices connect to; null = switched off. */
record Listeners(
    @Nullable MqttEndpoint mqtt, @Nullable CoapListener coap, @Nullable HttpListener http) {

  /**
   * A port of one of them.
   *
   * @throws IllegalStateException if it is switched off
   */
  static <T> int port(@Nullable T listener, String name, ToIntFunction<T> port) {
    if (listener == null) {
      throw new IllegalStateException(name + " is switched off");
    }
    return port.applyAsInt(listener);
  }

  @Override
  public String toString() {
    return "mqtt "
        + (mqtt == null ? "off" : mqtt.port())
        + ", coap "
        + (coap == null ? "off" : coap.port())
        + ", http "
        + (http == null ? "off" : http.port());
  }
}
