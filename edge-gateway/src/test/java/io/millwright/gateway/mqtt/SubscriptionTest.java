package io.millwright.gateway.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millwright.contracts.asset.AssetKey;
import io.millwright.gateway.device.Admission;
import io.millwright.gateway.device.Permissions;
import io.millwright.gateway.device.RateGate;
import io.millwright.gateway.device.Sender;
import io.millwright.gateway.registry.Allowance;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttSubAckMessage;
import io.netty.handler.codec.mqtt.MqttSubscriptionOption;
import io.netty.handler.codec.mqtt.MqttSubscriptionOption.RetainedHandlingPolicy;
import io.netty.handler.codec.mqtt.MqttUnsubAckMessage;
import io.netty.handler.codec.mqtt.MqttVersion;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What clients subscribe to, and what they get of what the gateway publishes. */
final class SubscriptionTest extends EndpointTest {
  private static final String COMMANDS = "millwright/v1/demo/pump-1/commands";

  private int lastId;

  private Client subscriber(MqttVersion version, String id, String... filters) {
    Client client = new Client().connect(version, id, version == MqttVersion.MQTT_5);
    subscribe(client, 1, filters);
    return client;
  }

  private List<Integer> subscribe(Client client, int qos, String... filters) {
    var subscribe = MqttMessageBuilders.subscribe().messageId(++lastId);
    for (String filter : filters) {
      subscribe.addSubscription(MqttQoS.valueOf(qos), filter);
    }
    client.send(subscribe.build());
    return ((MqttSubAckMessage) lastSubAck(client)).payload().reasonCodes();
  }

  private static MqttMessage lastSubAck(Client client) {
    return client.received().stream()
        .filter(MqttSubAckMessage.class::isInstance)
        .reduce((first, second) -> second)
        .orElseThrow();
  }

  private void publish(String topic, String payload, int qos, boolean retain) {
    subscriptions.publish(topic, payload.getBytes(UTF_8), qos, retain);
  }

  /** {@code payload@qos}, with {@code r} for retained and {@code d} for repeated. */
  private static List<String> got(Client client) {
    return client.published().stream()
        .map(
            publish ->
                publish.payload().toString(UTF_8)
                    + "@"
                    + publish.fixedHeader().qosLevel().value()
                    + (publish.fixedHeader().isRetain() ? "r" : "")
                    + (publish.fixedHeader().isDup() ? "d" : ""))
        .toList();
  }

  @Test
  void deliversAtTheLowerOfBothQualities() {
    Client zero = new Client().connect(MqttVersion.MQTT_3_1_1, "zero", true);
    assertThat(subscribe(zero, 0, COMMANDS)).containsExactly(0);
    Client two = new Client().connect(MqttVersion.MQTT_5, "two", true);
    assertThat(subscribe(two, 2, COMMANDS)).containsExactly(1);

    publish(COMMANDS, "a", 1, false);
    publish(COMMANDS, "b", 0, false);

    assertThat(got(zero)).containsExactly("a@0", "b@0");
    assertThat(got(two)).containsExactly("a@1", "b@0");
  }

  @Test
  void deliversNothingThatDoesNotMatchAndNothingOfOtherDevices() {
    Client client = subscriber(MqttVersion.MQTT_5, "dev", "millwright/v1/demo/+/commands");
    publish("millwright/v1/demo/pump-1/other", "x", 1, false);
    client.publish(1, 1, COMMANDS, MqttProperties.NO_PROPERTIES, "from a device");
    publish(COMMANDS, "y", 1, false);
    assertThat(got(client)).containsExactly("y@1");
  }

  @Test
  void deliversOnceHoweverManyFiltersMatch() {
    Client client = subscriber(MqttVersion.MQTT_5, "dev", "#", COMMANDS, "millwright/#");
    publish(COMMANDS, "a", 1, false);
    assertThat(got(client)).containsExactly("a@1");
  }

