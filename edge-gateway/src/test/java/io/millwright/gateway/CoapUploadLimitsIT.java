package io.millwright.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millwright.gateway.coap.CoapConfig;
import io.millwright.gateway.coap.DtlsConfig;
import io.millwright.gateway.device.Permissions;
import io.millwright.gateway.kafka.EmbeddedKafka;
import io.millwright.gateway.kafka.KafkaExtension;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.eclipse.californium.core.CoapResponse;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.MediaTypeRegistry;
import org.eclipse.californium.core.coap.Request;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What devices that begin uploads and do not end them can cost. */
@ExtendWith(KafkaExtension.class)
final class CoapUploadLimitsIT {
  private static final byte[] BLOCK = "{\"values\":{\"n\":1".getBytes(UTF_8);
  private static final byte[] LAST = "}}".getBytes(UTF_8);

  private final EmbeddedKafka kafka;
  private EdgeGateway gateway;

  CoapUploadLimitsIT(EmbeddedKafka kafka) {
    this.kafka = kafka;
  }

  @BeforeEach
  void start() {
    gateway = EdgeGateway.start(config(null), new SimpleMeterRegistry());
  }

  private GatewayConfig config(@Nullable DtlsConfig dtls) {
    return GatewayConfig.local(kafka.direct())
        .withMqtt(null)
        .withCoap(
            new CoapConfig(
                "127.0.0.1",
                0,
                10_000,
                100,
                Duration.ofSeconds(5),
                Duration.ofSeconds(17),
                25_000,
                dtls));
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  /** One block of 16 bytes. */
  private static CoapResponse block(
      CoapDevice device, String asset, int number, @Nullable Integer size, byte[] payload)
      throws Exception {
    Request request = Request.newPost();
    request.getOptions().setBlock1(0, payload.length == 16, number);
    request.getOptions().setContentFormat(MediaTypeRegistry.APPLICATION_JSON);
    if (size != null) {
      request.getOptions().setSize1(size);
    }
    request.setPayload(payload);
    CoapResponse answer = device.client("/v1/demo/" + asset + "/measurements").advanced(request);
    assertThat(answer).as("an answer to block " + number).isNotNull();
    return answer;
  }

  @Test
  void anUploadThatBeginsInTheMiddleIsIncomplete() throws Exception {
    try (var device = CoapDevice.blockByBlock(gateway.coapPort())) {
      CoapResponse answer = block(device, "a", 3, null, BLOCK);

      assertThat(answer.getCode()).isEqualTo(ResponseCode.REQUEST_ENTITY_INCOMPLETE);
      assertThat(answer.getResponseText()).contains("begin again with block 0");
    }
  }

  @Test
  void aBlockThatIsLeftOutEndsTheUpload() throws Exception {
    try (var device = CoapDevice.blockByBlock(gateway.coapPort())) {
      assertThat(block(device, "a", 0, null, BLOCK).getCode()).isEqualTo(ResponseCode.CONTINUE);

      assertThat(block(device, "a", 2, null, BLOCK).getCode())
          .isEqualTo(ResponseCode.REQUEST_ENTITY_INCOMPLETE);
      assertThat(block(device, "a", 1, null, LAST).getCode())
          .isEqualTo(ResponseCode.REQUEST_ENTITY_INCOMPLETE);
      assertThat(block(device, "a", 0, null, BLOCK).getCode()).isEqualTo(ResponseCode.CONTINUE);
      assertThat(block(device, "a", 1, null, LAST).getCode()).isEqualTo(ResponseCode.CHANGED);
    }
  }

  @Test
  void anAnnouncedSizeThatIsTooLargeIsRefusedAtTheFirstBlockWithTheLimit() throws Exception {
    try (var device = CoapDevice.blockByBlock(gateway.coapPort())) {
      CoapResponse answer = block(device, "a", 0, 10_001, BLOCK);

      assertThat(answer.getCode()).isEqualTo(ResponseCode.REQUEST_ENTITY_TOO_LARGE);
      assertThat(answer.getOptions().getSize1()).isEqualTo(10_000);
      assertThat(block(device, "a", 0, 0, BLOCK).getCode()).isEqualTo(ResponseCode.BAD_REQUEST);
    }
  }

  @Test
  void aDeviceHasRoomForOneUploadOfTheLargestSize() throws Exception {
    try (var device = CoapDevice.blockByBlock(gateway.coapPort())) {
      assertThat(block(device, "a", 0, 6_000, BLOCK).getCode()).isEqualTo(ResponseCode.CONTINUE);
      assertThat(block(device, "b", 0, 4_000, BLOCK).getCode()).isEqualTo(ResponseCode.CONTINUE);
      CoapResponse third = block(device, "c", 0, 1, BLOCK);
      assertThat(third.getCode()).isEqualTo(ResponseCode.SERVICE_UNAVAILABLE);
      assertThat(third.getOptions().getMaxAge()).isEqualTo(17);
      assertThat(third.getResponseText()).contains("too many uploads are under way");

      assertThat(block(device, "b", 1, null, LAST).getCode()).isEqualTo(ResponseCode.CHANGED);

      assertThat(block(device, "c", 0, 4_000, BLOCK).getCode()).isEqualTo(ResponseCode.CONTINUE);
    }
  }

  @Test
  void allDevicesTogetherHaveNoMoreRoomThanTheGatewayGivesThem() throws Exception {
    try (var first = CoapDevice.blockByBlock(gateway.coapPort());
        var second = CoapDevice.blockByBlock(gateway.coapPort());
        var third = CoapDevice.blockByBlock(gateway.coapPort())) {
      assertThat(block(first, "a", 0, null, BLOCK).getCode()).isEqualTo(ResponseCode.CONTINUE);
      assertThat(block(second, "b", 0, null, BLOCK).getCode()).isEqualTo(ResponseCode.CONTINUE);

      assertThat(block(third, "c", 0, null, BLOCK).getCode())
          .isEqualTo(ResponseCode.SERVICE_UNAVAILABLE);
      assertThat(block(third, "c", 0, 5_000, BLOCK).getCode()).isEqualTo(ResponseCode.CONTINUE);
      assertThat(third.sendBody("d", "{\"values\":{\"n\":1}}".getBytes(UTF_8)).get().stored())
          .isTrue();
    }
  }

  @Test
  void whoeverFillsTheRoomOfThePlainSocketDoesNotStopADeviceOnDtls() throws Exception {
    byte[] body = ("{\"values\":{\"n\":1}" + " ".repeat(3_000) + "}").getBytes(UTF_8);
    try (var secured =
            EdgeGateway.start(
                config(DtlsConfig.defaults()),
                new SimpleMeterRegistry(),
                new KnownDevices().with("demo/press-7", "a key of press 7", Permissions.ALL));
        var first = CoapDevice.blockByBlock(secured.coapPort());
        var second = CoapDevice.blockByBlock(secured.coapPort());
        var third = CoapDevice.blockByBlock(secured.coapPort());
        var press =
            CoapDevice.secured(secured.coapDtlsPort(), 50, "demo/press-7", "a key of press 7")) {
      assertThat(block(first, "a", 0, 10_000, BLOCK).getCode()).isEqualTo(ResponseCode.CONTINUE);
      assertThat(block(second, "a", 0, 10_000, BLOCK).getCode()).isEqualTo(ResponseCode.CONTINUE);
      assertThat(block(third, "a", 0, 5_000, BLOCK).getCode()).isEqualTo(ResponseCode.CONTINUE);
      assertThat(block(third, "b", 0, 1, BLOCK).getCode())
          .isEqualTo(ResponseCode.SERVICE_UNAVAILABLE);

      assertThat(press.sendBody("upload-1", body).get(20, TimeUnit.SECONDS).stored()).isTrue();
    }
  }
}
