package io.millwright.gateway.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millwright.contracts.asset.AssetKey;
import io.millwright.gateway.command.Command;
import io.millwright.gateway.device.Admission;
import io.millwright.gateway.device.Permissions;
import io.millwright.gateway.device.Sender;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Commands and configurations on their way to clients that subscribe to them. */
final class CommandTopicsTest extends EndpointTest {
  private static final AssetKey PUMP = AssetKey.of("demo", "pump-1");
  private static final String COMMANDS = "millwright/v1/demo/pump-1/commands";
  private static final String CONFIG = "millwright/v1/demo/pump-1/config";
  private static final Pattern ID = Pattern.compile("\"id\":\"([^\"]+)\"");
  private static final long HOUR = 3_600_000_000L;

  private Client subscriber(String id, int qos, String filter) {
    Client client = new Client().connect(MqttVersion.MQTT_3_1_1, id, false);
    client.send(
        MqttMessageBuilders.subscribe()
            .messageId(1)
            .addSubscription(MqttQoS.valueOf(qos), filter)
            .build());
    return client;
  }

  private void command(String id) {
    commands.command(PUMP, new Command(id, "stop", "null", now + HOUR));
  }

  /** The ids in each message. */
  private static List<List<String>> ids(Client client) {
    return client.published().stream().map(CommandTopicsTest::ids).toList();
  }

  private static List<String> ids(MqttPublishMessage publish) {
    List<String> ids = new ArrayList<>();
    Matcher matcher = ID.matcher(publish.payload().toString(UTF_8));
    while (matcher.find()) {
      ids.add(matcher.group(1));
    }
    return ids;
  }

  private double delivered() {
    return registry
        .get("millwright.gateway.commands")
        .tag("outcome", "delivered")
        .counter()
        .count();
  }

  @Test
  void aClientHearsWhatWaitsAndItsAcknowledgementDeliversIt() {
    command("a");
    Client client = subscriber("dev", 1, COMMANDS);
    assertThat(ids(client)).containsExactly(List.of("a"));
    assertThat(delivered()).isZero();

    client.acknowledge(client.published().get(0));

    assertThat(delivered()).isEqualTo(1);
    assertThat(ids(subscriber("other", 1, COMMANDS))).isEmpty();
  }

  @Test
  void whatComesMeanwhileFollowsInOneMessageAfterTheAcknowledgement() {
    Client client = subscriber("dev", 1, "millwright/v1/demo/+/commands");
    command("a");
    assertThat(ids(client)).containsExactly(List.of("a"));
    command("b");
    command("c");
    assertThat(ids(client)).hasSize(1);

    client.acknowledge(client.published().get(0));

    assertThat(ids(client)).containsExactly(List.of("a"), List.of("b", "c"));
  }

  @Test
  void aClientThatComesBackHearsWhatHasNotExpiredMeanwhile() {
    Client client = subscriber("dev", 1, COMMANDS);
    client.lose();
    command("too-late");
    now += HOUR;
    command("in-time");

    Client back = new Client().connect(MqttVersion.MQTT_3_1_1, "dev", false);

    assertThat(ids(back)).containsExactly(List.of("in-time"));
  }

  @Test
  void aClientThatComesBackHearsNothingExpiredOrOutdatedThatItHadNotAcknowledged() {
    Client client = subscriber("dev", 1, "millwright/v1/demo/pump-1/+");
    command("too-late");
    commands.configuration(PUMP, "{\"rate\":1}");
    assertThat(client.published()).hasSize(2);
    client.lose();
    now += HOUR;
    commands.configuration(PUMP, "{\"rate\":2}");

    Client back = new Client().connect(MqttVersion.MQTT_3_1_1, "dev", false);

    assertThat(bodies(back)).containsExactly("{\"rate\":2}");
    back.acknowledge(back.published().get(0));
    command("in-time");
    commands.configuration(PUMP, "{\"rate\":3}");
    assertThat(ids(back).get(1)).containsExactly("in-time");
    assertThat(bodies(back)).hasSize(3).endsWith("{\"rate\":3}");
  }

  @Test
  void aClientThatComesBackHearsAgainWhatItHadNotAcknowledgedAndHolds() {
    Client client = subscriber("dev", 1, COMMANDS);
    command("a");
    assertThat(ids(client)).containsExactly(List.of("a"));
    client.lose();
    command("b");

    Client back = new Client().connect(MqttVersion.MQTT_3_1_1, "dev", false);

    assertThat(ids(back)).containsExactly(List.of("a", "b"));
    back.acknowledge(back.published().get(0));
    assertThat(delivered()).isEqualTo(2);
  }

  @Test
  void aSubscribeLooksAtEachAssetOnceHoweverManyFiltersItHas() {
    int[] asked = {0};
    access.decide(
        credentials ->
            new Admission.Admitted(
                new Sender(
                    "mqtt:dev",
                    (asset, point) -> {
                      asked[0]++;
                      return true;
                    })));
    command("a");
    subscriber("one", 1, "#").gateway.close();
    int withOneFilter = asked[0];
    Client client = new Client().connect(MqttVersion.MQTT_3_1_1, "many", false);

    client.send(
        MqttMessageBuilders.subscribe()
            .messageId(1)
            .addSubscription(MqttQoS.AT_LEAST_ONCE, "#")
            .addSubscription(MqttQoS.AT_LEAST_ONCE, "+/#")
            .addSubscription(MqttQoS.AT_LEAST_ONCE, "+/+/#")
            .addSubscription(MqttQoS.AT_LEAST_ONCE, "+/+/+/#")
            .build());

    assertThat(ids(client)).containsExactly(List.of("a"));
    assertThat(asked[0]).isEqualTo(2 * withOneFilter);
  }

  @Test
  void atQualityZeroACommandIsDeliveredWhenItIsSent() {
    Client client = subscriber("dev", 0, COMMANDS);
    command("a");
    assertThat(ids(client)).containsExactly(List.of("a"));
    assertThat(delivered()).isEqualTo(1);
  }

  @Test
  void onlyThoseHearThemThatMayHaveTheCommandsOfTheAsset() {
    access.decide(
        credentials ->
            new Admission.Admitted(
                new Sender(
                    "mqtt:demo/fan-1",
                    (asset, point) ->
                        asset.equals(AssetKey.of("demo", "fan-1"))
                            && point.equals(Permissions.COMMANDS))));
    Client stranger = subscriber("dev", 1, "#");
    command("a");
    commands.configuration(PUMP, "{}");
    assertThat(stranger.published()).isEmpty();
  }

  @Test
  void theLatestConfigurationIsHeardBySubscribersOldAndNew() {
    Client early = subscriber("early", 1, CONFIG);
    assertThat(early.published()).isEmpty();
    commands.configuration(PUMP, "{\"rate\":1}");
    assertThat(bodies(early)).containsExactly("{\"rate\":1}");
    commands.configuration(PUMP, "{\"rate\":2}");
    commands.configuration(PUMP, "{\"rate\":3}");
    early.acknowledge(early.published().get(0));
    assertThat(bodies(early)).containsExactly("{\"rate\":1}", "{\"rate\":3}");
    Client late = subscriber("late", 1, "#");
    assertThat(bodies(late)).containsExactly("{\"rate\":3}");
    commands.configuration(PUMP, null);

    assertThat(early.published()).hasSize(2);
    early.acknowledge(early.published().get(1));
    assertThat(bodies(early)).endsWith("null").hasSize(3);
    assertThat(late.published()).hasSize(1);
  }

  private static List<String> bodies(Client client) {
    return client.published().stream().map(it -> it.payload().toString(UTF_8)).toList();
  }
}