  @Test
  void stopsAfterUnsubscribe() {
    Client client = subscriber(MqttVersion.MQTT_5, "dev", COMMANDS);
    client.send(
        MqttMessageBuilders.unsubscribe()
            .messageId(9)
            .addTopicFilter(COMMANDS)
            .addTopicFilter("never")
            .build());
    assertThat(((MqttUnsubAckMessage) client.last()).payload().unsubscribeReasonCodes())
        .containsExactly((short) 0, (short) 0x11);
    publish(COMMANDS, "a", 1, false);
    assertThat(got(client)).isEmpty();
  }

  @Test
  void keepsWithinTheReceiveMaximumOfTheClient() {
    MqttProperties two = new MqttProperties();
    two.add(new MqttProperties.IntegerProperty(MqttProperties.RECEIVE_MAXIMUM, 2));
    Client client =
        new Client().connect(MqttVersion.MQTT_5, "dev", connect -> connect.properties(two));
    subscribe(client, 1, COMMANDS);
    for (String payload : List.of("a", "b", "c", "d")) {
      publish(COMMANDS, payload, 1, false);
    }
    assertThat(got(client)).containsExactly("a@1", "b@1");
    client.acknowledge(client.published().get(0));
    assertThat(got(client)).containsExactly("a@1", "b@1", "c@1");
  }

  @Test
  void sendsAgainAfterAReconnectWhatWasNotAcknowledgedAndThenWhatCameMeanwhile() {
    Client first = subscriber(MqttVersion.MQTT_3_1_1, "keeps", COMMANDS);
    publish(COMMANDS, "a", 1, false);
    publish(COMMANDS, "b", 1, false);
    assertThat(got(first)).containsExactly("a@1", "b@1");
    first.acknowledge(first.published().get(0));
    first.gateway.close();
    publish(COMMANDS, "c", 1, false);
    publish(COMMANDS, "lost, as it is QoS 0", 0, false);

    Client second = new Client().connect(MqttVersion.MQTT_3_1_1, "keeps", false);

    assertThat(got(second)).containsExactly("b@1d", "c@1");
    assertThat(second.received().get(0).fixedHeader().messageType())
        .isEqualTo(MqttMessageType.CONNACK);
  }

  @Test
  void forgetsTheSubscriptionsOfASessionThatHasEnded() {
    Client first = subscriber(MqttVersion.MQTT_5, "dev", COMMANDS);
    first.gateway.close();
    publish(COMMANDS, "a", 1, false);
    assertThat(got(v5())).isEmpty();
  }

  @Test
  void keepsTheNewestForAClientThatIsAwayForLong() {
    Client client = subscriber(MqttVersion.MQTT_3_1_1, "keeps", COMMANDS);
    client.gateway.close();
    for (int i = 1; i <= Mailbox.MAX_WAITING + 5; i++) {
      publish(COMMANDS, "m" + i, 1, false);
    }
    assertThat(registry.get("millwright.gateway.messages.undelivered").counter().count())
        .isEqualTo(5);
    Client back = new Client().connect(MqttVersion.MQTT_3_1_1, "keeps", false);
    assertThat(got(back)).hasSize(20).startsWith("m6@1");
  }

  @Test
  void keepsWhatIsRetainedForThoseThatSubscribeLater() {
    publish("spBv1.0/STATE/host", "offline", 1, true);
    publish("spBv1.0/STATE/host", "online", 1, true);
    publish("spBv1.0/STATE/other", "online", 1, true);
    publish("spBv1.0/STATE/other", "", 1, true);
    Client client = subscriber(MqttVersion.MQTT_3_1_1, "dev", "spBv1.0/STATE/+");
    assertThat(got(client)).containsExactly("online@1r");
    publish("spBv1.0/STATE/host", "offline", 1, true);
    assertThat(got(client)).containsExactly("online@1r", "offline@1");
  }

  @Test
  void sendsARetainedMessageOnceHoweverManyFiltersOfASubscribeMatchIt() {
    publish("spBv1.0/STATE/host", "online", 1, true);
    Client client = new Client().connect(MqttVersion.MQTT_5, "dev", true);
    String[] filters = new String[Mailbox.MAX_FILTERS];
    Arrays.fill(filters, "#");
    filters[7] = "spBv1.0/STATE/+";

    assertThat(subscribe(client, 1, filters)).hasSize(filters.length).containsOnly(1);

    assertThat(got(client)).containsExactly("online@1r");
  }

