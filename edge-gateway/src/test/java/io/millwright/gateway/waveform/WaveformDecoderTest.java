package io.millwright.gateway.waveform;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.cbor.CBORGenerator;
import com.google.protobuf.ByteString;
import io.millwright.contracts.measurement.WaveformSamples;
import io.millwright.contracts.wire.Waveform;
import io.millwright.gateway.device.Protocol;
import io.millwright.gateway.device.Sender;
import io.millwright.gateway.reading.BodyFormat;
import io.millwright.gateway.reading.DeviceMessage;
import io.millwright.gateway.reading.ReadingLimits;
import io.millwright.gateway.reading.Rejection;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class WaveformDecoderTest {
  private static final String TOPIC = "millwright/v1/demo/press-7/waveforms/DE-acc";
  private static final long TIME = 1_763_683_200_000L;
  private static final long RECEIVED = (TIME + 60_000) * 1_000;
  private static final byte[] FLOATS = littleEndian(0.5f, -2.25f, 1e-30f);
  private static final byte[] INT16 = {1, 0, (byte) 0xFF, (byte) 0xFF, 0, (byte) 0x80};

  private final WaveformDecoder decoder = new WaveformDecoder(ReadingLimits.DEFAULTS);

  private static DeviceMessage message(String address, @Nullable BodyFormat format, byte[] body) {
    return new DeviceMessage(
        Protocol.MQTT, Sender.trusted("mqtt:press-7"), address, format, body, RECEIVED);
  }

  private Waveform decoded(String json) {
    return decoded(message(TOPIC, null, json.getBytes(UTF_8)));
  }

  private Waveform decoded(DeviceMessage message) {
    WaveformResult result = decoder.decode(message);
    assertThat(result).isInstanceOf(WaveformResult.Decoded.class);
    return ((WaveformResult.Decoded) result).waveform();
  }

  private Rejection rejected(DeviceMessage message) {
    WaveformResult result = decoder.decode(message);
    assertThat(result).isInstanceOf(WaveformResult.Rejected.class);
    return ((WaveformResult.Rejected) result).rejection();
  }

  private static byte[] littleEndian(float... floats) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * floats.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(floats);
    return bytes.array();
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  @Test
  void readsSamplesWrittenAsNumbers() {
    Waveform waveform =
        decoded(
            "{\"ts\":%d,\"rate\":25600,\"unit\":\"m/s2\",\"samples\":[0.1,-2,3e3]}"
                .formatted(TIME));

    assertThat(waveform)
        .isEqualTo(
            Waveform.newBuilder()
                .setTenant("demo")
                .setAsset("press-7")
                .setSource("mqtt:press-7")
                .setPoint("DE-acc")
                .setStartTimeMicros(TIME * 1_000)
                .setSamplingRateHz(25_600)
                .setUnit("m/s2")
                .addSamples(0.1f)
                .addSamples(-2)
                .addSamples(3_000)
                .build());
  }

  @Test
  void keepsInt16AsItIs() {
    Waveform waveform =
        decoded(
            "{\"rate\":10,\"unit\":\"[g]\",\"scale\":0.001,\"offset\":-1,\"int16\":\"%s\",\"ts\":%d}"
                .formatted(base64(INT16), TIME));

    assertThat(waveform.getInt16Samples().toByteArray()).isEqualTo(INT16);
    assertThat(WaveformSamples.of(waveform)).containsExactly(-0.999f, -1.001f, -33.768f);
    assertThat(waveform.getSamplesCount()).isZero();
  }

  @Test
  void readsFloat32() {
    Waveform waveform =
        decoded("{\"rate\":10,\"unit\":\"A\",\"float32\":\"%s\"}".formatted(base64(FLOATS)));

    assertThat(waveform.getSamplesList()).containsExactly(0.5f, -2.25f, 1e-30f);
  }

  @Test
  void aBlockWithoutATimeEndsWhenItIsReceived() {
    Waveform waveform = decoded("{\"rate\":2,\"unit\":\"A\",\"samples\":[1,2,3]}");

    assertThat(waveform.getStartTimeMicros()).isEqualTo(RECEIVED - 1_500_000);
  }

  @ParameterizedTest
  @CsvSource({"float32,-1", "float32,85", "samples,85"})
  void readsFloatsInCbor(String field, int tag) throws IOException {
    Waveform waveform = decoded(message(TOPIC, BodyFormat.CBOR, cbor(field, tag, FLOATS)));

    assertThat(waveform.getSamplesList()).containsExactly(0.5f, -2.25f, 1e-30f);
    assertThat(waveform.getUnit()).isEqualTo("m/s2");
    assertThat(waveform.getStartTimeMicros()).isEqualTo(TIME * 1_000);
  }

  @ParameterizedTest
  @CsvSource({"int16,-1", "int16,77", "samples,77"})
  void readsInt16InCborWithoutBeingToldThatItIsCbor(String field, int tag) throws IOException {
    Waveform waveform = decoded(message(TOPIC, null, cbor(field, tag, INT16)));

    assertThat(waveform.getInt16Samples().toByteArray()).isEqualTo(INT16);
    assertThat(waveform.getScale()).isEqualTo(1);
  }

  private static byte[] cbor(String field, int tag, byte[] samples) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (CBORGenerator out = (CBORGenerator) new CBORFactory().createGenerator(bytes)) {
      out.writeStartObject();
      out.writeNumberField("ts", TIME);
      out.writeNumberField("rate", 25_600);
      out.writeStringField("unit", "m/s2");
      out.writeFieldName(field);
      if (tag >= 0) {
        out.writeTag(tag);
      }
      out.writeBinary(samples);
      out.writeEndObject();
    }
    return bytes.toByteArray();
  }

  @Test
  void readsOurOwnMessage() {
    Waveform sent =
        Waveform.newBuilder()
            .setPoint("DE-acc")
            .setSource("somebody else")
            .setStartTimeMicros(TIME * 1_000 + 7)
            .setSamplingRateHz(51_200)
            .setUnit("m/s2")
            .setInt16Samples(ByteString.copyFrom(INT16))
            .build();

    Waveform kept = decoded(message(TOPIC + "/protobuf", null, sent.toByteArray()));

    assertThat(kept)
        .isEqualTo(
            sent.toBuilder()
                .setTenant("demo")
                .setAsset("press-7")
                .setSource("mqtt:press-7")
                .setScale(1)
                .setOffset(0)
                .build());
  }

  @Test
  void refusesOurOwnMessageAtAnothersAddress() {
    Waveform sent =
        Waveform.newBuilder()
            .setAsset("press-8")
            .setSamplingRateHz(1)
            .setUnit("m/s2")
            .addSamples(1)
            .build();

    assertThat(rejected(message(TOPIC, BodyFormat.PROTOBUF, sent.toByteArray())))
        .isEqualTo(
            new Rejection(
                Rejection.Kind.CONTENT,
                "asset is 'press-8' in the body but 'press-7' in the address: send the same, or leave"
                    + " it out of the body"));
  }

  @Test
  void takesOneMebibyteOfSamplesAndNoMore() throws IOException {
    byte[] most = new byte[WaveformSamples.MAX_BYTES];
    byte[] more = new byte[WaveformSamples.MAX_BYTES + 4];

    assertThat(decoded(message(TOPIC, null, cbor("float32", -1, most))).getSamplesCount())
        .isEqualTo(262_144);
    assertThat(WaveformSamples.count(decoded(message(TOPIC, null, cbor("int16", -1, most)))))
        .isEqualTo(524_288);
    assertThat(rejected(message(TOPIC, null, cbor("float32", -1, more))).reason())
        .contains("more than 262144 samples", "1 MiB at most in a block");
    assertThat(rejected(message(TOPIC, null, cbor("int16", -1, more))))
        .extracting(Rejection::kind)
        .isEqualTo(Rejection.Kind.SIZE);
    assertThat(
            rejected(
                message(
                    TOPIC,
                    null,
                    ("{\"samples\":[0" + ",0".repeat(262_144) + "],\"rate\":1,\"unit\":\"m\"}")
                        .getBytes(UTF_8))))
        .extracting(Rejection::kind)
        .isEqualTo(Rejection.Kind.SIZE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"rate\":0,\"unit\":\"m\",\"samples\":[1]} | rate is 0: send samples per second, above 0",
        "{\"rate\":-1,\"unit\":\"m\",\"samples\":[1]} | rate is -1",
        "{\"rate\":NaN,\"unit\":\"m\",\"samples\":[1]} | rate is NaN",
        "{\"rate\":1e300,\"unit\":\"m\",\"samples\":[1]} | at most 1000000000",
        "{\"rate\":\"1\",\"unit\":\"m\",\"samples\":[1]} | rate is text: send a number",
        "{\"unit\":\"m\",\"samples\":[1]} | field 'rate' is missing",
        "{\"rate\":1,\"samples\":[1]} | field 'unit' is missing",
        "{\"rate\":1,\"unit\":\"m s\",\"samples\":[1]} | unit 'm s' is not a UCUM code",
        "{\"rate\":1,\"unit\":7,\"samples\":[1]} | unit is a number",
        "{\"rate\":1,\"unit\":\"m\",\"samples\":[]} | there are no samples",
        "{\"rate\":1,\"unit\":\"m\",\"samples\":[1,NaN]} | sample 1 is NaN: send finite numbers",
        "{\"rate\":1,\"unit\":\"m\",\"samples\":[1,2,1e39]} | sample 2 is Infinity",
        "{\"rate\":1,\"unit\":\"m\",\"samples\":[null]} | sample 0 is null: send numbers",
        "{\"rate\":1,\"unit\":\"m\",\"samples\":[[1]]} | sample 0 is an array",
        "{\"rate\":1,\"unit\":\"m\",\"samples\":\"AAA=\"} | samples is text: send an array",
        "{\"rate\":1,\"unit\":\"m\"} | there must be exactly one of samples, float32 and int16",
        "{\"rate\":1,\"unit\":\"m\",\"samples\":[1],\"int16\":\"AAA=\"} | exactly one of",
        "{\"rate\":1,\"unit\":\"m\",\"samples\":[1],\"float32\":\"AAAAAA==\"} | exactly one of",
        "{\"rate\":1,\"unit\":\"m\",\"samples\":[1],\"scale\":2} | scale and offset belong to int16",
        "{\"rate\":1,\"unit\":\"m\",\"int16\":\"AA==\"} | 1 bytes: two bytes are a sample",
        "{\"rate\":1,\"unit\":\"m\",\"float32\":\"AAA=\"} | 2 bytes: four bytes are a sample",
        "{\"rate\":1,\"unit\":\"m\",\"float32\":\"AADAfw==\"} | sample 0 is NaN",
        "{\"rate\":1,\"unit\":\"m\",\"int16\":\"?\"} | not valid JSON",
        "{\"rate\":1,\"unit\":\"m\",\"int16\":[1]} | int16 is an array: send bytes",
        "{\"rate\":1,\"unit\":\"m\",\"int16\":\"AAA=\",\"scale\":0} | scale 0.0 with offset 0.0",
        "{\"rate\":1,\"unit\":\"m\",\"int16\":\"AAA=\",\"scale\":1e38} | gives no usable samples",
        "{\"rate\":1,\"unit\":\"m\",\"int16\":\"AAA=\",\"offset\":NaN} | with offset NaN",
        "{\"rate\":1,\"rate\":1,\"unit\":\"m\",\"samples\":[1]} | field 'rate' is there twice",
        "{\"rate\":1,\"unit\":\"m\",\"sample\":[1]} | field 'sample' is not known",
        "{\"rate\":1,\"unit\":\"m\",\"samples\":[1]} 1 | more behind the end",
        "{\"ts\":1700000000,\"rate\":1,\"unit\":\"m\",\"samples\":[1]} | it looks like seconds",
        "{\"ts\":1e15,\"rate\":1,\"unit\":\"m\",\"samples\":[1]} | it looks like micro- or nanoseconds",
        "{\"rate\":1e-9,\"unit\":\"m\",\"samples\":[1]} | would have begun before all readings",
        "{\"ts\":true,\"rate\":1,\"unit\":\"m\",\"samples\":[1]} | ts is true or false",
        "[1,2] | the body is an array, not one map",
        "{\"rate\":1,\"unit\":\"m\",\"samples\":[1 | not valid JSON",
      })
  void saysWhatIsWrong(String body, String reason) {
    assertThat(rejected(message(TOPIC, null, body.getBytes(UTF_8))).reason()).contains(reason);
  }

  @ParameterizedTest
  @CsvSource({"1000,2", "4102444800000,3"})
  void aBlockOfADeviceWithAWrongClockIsTakenToEndWhenItIsReceived(long millis, int reason) {
    String body = "{\"ts\":" + millis + ",\"rate\":2,\"unit\":\"m\",\"samples\":[1,2,3,4]}";

    Waveform block = decoded(message(TOPIC, null, body.getBytes(UTF_8)));

    assertThat(block.getStartTimeMicros()).isEqualTo(RECEIVED - 2_000_000);
    assertThat(block.getTimeReason()).isEqualTo(reason);
  }

  @ParameterizedTest
  @CsvSource({
    "millwright/v1/demo/press-7/waveforms,does not name one point",
    "millwright/v1/demo/press-7/waveforms/a/b,does not name one point",
    "millwright/v1/demo/press-7/waveforms/a b,measurement point 'a b' is not valid",
    "millwright/v1/DEMO/press-7/waveforms/a,tenant 'DEMO' is not valid",
  })
  void saysWhatIsWrongWithAnAddress(String address, String reason) {
    DeviceMessage message = message(address, null, new byte[1]);
    assertThat(WaveformDecoder.handles(message)).isTrue();
    assertThat(rejected(message).reason()).contains(reason);
    assertThat(rejected(message).kind()).isEqualTo(Rejection.Kind.ADDRESS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "millwright/v1/demo/press-7/measurements",
        "millwright/v1/demo/waveforms/measurements",
        "millwright/v1/demo/press-7/waveformsx/a",
        "/v1/demo/press-7/waveforms/a",
        "millwright/v1/demo",
        ""
      })
  void leavesOtherAddressesAlone(String address) {
    assertThat(WaveformDecoder.handles(message(address, null, new byte[1]))).isFalse();
  }

  @Test
  void refusesSenml() {
    assertThat(rejected(message(TOPIC, BodyFormat.SENML_CBOR, new byte[] {1})).kind())
        .isEqualTo(Rejection.Kind.FORMAT);
  }

  @Test
  void answersAnyGarbage() throws IOException {
    Random random = new Random(4711);
    byte[] good = cbor("int16", 77, INT16);
    for (int i = 0; i < 200_000; i++) {
      byte[] body = random.nextBoolean() ? good.clone() : new byte[random.nextInt(60)];
      for (int change = 0; body.length > 0 && change < 3; change++) {
        body[random.nextInt(body.length)] = (byte) random.nextInt();
      }
      BodyFormat format = BodyFormat.values()[random.nextInt(BodyFormat.values().length)];
      WaveformResult result = decoder.decode(message(TOPIC, format, body));
      if (result instanceof WaveformResult.Rejected rejected) {
        assertThat(rejected.rejection().reason()).isNotBlank();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "m/s2",
        "[g]",
        "mm/s",
        "um",
        "Hz",
        "/min",
        "Cel",
        "%",
        "m[H2O]",
        "kg.m2/s2",
        "10*3/uL",
        "{rev}/min",
        "1",
        "mV/(m/s2)",
        "dB[SPL]",
        "m2.s-1",
        "J/(kg.K)",
        "[in_i'H2O]",
        "B[10.nV]"
      })
  void knowsHowAUnitIsWritten(String unit) {
    assertThat(UcumSyntax.isCode(unit)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", " ", "m s", "m/", "(m", "m)", "[g", "g]", "m//s", "µm", "°C", "{}", "m..s", "m{a"
      })
  void knowsHowAUnitIsNotWritten(String unit) {
    assertThat(UcumSyntax.isCode(unit)).isFalse();
  }
}
