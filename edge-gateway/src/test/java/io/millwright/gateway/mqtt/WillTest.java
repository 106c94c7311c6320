package io.millwright.gateway.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttReasonCodeAndPropertiesVariableHeader;
import io.netty.handler.codec.mqtt.MqttVersion;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When the gateway takes the will of a client for its message. */
final class WillTest extends EndpointTest {
  private static final String WILL_TOPIC = "spBv1.0/demo/NDEATH/node-1";

  private static Consumer<MqttMessageBuilders.ConnectBuilder> will(
      boolean clean, int expirySeconds, int delaySeconds) {
    MqttProperties session = new MqttProperties();
    session.add(
        new MqttProperties.IntegerProperty(MqttProperties.SESSION_EXPIRY_INTERVAL, expirySeconds));
    MqttProperties delay = new MqttProperties();
    delay.add(new MqttProperties.IntegerProperty(MqttProperties.WILL_DELAY_INTERVAL, delaySeconds));
    return connect ->
        connect
            .cleanSession(clean)
            .keepAlive(600)
            .properties(session)
            .willFlag(true)
            .willTopic(WILL_TOPIC)
            .willQoS(MqttQoS.AT_LEAST_ONCE)
            .willMessage("gone".getBytes(UTF_8))
            .willProperties(delay);
  }

  private Client connect(boolean clean, int expirySeconds, int delaySeconds) {
    Client client =
        new Client().connect(MqttVersion.MQTT_5, "dev", will(clean, expirySeconds, delaySeconds));
    assertThat(client.connAckCode()).isZero();
    return client;
  }

  private static MqttMessage disconnect(int reason) {
    return new MqttMessage(
        new MqttFixedHeader(MqttMessageType.DISCONNECT, false, MqttQoS.AT_MOST_ONCE, false, 0),
        new MqttReasonCodeAndPropertiesVariableHeader((byte) reason, MqttProperties.NO_PROPERTIES));
  }

  @Test
  void isTakenWhenTheConnectionBreaks() {
    Client client = connect(true, 0, 0);
    client.lose();
    assertThat(intake.size()).isEqualTo(1);
    assertThat(intake.message(0).address()).isEqualTo(WILL_TOPIC);
    assertThat(intake.message(0).source()).isEqualTo("mqtt:dev");
    assertThat(new String(intake.message(0).payload(), UTF_8)).isEqualTo("gone");
  }

  @Test
  void isTakenOfAnMqtt3ClientToo() {
    Client client =
        new Client()
            .connect(
                MqttVersion.MQTT_3_1_1,
                "dev",
                connect ->
                    connect
                        .cleanSession(true)
                        .willFlag(true)
                        .willTopic(WILL_TOPIC)
                        .willQoS(MqttQoS.AT_LEAST_ONCE)
                        .willMessage("gone".getBytes(UTF_8)));
    client.received();
    client.lose();
    assertThat(intake.size()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "4, 1", "128, 1"})
  void dependsOnTheReasonOfTheDisconnect(int reason, int taken) {
    Client client = connect(true, 0, 0);
    client.send(disconnect(reason));
    assertThat(client.gateway.isOpen()).isFalse();
    assertThat(intake.size()).isEqualTo(taken);
  }

  @Test
  void isTakenWhenTheClientBreaksARuleOrIsSilent() {
    Client breaks = connect(true, 0, 0);
    breaks.connect(MqttVersion.MQTT_5, "dev", true);
    breaks.received();
    assertThat(intake.size()).isEqualTo(1);
    Client silent = connect(true, 0, 0);
    silent.elapse(900_001);
    silent.received();
    assertThat(intake.size()).isEqualTo(2);
  }

  @Test
  void waitsForItsDelay() {
    Client client = connect(false, 600, 10);
    client.lose();
    client.elapse(9_999);
    assertThat(intake.size()).isZero();
    client.elapse(2);
    assertThat(intake.size()).isEqualTo(1);
  }

  @Test
  void waitsNoLongerThanTheSession() {
    Client client = connect(false, 3, 10);
    client.lose();
    client.elapse(3_001);
    assertThat(intake.size()).isEqualTo(1);
  }

  @Test
  void isNotTakenWhenTheClientIsBackInTime() {
    Client client = connect(false, 600, 10);
    client.lose();
    connect(false, 600, 10);
    client.elapse(20_000);
    assertThat(intake.size()).isZero();
  }

  @Test
  void leavesNothingInTheTimerOnceItIsDecided() {
    Client client = connect(false, 600, 10);
    client.lose();
    assertThat(client.gateway.runScheduledPendingTasks()).isPositive();
    Client back = connect(false, 600, 10);
    assertThat(client.gateway.runScheduledPendingTasks()).as("cancelled").isNegative();

    back.lose();
    assertThat(back.gateway.runScheduledPendingTasks()).isPositive();
    connect(true, 600, 10);
    assertThat(intake.size()).isEqualTo(1);
    assertThat(back.gateway.runScheduledPendingTasks()).as("published").isNegative();
  }

  @Test
  void isTakenAtOnceWhenTheClientComesBackWithACleanStart() {
    Client client = connect(false, 600, 10);
    client.lose();
    connect(true, 600, 10);
    assertThat(intake.size()).isEqualTo(1);
    client.elapse(20_000);
    assertThat(intake.size()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"false, 10, 0", "false, 0, 1", "true, 10, 1"})
  void ofAConnectionThatIsTakenOverDependsOnTheSession(boolean clean, int delay, int taken) {
    Client client = connect(false, 600, delay);
    new Client().connect(MqttVersion.MQTT_5, "dev", connect -> connect.cleanSession(clean));
    client.received();
    assertThat(client.gateway.isOpen()).isFalse();
    assertThat(intake.size()).isEqualTo(taken);
  }

  @Test
  void isNotTakenWhenTheGatewayStops() {
    Client client = connect(true, 0, 0);
    client.gateway.pipeline().get(MqttConnection.class).shutDown();
    client.received();
    assertThat(client.gateway.isOpen()).isFalse();
    assertThat(intake.size()).isZero();
  }

  /** One with wildcards is refused by the codec. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1_001})
  void mustHaveATopicThatIsNotTooLong(int length) {
    Client client =
        new Client()
            .connect(
                MqttVersion.MQTT_5,
                "dev",
                connect -> {
                  will(true, 0, 0).accept(connect);
                  connect.willTopic("x".repeat(length));
                });
    assertThat(client.connAckCode()).isEqualTo(0x90);
  }

  @Test
  void refusesADisconnectThatKeepsASessionWhichWasNotToBeKept() {
    Client client = connect(true, 0, 0);
    MqttProperties keep = new MqttProperties();
    keep.add(new MqttProperties.IntegerProperty(MqttProperties.SESSION_EXPIRY_INTERVAL, 60));
    client.send(
        new MqttMessage(
            new MqttFixedHeader(MqttMessageType.DISCONNECT, false, MqttQoS.AT_MOST_ONCE, false, 0),
            new MqttReasonCodeAndPropertiesVariableHeader((byte) 0, keep)));
    assertThat(client.disconnectReason()).isEqualTo(0x82);
  }
}
