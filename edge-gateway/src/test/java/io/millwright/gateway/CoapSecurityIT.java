package io.millwright.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.measurement.Measurements;
import io.millwright.contracts.topic.Topics;
import io.millwright.gateway.coap.CoapConfig;
import io.millwright.gateway.coap.DtlsConfig;
import io.millwright.gateway.device.Permissions;
import io.millwright.gateway.kafka.EmbeddedKafka;
import io.millwright.gateway.kafka.KafkaExtension;
import io.millwright.gateway.kafka.TopicReader;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.californium.core.CoapResponse;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.scandium.dtls.AlertMessage.AlertDescription;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is let in over CoAP, and who is known again. */
@ExtendWith(KafkaExtension.class)
final class CoapSecurityIT {
  private static final String KEY = "a key of press 7";
  private static final byte[] BODY = "{\"values\":{\"n\":1}}".getBytes(UTF_8);

  private final EmbeddedKafka kafka;
  private final KnownDevices devices =
      new KnownDevices()
          .with("demo/press-7", KEY, Permissions.ALL)
          .with("demo/fan-1", "a key of fan 1", new OnlyFan());
  private EdgeGateway gateway;
  private TopicReader<AssetKey, Measurements> measurements;

  CoapSecurityIT(EmbeddedKafka kafka) {
    this.kafka = kafka;
  }

  @BeforeEach
  void start() {
    gateway =
        EdgeGateway.start(
            GatewayConfig.local(kafka.direct())
                .withMqtt(null)
                .withCoap(CoapConfig.defaults().withDtls(DtlsConfig.defaults())),
            new SimpleMeterRegistry(),
            devices);
    measurements = new TopicReader<>(kafka.direct(), Topics.MEASUREMENTS);
  }

  @AfterEach
  void stop() {
    measurements.close();
    gateway.close();
  }

  private static CoapResponse post(CoapDevice device, String asset) throws Exception {
    return device.post("/v1/demo/" + asset + "/measurements", BODY).get(20, TimeUnit.SECONDS);
  }

  @Test
  void knowsADeviceAgainWhoseAddressHasChangedWithoutAHandshake() throws Exception {
    try (var nat = new UdpNat(gateway.coapDtlsPort());
        var device = CoapDevice.secured(nat.port(), 50, "demo/press-7", KEY)) {
      assertThat(post(device, "nat-1").getCode()).isEqualTo(ResponseCode.CHANGED);
      nat.forget();

      CoapResponse answer = post(device, "nat-1");

      assertThat(answer.getCode()).isEqualTo(ResponseCode.CHANGED);
      // tls12_cid; a handshake would be 22.
      assertThat(nat.contentTypes()).containsExactly(25);
      assertThat(devices.admissions()).isEqualTo(1);
      await().until(() -> measurements.records().size() == 2);
      assertThat(measurements.values())
          .extracting(Measurements::source)
          .containsOnly("coap:demo/press-7");
    }
  }

  /** With the message id and token that a device begins with whenever it is started. */
  private static CompletableFuture<CoapResponse> postAsFirst(CoapDevice device, String asset) {
    Request request = Request.newPost();
    request.setMID(1);
    request.setToken(new byte[] {1});
    request.getOptions().setContentFormat(50);
    request.setPayload(BODY);
    return device.send("/v1/demo/" + asset + "/measurements", request);
  }

  @Test
  void takesTheFirstMessageAfterARestartForANewOneThoughItsIdIsThatOfTheFirstBefore()
      throws Exception {
    for (int start = 1; start <= 2; start++) {
      try (var device = CoapDevice.secured(gateway.coapDtlsPort(), 50, "demo/press-7", KEY)) {
        CoapResponse answer = postAsFirst(device, "restart-1").get(20, TimeUnit.SECONDS);
        assertThat(answer.getCode()).isEqualTo(ResponseCode.CHANGED);
      }
    }

    assertThat(gateway.counters().messages()).isEqualTo(2);
  }

