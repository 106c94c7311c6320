package io.millwright.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import io.millwright.contracts.wire.MeasurementBatch;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLContext;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttActionListener;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.jspecify.annotations.Nullable;

/** MQTT 5 with Eclipse Paho. */
final class PahoDevice implements Device {
  private final MqttAsyncClient client;
  private final int qos;
  private final @Nullable String contentType;
  private final @Nullable SSLContext tls;
  private volatile boolean refused;

  PahoDevice(int port, int qos, @Nullable String contentType) throws MqttException {
    this("tcp://127.0.0.1:" + port, null, qos, contentType);
  }

  /** Over TLS when there is a {@code tls}. */
  PahoDevice(String url, @Nullable SSLContext tls, int qos, @Nullable String contentType)
      throws MqttException {
    this.qos = qos;
    this.contentType = contentType;
    this.tls = tls;
    client = new MqttAsyncClient(url, "paho-" + qos, new MemoryPersistence());
    connect();
  }

  private void connect() throws MqttException {
    MqttConnectionOptions options = new MqttConnectionOptions();
    options.setAutomaticReconnect(false);
    if (tls != null) {
      options.setSocketFactory(tls.getSocketFactory());
    }
    client.connect(options).waitForCompletion(10_000);
  }

  @Override
  public CompletableFuture<Answer> send(String asset, long timeMillis, double value) {
    return sendBody(
        asset,
        contentType == null
            ? ("{\"ts\":" + timeMillis + ",\"values\":{\"n\":" + value + "}}").getBytes(UTF_8)
            : contentType.equals("application/x-protobuf")
                ? protobuf(timeMillis, value)
                : CoapDevice.senmlCbor(timeMillis, value));
  }

  /** Without tenant, asset and source, which the gateway knows. */
  private static byte[] protobuf(long timeMillis, double value) {
    return MeasurementBatch.newBuilder()
        .setBaseTimeMicros(timeMillis * 1_000)
        .addPoints("n")
        .addPointIndex(0)
        .addTimeOffsetMicros(0)
        .addValue(value)
        .build()
        .toByteArray();
  }

  @Override
  public CompletableFuture<Answer> sendBody(String asset, byte[] body) {
    CompletableFuture<Answer> answer = new CompletableFuture<>();
    MqttMessage message = new MqttMessage(body);
    message.setQos(qos);
    MqttProperties properties = new MqttProperties();
    if (contentType != null) {
      properties.setContentType(contentType);
    }
    message.setProperties(properties);
    try {
      // Paho ends its connection after a PUBREC with an error, which the protocol does not ask for.
      if (refused) {
        await().until(() -> !client.isConnected());
        refused = false;
        connect();
      }
      client.publish(
          "millwright/v1/demo/" + asset + "/measurements",
          message,
          null,
          new MqttActionListener() {
            @Override
            public void onSuccess(IMqttToken token) {
              answered(token);
            }

            @Override
            public void onFailure(IMqttToken token, Throwable cause) {
              if (token.getReasonCodes() != null && token.getReasonCodes().length > 0) {
                answered(token);
              } else if (cause instanceof MqttException error
                  && error.getReasonCode() >= 0x80
                  && error.getReasonCode() <= 0xFF) {
                // How Paho reports an error in PUBREC.
                refused = true;
                answer.complete(new Answer(false, ""));
              } else {
                answer.completeExceptionally(cause);
              }
            }

            private void answered(IMqttToken token) {
              int[] codes = token.getReasonCodes();
              boolean error = codes != null && codes.length > 0 && codes[0] >= 0x80;
              MqttProperties of = token.getResponseProperties();
              String reason = of == null ? null : of.getReasonString();
              answer.complete(new Answer(!error, reason == null ? "" : reason));
            }
          });
    } catch (MqttException e) {
      answer.completeExceptionally(e);
    }
    return answer;
  }

  @Override
  public void close() throws MqttException {
    if (client.isConnected()) {
      client.disconnectForcibly(0, 500, false);
    }
    client.close(true);
  }
}
