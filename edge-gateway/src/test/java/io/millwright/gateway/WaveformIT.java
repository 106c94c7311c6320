package io.millwright.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.measurement.WaveformSamples;
import io.millwright.contracts.topic.Topics;
import io.millwright.contracts.wire.Waveform;
import io.millwright.gateway.kafka.EmbeddedKafka;
import io.millwright.gateway.kafka.KafkaExtension;
import io.millwright.gateway.kafka.TopicReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.eclipse.californium.core.CoapResponse;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.paho.mqttv5.client.MqttClient;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** One mebibyte of samples on its way from a device to Kafka. */
@ExtendWith(KafkaExtension.class)
final class WaveformIT {
  private static final long TIME = 1_763_683_200_000L;

  private final EmbeddedKafka kafka;
  private EdgeGateway gateway;
  private TopicReader<AssetKey, Waveform> waveforms;

  WaveformIT(EmbeddedKafka kafka) {
    this.kafka = kafka;
  }

  @BeforeEach
  void start() {
    gateway = EdgeGateway.start(GatewayConfig.local(kafka.direct()), new SimpleMeterRegistry());
    waveforms = new TopicReader<>(kafka.direct(), Topics.WAVEFORMS);
  }

  @AfterEach
  void stop() {
    waveforms.close();
    gateway.close();
  }

  private static byte[] noise(int bytes) {
    byte[] noise = new byte[bytes];
    new Random(bytes).nextBytes(noise);
    return noise;
  }

  private static byte[] floats(int count) {
    Random random = new Random(count);
    ByteBuffer bytes = ByteBuffer.allocate(4 * count).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < count; i++) {
      bytes.putFloat((float) random.nextGaussian());
    }
    return bytes.array();
  }

  private static byte[] cbor(String field, byte[] samples) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (var out = new CBORFactory().createGenerator(bytes)) {
      out.writeStartObject();
      out.writeNumberField("ts", TIME);
      out.writeNumberField("rate", 25_600);
      out.writeStringField("unit", "m/s2");
      out.writeBinaryField(field, samples);
      out.writeEndObject();
    }
    return bytes.toByteArray();
  }

  private Waveform arrived(String asset) {
    await()
        .until(
            () ->
                waveforms.records().stream()
                    .anyMatch(record -> record.key().equals(AssetKey.of("demo", asset))));
    return waveforms.records().stream()
        .filter(record -> record.key().equals(AssetKey.of("demo", asset)))
        .findFirst()
        .orElseThrow()
        .value();
  }

  @Test
  void comesBlockByBlockOverCoapToTheLastBit() throws Exception {
    byte[] samples = floats(WaveformSamples.MAX_BYTES / 4);
    try (var device = new CoapDevice(gateway.coapPort(), 60)) {
      CoapResponse answer =
          device
              .post("/v1/demo/wave-1/waveforms/DE-acc", cbor("float32", samples))
              .get(60, TimeUnit.SECONDS);

      assertThat(answer.getCode()).isEqualTo(ResponseCode.CHANGED);
      Waveform kept = arrived("wave-1");
      assertThat(kept.getPoint()).isEqualTo("DE-acc");
      assertThat(kept.getUnit()).isEqualTo("m/s2");
      assertThat(kept.getSamplingRateHz()).isEqualTo(25_600);
      assertThat(kept.getStartTimeMicros()).isEqualTo(TIME * 1_000);
      ByteBuffer bytes = ByteBuffer.allocate(samples.length).order(ByteOrder.LITTLE_ENDIAN);
      bytes.asFloatBuffer().put(WaveformSamples.of(kept));
      assertThat(bytes.array()).isEqualTo(samples);
      assertThat(gateway.counters().readingsAcknowledged()).isEqualTo(1);
    }
  }

  @Test
  void comesInOneMessageOverMqttToTheLastBit() throws Exception {
    byte[] samples = noise(WaveformSamples.MAX_BYTES);

    publish(
        "millwright/v1/demo/wave-2/waveforms/DE-acc",
        ("{\"ts\":%d,\"rate\":51200,\"unit\":\"m/s2\",\"scale\":0.001,\"int16\":\"%s\"}"
                .formatted(TIME, Base64.getEncoder().encodeToString(samples)))
            .getBytes(UTF_8));

    Waveform kept = arrived("wave-2");
    assertThat(kept.getInt16Samples().toByteArray()).isEqualTo(samples);
    assertThat(kept.getScale()).isEqualTo(0.001);
    assertThat(WaveformSamples.count(kept)).isEqualTo(524_288);
  }

  private void publish(String topic, byte[] body) throws MqttException {
    MqttClient client =
        new MqttClient(
            "tcp://127.0.0.1:" + gateway.mqttPort(), "wave-press", new MemoryPersistence());
    try {
      client.connect();
      MqttMessage message = new MqttMessage(body);
      message.setQos(1);
      client.publish(topic, message);
      client.disconnect();
    } finally {
      client.close();
    }
  }

  @Test
  void isRefusedWithAReasonWhenItIsTooLargeOrNoWaveform() throws Exception {
    try (var device = new CoapDevice(gateway.coapPort(), 60);
        var json = new CoapDevice(gateway.coapPort(), 50);
        var senml = new CoapDevice(gateway.coapPort(), 110);
        var rejected = new TopicReader<>(kafka.direct(), Topics.REJECTED)) {
      String path = "/v1/demo/wave-3/waveforms/DE-acc";
      CoapResponse tooMany =
          device
              .post(path, cbor("int16", noise(WaveformSamples.MAX_BYTES + 2)))
              .get(60, TimeUnit.SECONDS);
      CoapResponse tooLarge = device.post(path, noise(1_600_000)).get(60, TimeUnit.SECONDS);
      CoapResponse garbage = json.post(path, noise(5_000)).get(20, TimeUnit.SECONDS);
      CoapResponse format = senml.post(path, new byte[] {'['}).get(20, TimeUnit.SECONDS);

      assertThat(tooMany.getCode()).isEqualTo(ResponseCode.REQUEST_ENTITY_TOO_LARGE);
      assertThat(tooMany.getResponseText()).contains("more than 524288 samples");
      assertThat(tooLarge.getCode()).isEqualTo(ResponseCode.REQUEST_ENTITY_TOO_LARGE);
      assertThat(tooLarge.getOptions().getSize1()).isEqualTo(1_500_000);
      assertThat(garbage.getCode()).isEqualTo(ResponseCode.BAD_REQUEST);
      assertThat(garbage.getResponseText()).contains("JSON");
      assertThat(format.getCode()).isEqualTo(ResponseCode.UNSUPPORTED_CONTENT_FORMAT);
      await().until(() -> rejected.records().size() == 3);
    }
  }
}