  @Test
  void knowsAMessageAgainThatComesFromAnotherAddressInTheSameSession() throws Exception {
    try (var nat = new UdpNat(gateway.coapDtlsPort());
        var device = CoapDevice.secured(nat.port(), 50, "demo/press-7", KEY)) {
      assertThat(postAsFirst(device, "nat-3").get(20, TimeUnit.SECONDS).getCode())
          .isEqualTo(ResponseCode.CHANGED);
      nat.forget();

      postAsFirst(device, "nat-3");

      assertThat(post(device, "nat-3").getCode()).isEqualTo(ResponseCode.CHANGED);
      assertThat(nat.contentTypes()).as("no handshake").containsExactly(25);
      assertThat(gateway.counters().messages()).isEqualTo(2);
    }
  }

  @Test
  void goesOnWithAnUploadWhoseDeviceChangesItsAddressInTheMiddle() throws Exception {
    try (var nat = new UdpNat(gateway.coapDtlsPort());
        var device = CoapDevice.secured(nat.port(), 50, "demo/press-7", KEY)) {
      StringBuilder values = new StringBuilder("\"p\":0");
      for (int i = 0; i < 9_000; i++) {
        values.append(",\"p").append(i).append("\":").append(i);
      }
      var answer =
          device.post(
              "/v1/demo/nat-2/measurements", ("{\"values\":{" + values + "}}").getBytes(UTF_8));
      await().until(() -> nat.contentTypes().contains(25));
      nat.forget();

      assertThat(answer.get(30, TimeUnit.SECONDS).getCode()).isEqualTo(ResponseCode.CHANGED);
      await().until(() -> measurements.records().size() == 1);
      assertThat(measurements.values().get(0).size()).isEqualTo(9_001);
    }
  }

  @Test
  void refusesAnUnknownIdentityAndAWrongKey() throws Exception {
    try (var stranger = CoapDevice.secured(gateway.coapDtlsPort(), 50, "demo/nobody", KEY);
        var thief = CoapDevice.secured(gateway.coapDtlsPort(), 50, "demo/press-7", "guessed");
        var press = CoapDevice.secured(gateway.coapDtlsPort(), 50, "demo/press-7", KEY)) {
      var knock = stranger.post("/v1/demo/door-1/measurements", BODY);
      var guess = thief.post("/v1/demo/door-1/measurements", BODY);
      assertThat(post(press, "door-1").getCode()).isEqualTo(ResponseCode.CHANGED);
      await().until(() -> measurements.records().size() == 1);
      await()
          .during(Duration.ofSeconds(1))
          .until(() -> unanswered(knock) && unanswered(guess) && devices.admissions() == 1);
      assertThat(gateway.counters().messages()).isEqualTo(1);
    }
  }

  @Test
  void endsTheOpenSessionOfADeviceWhoseKeyIsReplaced() throws Exception {
    try (var before = CoapDevice.secured(gateway.coapDtlsPort(), 50, "demo/press-7", KEY);
        var after = CoapDevice.secured(gateway.coapDtlsPort(), 50, "demo/press-7", "another key");
        var fan = CoapDevice.secured(gateway.coapDtlsPort(), 50, "demo/fan-1", "a key of fan 1")) {
      assertThat(post(before, "key-1").getCode()).isEqualTo(ResponseCode.CHANGED);
      assertThat(post(fan, "fan-1").getCode()).isEqualTo(ResponseCode.CHANGED);
      var goodbye = before.goodbye();

      devices.replaceKey("demo/press-7", "another key");
      assertThat(goodbye).succeedsWithin(Duration.ofSeconds(10));
      var answer = before.post("/v1/demo/key-1/measurements", BODY);

      assertThat(post(after, "key-1").getCode()).isEqualTo(ResponseCode.CHANGED);
      assertThat(post(fan, "fan-1").getCode()).isEqualTo(ResponseCode.CHANGED);
      await().during(Duration.ofSeconds(1)).until(() -> unanswered(answer));
      assertThat(gateway.counters().messages()).isEqualTo(4);
      assertThat(devices.admissions()).as("the session of the other device went on").isEqualTo(3);
    }
  }

