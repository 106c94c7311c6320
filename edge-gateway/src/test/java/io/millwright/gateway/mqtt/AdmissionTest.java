package io.millwright.gateway.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millwright.gateway.device.Admission;
import io.millwright.gateway.device.Credentials;
import io.millwright.gateway.device.Sender;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttVersion;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a client shows at CONNECT, who it is then, and what it hears when it may not come in. */
final class AdmissionTest extends EndpointTest {
  private static final Consumer<MqttMessageBuilders.ConnectBuilder> WITH_PASSWORD =
      connect ->
          connect
              .cleanSession(true)
              .hasUser(true)
              .username("demo/press-7")
              .hasPassword(true)
              .password("s3cret".getBytes(UTF_8));

  @Test
  void showsUserNameAndPasswordAndCarriesTheAdmittedSender() {
    access.decide(credentials -> new Admission.Admitted(Sender.trusted("mqtt:demo/press-7")));

    Client client = new Client().connect(MqttVersion.MQTT_5, "any-id", WITH_PASSWORD);
    client.publish(1, 1);

    Credentials.Password shown = (Credentials.Password) access.shown().get(0);
    assertThat(shown.userName()).isEqualTo("demo/press-7");
    assertThat(shown.clientId()).isEqualTo("any-id");
    assertThat(new String(shown.password(), UTF_8)).isEqualTo("s3cret");
    assertThat(intake.message(0).source()).isEqualTo("mqtt:demo/press-7");
  }

  @Test
  void isAnonymousUnderItsClientIdWhenItShowsNothing() {
    v3();
    assertThat(access.shown().get(0)).isInstanceOf(Credentials.Anonymous.class);
    assertThat(((Credentials.Anonymous) access.shown().get(0)).identity()).isEqualTo("dev");
  }

  @ParameterizedTest
  @CsvSource({
    "BAD_CREDENTIALS, 4, 134",
    "NOT_AUTHORIZED, 5, 135",
    "TRY_LATER, 3, 151",
    "UNDECIDED, 3, 136",
  })
  void refusesWithTheCodeOfEachVersion(Admission.Why why, int code3, int code5) {
    access.decide(credentials -> new Admission.Refused(why, "no device 'press-7' in demo"));

    Client three = new Client().connect(MqttVersion.MQTT_3_1_1, "dev", WITH_PASSWORD);
    Client five = new Client().connect(MqttVersion.MQTT_5, "dev", WITH_PASSWORD);

    assertThat(three.connAckCode()).isEqualTo(code3);
    assertThat(five.connAckCode()).isEqualTo(code5);
    assertThat(three.gateway.isOpen()).isFalse();
    assertThat(five.gateway.isOpen()).isFalse();
    String told =
        (String)
            five.connAck()
                .variableHeader()
                .properties()
                .getProperty(MqttProperties.REASON_STRING)
                .value();
    assertThat(told).isNotEmpty().doesNotContain("press-7");
  }

  @Test
  void saysThatItCannotTellWhenAccessFails() {
    CompletableFuture<Admission> later = access.decideLater();
    Client client = new Client().connect(MqttVersion.MQTT_5, "dev", WITH_PASSWORD);
    later.completeExceptionally(new IllegalStateException("registry is away"));
    assertThat(client.connAckCode()).isEqualTo(0x88);
  }

  @Test
  void readsNothingFromTheSocketBeforeTheDecisionAndThenTakesWhatHadCome() {
    CompletableFuture<Admission> later = access.decideLater();
    Client client = new Client().connect(MqttVersion.MQTT_3_1_1, "dev", true);
    client.publish(1, 1);
    assertThat(client.received()).isEmpty();
    assertThat(client.gateway.config().isAutoRead()).isFalse();
    assertThat(intake.size()).isZero();

    later.complete(new Admission.Admitted(Sender.trusted("mqtt:dev")));
    client.received();

    assertThat(client.gateway.config().isAutoRead()).isTrue();
    assertThat(client.connAckCode()).isZero();
    intake.accept(0);
    assertThat(client.acknowledgements()).containsExactly("PUBACK 1");
  }

  @Test
  void decodesQuicklyAlsoAfterPacketsThatCameBeforeTheDecision() {
    CompletableFuture<Admission> later = access.decideLater();
    Client client = new Client().connect(MqttVersion.MQTT_3_1_1, "dev", true);
    client.publish(0, 0);
    client.publish(0, 0);
    later.complete(new Admission.Admitted(Sender.trusted("mqtt:dev")));
    client.received();
    // The first shows that all before it have been read.
    client.publish(0, 0);
    AtomicInteger slow = new AtomicInteger();
    client
        .gateway
        .pipeline()
        .addBefore(
            client.gateway.pipeline().context(MqttConnection.class).name(),
            "slow",
            new ChannelInboundHandlerAdapter() {
              @Override
              public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
                slow.incrementAndGet();
                super.channelRead(ctx, message);
              }
            });

    client.publish(0, 0);

