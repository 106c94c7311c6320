package io.millwright.gateway.reading;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.measurement.Measurements;
import io.millwright.gateway.device.Protocol;
import io.millwright.gateway.device.Sender;
import io.millwright.gateway.fuzz.Mutator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What it reads is what {@link JsonBody} reads, and it reads what devices usually send. */
final class UsualJsonTest {
  private static final AssetKey PUMP = AssetKey.of("demo", "pump-1");
  private static final List<String> POINTS = List.of("temp", "flow-rate", "n3");

  private final JsonBody json = new JsonBody(ReadingLimits.DEFAULTS);
  private final UsualJson usual =
      Objects.requireNonNull(
          UsualJson.of(POINTS, new EventTime(ReadingLimits.DEFAULTS)), "plain names");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"ts\":1763683200000,\"values\":{\"temp\":71.5,\"flow-rate\":-0.001,\"n3\":0},\"seq\":7}",
        "{ \"seq\": 7, \"values\": {\"temp\": 71, \"flow-rate\": 0.1, \"n3\": 123456.789012345 } }\n",
        "{\"values\":{\"temp\":12345678,\"flow-rate\":1234.5678,\"n3\":-12345678.9}}",
        "{\"values\" : {\"temp\" : 1.2345678 ,\"flow-rate\":123456789, \"n3\" :0.5 }}",
        "{\"values\":{\"temp\":999999999999999,\"flow-rate\":0.00000000000001,\"n3\":-3.5}}",
      })
  void readsTheUsualAsTheOtherDoes(String body) throws UnusableMessageException {
    Measurements read = usual.read(PUMP, message(body.getBytes(UTF_8)));

    assertThat(read).isNotNull().isEqualTo(json.read(PUMP, message(body.getBytes(UTF_8)), POINTS));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "[{\"values\":{\"temp\":1,\"flow-rate\":2,\"n3\":3}}]",
        "{\"values\":{\"temp\":1,\"flow-rate\":2}}",
        "{\"values\":{\"flow-rate\":2,\"temp\":1,\"n3\":3}}",
        "{\"values\":{\"temp\":1,\"flow-rate\":2,\"n3\":3,\"n4\":4}}",
        "{\"values\":{\"temp\":1e3,\"flow-rate\":2,\"n3\":3}}",
        "{\"values\":{\"temp\":01,\"flow-rate\":2,\"n3\":3}}",
        "{\"values\":{\"temp\":1.,\"flow-rate\":2,\"n3\":3}}",
        "{\"values\":{\"temp\":12345678.,\"flow-rate\":2,\"n3\":3}}",
        "{\"values\":{\"temp\":1.5e3,\"flow-rate\":2,\"n3\":3}}",
        "{\"values\":{\"temp\":1.2.3,\"flow-rate\":2,\"n3\":3}}",
        "{\"values\":{\"temp\":-,\"flow-rate\":2,\"n3\":3}}",
        "{\"values\":{\"temp\":.5,\"flow-rate\":2,\"n3\":3}}",
        "{\"values\":{\"temp\":-0,\"flow-rate\":2,\"n3\":3}}",
        "{\"values\":{\"temp\":1234567890.1234567,\"flow-rate\":2,\"n3\":3}}",
        "{\"values\":{\"temp\":null,\"flow-rate\":2,\"n3\":3}}",
        "{\"values\":{\"temp\":1,\"flow-rate\":2,\"n3\":3},\"values\":{}}",
        "{\"values\":{\"temp\":1,\"flow-rate\":2,\"n3\":3},\"seq\":-1}",
        "{\"values\":{\"temp\":1,\"flow-rate\":2,\"n3\":3},\"seq\":1.0}",
        "{\"values\":{\"temp\":1,\"flow-rate\":2,\"n3\":3},}",
        "{\"values\":{\"temp\":1,\"flow-rate\":2,\"n3\":3}}}",
        "{\"ts\":\"2025-11-21T00:00:00Z\",\"values\":{\"temp\":1,\"flow-rate\":2,\"n3\":3}}",
        "{\"seq\":1}",
      })
  void leavesEverythingElseToTheOther(String body) {
    assertThat(usual.read(PUMP, message(body.getBytes(UTF_8)))).isNull();
  }

  @Test
  void readsDecimalNumbersToTheNearestDouble() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 20_000; i++) {
      String number =
          String.format(
              Locale.ROOT, "%." + random.nextInt(9) + "f", (random.nextDouble() - 0.5) * 1e6);
      String body = "{\"values\":{\"temp\":" + number + ",\"flow-rate\":1,\"n3\":1}}";
      Measurements read = usual.read(PUMP, message(body.getBytes(UTF_8)));
      if (read == null) {
        // Without its sign it would be zero.
        assertThat(Double.parseDouble(number)).as(number).isEqualTo(-0.0);
      } else {
        assertThat(read.value(0)).as(number).isEqualTo(Double.parseDouble(number));
      }
    }
  }

  @Test
  void whateverItReadsOfDamagedBodiesTheOtherReadsTheSame() {
    List<byte[]> good = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      good.add(
          ("{\"ts\":%d,\"values\":{\"temp\":%d.%d,\"flow-rate\":-%d,\"n3\":0.%d},\"seq\":%d}"
                  .formatted(1_763_683_200_000L + i, i, i * 7, i + 1, i, i + 1))
              .getBytes(UTF_8));
    }
    Mutator mutator = new Mutator(3, good);
    int read = 0;
    for (int i = 0; i < 50_000; i++) {
      byte[] body = i % 4 == 0 ? good.get(i / 4 % good.size()) : mutator.next();
      Measurements fast = usual.read(PUMP, message(body));
      if (fast != null) {
        read++;
        assertThat(slow(body)).as(new String(body, UTF_8)).isEqualTo(fast);
      }
    }
    assertThat(read).isGreaterThan(12_600);
  }

  private @Nullable Measurements slow(byte[] body) {
    try {
      return json.read(PUMP, message(body), POINTS);
    } catch (UnusableMessageException e) {
      return null;
    }
  }

  private static DeviceMessage message(byte[] body) {
    return new DeviceMessage(
        Protocol.MQTT,
        Sender.trusted("mqtt:press-7"),
        "millwright/v1/demo/pump-1/measurements",
        null,
        body,
        1_763_683_201_000_000L);
  }
}