  @Test
  void endsAConnectionWhoseSubscribeHasMoreFiltersThanASessionMay() {
    Client client = new Client().connect(MqttVersion.MQTT_5, "dev", true);
    var subscribe = MqttMessageBuilders.subscribe().messageId(1);
    for (int i = 0; i <= Mailbox.MAX_FILTERS; i++) {
      subscribe.addSubscription(MqttQoS.AT_LEAST_ONCE, "#");
    }
    client.send(subscribe.build());
    assertThat(client.disconnectReason()).isEqualTo(0x97);
  }

  @Test
  void subscribesNoFasterThanItsDeviceMaySend() {
    RateGate oneMessagePerSecond =
        new RateGate(() -> new Allowance(1, 0, 0), Allowance.NOT_SAID, System.nanoTime());
    access.decide(
        credentials ->
            new Admission.Admitted(new Sender("mqtt:dev", Permissions.ALL, oneMessagePerSecond)));
    Client client = new Client().connect(MqttVersion.MQTT_5, "dev", true);
    boolean wasSlowedDown = false;
    for (int id = 1; id < 1_000 && client.gateway.isOpen(); id++) {
      client.send(
          MqttMessageBuilders.subscribe()
              .messageId(id)
              .addSubscription(MqttQoS.AT_LEAST_ONCE, COMMANDS)
              .build());
      wasSlowedDown |= !client.gateway.config().isAutoRead();
    }
    assertThat(wasSlowedDown).isTrue();
    assertThat(client.disconnectReason()).isEqualTo(0x97);
  }

  @Test
  void refusesAFilterThatIsLongerThanAnyTopicOfOurs() {
    Client client = new Client().connect(MqttVersion.MQTT_5, "dev", true);
    assertThat(subscribe(client, 1, "x".repeat(1_001), "x".repeat(1_000))).containsExactly(0x8F, 1);
  }

  @Test
  void handlesRetainedMessagesAsTheSubscriptionAsks() {
    publish(COMMANDS, "kept", 1, true);
    Client never = withOptions("never", false, RetainedHandlingPolicy.DONT_SEND_AT_SUBSCRIBE);
    Client once =
        withOptions("once", true, RetainedHandlingPolicy.SEND_AT_SUBSCRIBE_IF_NOT_YET_EXISTS);
    subscribeWith(once, true, RetainedHandlingPolicy.SEND_AT_SUBSCRIBE_IF_NOT_YET_EXISTS);
    assertThat(got(never)).isEmpty();
    assertThat(got(once)).containsExactly("kept@1r");
    publish(COMMANDS, "new", 1, true);
    assertThat(got(never)).containsExactly("new@1");
    assertThat(got(once)).containsExactly("kept@1r", "new@1r");
  }

  private Client withOptions(String id, boolean asPublished, RetainedHandlingPolicy policy) {
    Client client = new Client().connect(MqttVersion.MQTT_5, id, true);
    subscribeWith(client, asPublished, policy);
    return client;
  }

  private void subscribeWith(Client client, boolean asPublished, RetainedHandlingPolicy policy) {
    client.send(
        MqttMessageBuilders.subscribe()
            .messageId(++lastId)
            .addSubscription(
                COMMANDS,
                new MqttSubscriptionOption(MqttQoS.AT_LEAST_ONCE, true, asPublished, policy))
            .build());
  }

  @Test
  void letsADeviceHearOnlyItsOwnAssets() {
    AssetKey own = AssetKey.of("demo", "pump-1");
    Permissions ownOnly = (asset, point) -> asset.equals(own) && point.equals(Permissions.COMMANDS);
    access.decide(credentials -> new Admission.Admitted(new Sender("mqtt:demo/pump-1", ownOnly)));
    Client client = new Client().connect(MqttVersion.MQTT_5, "dev", true);

    assertThat(
            subscribe(
                client,
                1,
                "#",
                COMMANDS,
                "millwright/v1/demo/pump-2/commands",
                "spBv1.0/STATE/host",
                "spBv1.0/demo/NCMD/pump-1",
                "spBv1.0/demo/NCMD/pump-2",
                "$SYS/#"))
        .containsExactly(1, 1, 0x87, 1, 1, 0x87, 0x87);
    publish("millwright/v1/demo/pump-2/commands", "foreign", 1, false);
    publish("spBv1.0/demo/NCMD/pump-2", "foreign", 1, false);
    publish("spBv1.0/demo/DCMD/pump-1/sensor", "own", 1, false);
    publish("elsewhere", "foreign", 1, false);
    publish("spBv1.0/STATE/host", "state", 1, true);
    assertThat(got(client)).containsExactly("own@1", "state@1");
  }