    assertThat(intake.size()).isEqualTo(4);
    assertThat(slow).hasValue(0);
  }

  @Test
  void refusesADeviceThatLosesACredentialWhileItIsChecked() {
    CompletableFuture<Admission> later = access.decideLater();
    Client client = new Client().connect(MqttVersion.MQTT_5, "dev", true);
    client.gateway.pipeline().get(MqttConnection.class).letGo("dev");
    client.gateway.runPendingTasks();

    later.complete(new Admission.Admitted(Sender.trusted("mqtt:dev")));
    client.received();

    assertThat(client.connAckCode()).isEqualTo(0x88);
    assertThat(client.gateway.isOpen()).isFalse();
  }

  @Test
  void boundsTheConnectionsOfADevice() {
    access.decide(credentials -> new Admission.Admitted(Sender.trusted("mqtt:demo/press-7")));
    Client first = new Client().connect(MqttVersion.MQTT_5, "a", WITH_PASSWORD);
    assertThat(first.connAckCode()).isZero();
    assertThat(new Client().connect(MqttVersion.MQTT_5, "b", WITH_PASSWORD).connAckCode())
        .isEqualTo(0x97);
    assertThat(new Client().connect(MqttVersion.MQTT_3_1_1, "b", WITH_PASSWORD).connAckCode())
        .isEqualTo(3);

    Client again = new Client().connect(MqttVersion.MQTT_5, "a", WITH_PASSWORD);
    assertThat(again.connAckCode()).isZero();
    assertThat(first.disconnectReason()).isEqualTo(0x8E);
    again.gateway.close();
    assertThat(new Client().connect(MqttVersion.MQTT_5, "b", WITH_PASSWORD).connAckCode()).isZero();
  }

  @Test
  void aDeviceThatLeavesTooManySessionsLosesItsOwn() {
    access.decide(
        credentials ->
            new Admission.Admitted(
                Sender.trusted("mqtt:" + ((Credentials.Password) credentials).userName())));
    leave("x", "demo/other");
    leave("a", "demo/press-7");
    leave("b", "demo/press-7");

    assertThat(leave("a", "demo/press-7")).isFalse();
    assertThat(leave("a", "demo/press-7")).isTrue();
    assertThat(leave("x", "demo/other")).isTrue();
  }

  /** Connects and goes; whether the session was there. */
  private boolean leave(String clientId, String user) {
    Client client = new Client().connect(MqttVersion.MQTT_3_1_1, clientId, user(user));
    boolean present = client.connAck().variableHeader().isSessionPresent();
    client.gateway.close();
    return present;
  }

  @Test
  void takesNothingOfAClientThatIsRefusedLate() {
    CompletableFuture<Admission> later = access.decideLater();
    Client client = new Client().connect(MqttVersion.MQTT_3_1_1, "dev", true);
    client.publish(1, 1);

    later.complete(new Admission.Refused(Admission.Why.BAD_CREDENTIALS, "wrong"));
    client.received();

    assertThat(client.connAckCode()).isEqualTo(4);
    assertThat(intake.size()).isZero();
  }

  @Test
  void boundsTheDecisionByTheConnectTimeout() {
    access.decideLater();
    Client client = new Client().connect(MqttVersion.MQTT_5, "dev", true);
    client.elapse(4_000);
    assertThat(client.gateway.isOpen()).isTrue();
    client.elapse(1_000);
    assertThat(client.gateway.isOpen()).isFalse();
  }

  @Test
  void doesNotLetADeviceTakeOverTheSessionOfAnotherByItsClientId() {
    access.decide(
        credentials ->
            new Admission.Admitted(
                Sender.trusted("mqtt:" + ((Credentials.Password) credentials).userName())));
    Client owner = new Client().connect(MqttVersion.MQTT_5, "shared-id", user("demo/a"));
    owner.publish(2, 5);
    Client other = new Client().connect(MqttVersion.MQTT_5, "shared-id", user("demo/b"));

    assertThat(other.connAck().variableHeader().isSessionPresent()).isFalse();
    assertThat(owner.gateway.isOpen()).isTrue();
    other.gateway.close();
    Client same = new Client().connect(MqttVersion.MQTT_5, "shared-id", user("demo/a"));
    assertThat(same.connAck().variableHeader().isSessionPresent()).isTrue();
    assertThat(owner.disconnectReason()).isEqualTo(0x8E);
  }

  private static Consumer<MqttMessageBuilders.ConnectBuilder> user(String name) {
    return connect -> connect.cleanSession(false).hasUser(true).username(name);
  }

  @Test
  void imposesAKeepAliveOnMqtt5ClientsThatWantNoneOrALongOne() {
    Client none = new Client().connect(MqttVersion.MQTT_5, "a", connect -> connect.keepAlive(0));
    Client modest =
        new Client().connect(MqttVersion.MQTT_5, "b", connect -> connect.keepAlive(600));
    assertThat(serverKeepAlive(none)).isEqualTo(600);
    assertThat(serverKeepAlive(modest)).isEqualTo(-1);
  }

  private static long serverKeepAlive(Client client) {
    return ClientTerms.integer(
        client.connAck().variableHeader().properties(), MqttProperties.SERVER_KEEP_ALIVE, -1);
  }

  @Test
  void endsAConnectionThatIsSilentForOneAndAHalfTimesItsKeepAlive() {
    Client client = v5();
    client.received();
    client.elapse(14_900);
    assertThat(client.gateway.isOpen()).isTrue();
    client.elapse(200);
    assertThat(client.disconnectReason()).isEqualTo(0x8D);
  }

  @Test
  void sendsAClientNoPacketThatIsLargerThanItTakes() {
    access.decide(credentials -> new Admission.Refused(Admission.Why.BAD_CREDENTIALS, "wrong"));
    MqttProperties small = new MqttProperties();
    small.add(new MqttProperties.IntegerProperty(MqttProperties.MAXIMUM_PACKET_SIZE, 30));
    Client client =
        new Client().connect(MqttVersion.MQTT_5, "dev", connect -> connect.properties(small));
    client.gateway.runPendingTasks();
    ByteBuf connAck = client.gateway.readOutbound();
    assertThat(connAck.readableBytes()).isLessThanOrEqualTo(30);
    connAck.release();
  }
}