  @Test
  void doesNotResumeTheSessionOfADeviceWhoseKeyIsReplacedAndThatHasNotHeardOfIt() throws Exception {
    try (var nat = new UdpNat(gateway.coapDtlsPort());
        var away = CoapDevice.secured(nat.port(), 50, "demo/press-7", KEY);
        var before = CoapDevice.secured(gateway.coapDtlsPort(), 50, "demo/press-7", KEY);
        var after = CoapDevice.secured(gateway.coapDtlsPort(), 50, "demo/press-7", "another key")) {
      assertThat(post(away, "key-2").getCode()).isEqualTo(ResponseCode.CHANGED);
      assertThat(post(before, "key-2").getCode()).isEqualTo(ResponseCode.CHANGED);
      nat.copies(() -> 0);
      var goodbye = before.goodbye();
      devices.replaceKey("demo/press-7", "another key");
      assertThat(goodbye).succeedsWithin(Duration.ofSeconds(10));
      assertThat(post(after, "key-2").getCode()).isEqualTo(ResponseCode.CHANGED);
      nat.copies(() -> 1);

      var lateGoodbye = away.goodbye();
      away.resumeSession();
      var answer = away.post("/v1/demo/key-2/measurements", BODY);

      // A session that is resumed would be closed anew; one that is forgotten is not there to
      // close.
      await()
          .during(Duration.ofSeconds(2))
          .until(
              () ->
                  unanswered(answer)
                      && lateGoodbye.getNow(AlertDescription.DECRYPT_ERROR)
                          != AlertDescription.CLOSE_NOTIFY);
      assertThat(gateway.counters().messages()).isEqualTo(3);
    }
  }

  private static boolean unanswered(CompletableFuture<CoapResponse> answer) {
    return !answer.isDone() || answer.isCompletedExceptionally();
  }

  @Test
  void refusesWhoComesWithoutDtlsAndSaysHowToCome() throws Exception {
    try (var device = new CoapDevice(gateway.coapPort(), 50)) {
      CoapResponse answer = post(device, "plain-1");

      assertThat(answer.getCode()).isEqualTo(ResponseCode.UNAUTHORIZED);
      assertThat(answer.getResponseText()).contains("use coaps with the pre-shared key");
      assertThat(gateway.counters().messages()).isZero();
    }
  }

  /** Owns one asset, and brings in its points by itself. */
  private static final class OnlyFan implements Permissions {
    @Override
    public boolean allow(AssetKey asset, String point) {
      return asset.equals(AssetKey.of("demo", "fan-1"));
    }

    @Override
    public boolean mayProvision(AssetKey asset, boolean assetKnown, boolean pointKnown) {
      return allow(asset, "");
    }
  }

  @Test
  void letsADeviceWriteOnlyWhatItOwns() throws Exception {
    try (var fan = CoapDevice.secured(gateway.coapDtlsPort(), 50, "demo/fan-1", "a key of fan 1")) {
      CoapResponse own = post(fan, "fan-1");
      CoapResponse others = post(fan, "press-7");
      CoapResponse spying = fan.client("/v1/demo/press-7/commands").get();

      assertThat(own.getCode()).isEqualTo(ResponseCode.CHANGED);
      assertThat(others.getCode()).isEqualTo(ResponseCode.FORBIDDEN);
      assertThat(others.getResponseText()).contains("coap:demo/fan-1 may not write");
      assertThat(spying.getCode()).isEqualTo(ResponseCode.FORBIDDEN);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"coap-client-openssl", "coap-client-gnutls"})
  void understandsClientsThatNobodyHereWrote(String program) throws Exception {
    String asset = program.substring("coap-client-".length()) + "-1";

    String said =
        ForeignCoapClient.run(
            program,
            "-B",
            "15",
            "-u",
            "demo/press-7",
            "-k",
            KEY,
            "-m",
            "post",
            "-t",
            "50",
            "-e",
            "{\"values\":{\"temp\":71.5}}",
            "coaps://127.0.0.1:" + gateway.coapDtlsPort() + "/v1/demo/" + asset + "/measurements");

    await().until(() -> of(asset).size() == 1);
    assertThat(of(asset).get(0).value(0)).as(said).isEqualTo(71.5);
    assertThat(of(asset).get(0).source()).isEqualTo("coap:demo/press-7");
  }

  private List<Measurements> of(String asset) {
    return measurements.values().stream()
        .filter(record -> record.asset().equals(AssetKey.of("demo", asset)))
        .toList();
  }
}