  @Test
  void asksForPermissionAgainWithEachMessage() {
    boolean[] allowed = {true};
    access.decide(
        credentials -> new Admission.Admitted(new Sender("mqtt:x", (asset, point) -> allowed[0])));
    Client client = subscriber(MqttVersion.MQTT_5, "dev", COMMANDS);
    publish(COMMANDS, "a", 1, false);
    allowed[0] = false;
    publish(COMMANDS, "b", 1, false);
    assertThat(got(client)).containsExactly("a@1");
  }

  @Test
  void refusesWhatItDoesNotSupport() {
    Client five = new Client().connect(MqttVersion.MQTT_5, "five", true);
    assertThat(subscribe(five, 1, "$share/g/a", "a/#/b", "a+", COMMANDS))
        .containsExactly(0x9E, 0x8F, 0x8F, 1);
    MqttSubAckMessage subAck = (MqttSubAckMessage) lastSubAck(five);
    assertThat(
            subAck
                .idAndPropertiesVariableHeader()
                .properties()
                .getProperty(MqttProperties.REASON_STRING)
                .value())
        .isEqualTo("shared subscriptions are not supported");
    Client three = new Client().connect(MqttVersion.MQTT_3_1_1, "three", true);
    assertThat(subscribe(three, 1, "$share/g/a", "a/#/b")).containsExactly(0x80, 0x80);
  }

  @Test
  void refusesTooManyFilters() {
    Client client = new Client().connect(MqttVersion.MQTT_5, "dev", true);
    for (int i = 0; i < Mailbox.MAX_FILTERS; i++) {
      assertThat(subscribe(client, 1, "millwright/v1/demo/p" + i)).containsExactly(1);
    }
    assertThat(subscribe(client, 1, "millwright/v1/demo/one-more")).containsExactly(0x97);
    assertThat(subscribe(client, 1, "millwright/v1/demo/p0")).containsExactly(1);
  }

  @Test
  void endsAConnectionThatUsesSubscriptionIdentifiers() {
    Client client = v5();
    MqttProperties properties = new MqttProperties();
    properties.add(new MqttProperties.IntegerProperty(MqttProperties.SUBSCRIPTION_IDENTIFIER, 1));
    client.send(
        MqttMessageBuilders.subscribe()
            .messageId(1)
            .properties(properties)
            .addSubscription(MqttQoS.AT_LEAST_ONCE, COMMANDS)
            .build());
    assertThat(client.disconnectReason()).isEqualTo(0xA1);
  }

  @Test
  void dropsAMessageThatIsTooLargeForTheClientAndGoesOn() {
    MqttProperties small = new MqttProperties();
    small.add(new MqttProperties.IntegerProperty(MqttProperties.MAXIMUM_PACKET_SIZE, 500));
    Client client =
        new Client().connect(MqttVersion.MQTT_5, "dev", connect -> connect.properties(small));
    subscribe(client, 1, COMMANDS);
    publish(COMMANDS, "x".repeat(500), 1, false);
    publish(COMMANDS, "fits", 1, false);
    assertThat(got(client)).containsExactly("fits@1");
    assertThat(registry.get("millwright.gateway.messages.undelivered").counter().count())
        .isEqualTo(1);
  }

  @Test
  void refusesToPublishToATopicWithWildcards() {
    assertThatThrownBy(() -> publish("a/+", "x", 1, false))
        .hasMessageContaining("topic 'a/+' cannot be published to");
    assertThatThrownBy(() -> publish("a", "x", 2, false))
        .hasMessageContaining("QoS must be 0 or 1");
  }
}
