package io.millwright.streams.historian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.millwright.contracts.wire.DescriptorSet;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;

class DescriptorReaderTest {
  private final DescriptorReader reader = new DescriptorReader();

  private static DescriptorSet.Builder set(String... names) {
    return DescriptorSet.newBuilder()
        .setTenant("acme")
        .setAsset("pump-1")
        .setTimeMicros(1_700_000_000_000_000L)
        .addAllName(List.of(names));
  }

  @Test
  void givesTheKnownOnesWithTheirNamesAndQuality() {
    DescriptorColumns columns =
        reader.read(
            set("t/mean", "t/max", "t/slope", "t/rms")
                .addAllValue(List.of(1.5, Double.NaN, Double.POSITIVE_INFINITY, -2.0))
                .addUncertain(0)
                .addUncertain(1)
                .addAllGoodShare(List.of(1f, 0f, 0f, 1f))
                .build()
                .toByteArray());

    assertThat(columns.asset()).hasToString("acme/pump-1");
    assertThat(columns.size()).isEqualTo(2);
    assertThat(columns.points().get(columns.pointIndex(0))).isEqualTo("t/mean");
    assertThat(columns.points().get(columns.pointIndex(1))).isEqualTo("t/rms");
    assertThat(columns.value(0)).isEqualTo(1.5);
    assertThat(columns.value(1)).isEqualTo(-2);
    assertThat(columns.qualityCode(0)).isEqualTo(64);
    assertThat(columns.qualityCode(1)).isEqualTo(192);
    assertThat(columns.timeMicros(1)).isEqualTo(1_700_000_000_000_000L);
  }

  @Test
  void decodesNamesOnceForAllAssetsOfAPlan() {
    byte[] first = set("t/mean", "t/max").addValue(1).addValue(2).build().toByteArray();
    byte[] second =
        set("t/mean", "t/max").setAsset("pump-2").addValue(3).addValue(4).build().toByteArray();

    assertThat(reader.read(second).points()).isSameAs(reader.read(first).points());
    assertThat(reader.read(set("t/mean").addValue(1).build().toByteArray()).points())
        .containsExactly("t/mean");
  }

  @Test
  void readsFieldsInWhateverOrderAndWritingTheyCome() throws Exception {
    ByteArrayOutputStream mixed = new ByteArrayOutputStream();
    DescriptorSet.newBuilder().addName("a/b").build().writeTo(mixed);
    set("c/d").addValue(1).addUncertain(1).build().writeTo(mixed);
    DescriptorSet.newBuilder().addValue(2).build().writeTo(mixed);
    // One value, not packed.
    mixed.write(new byte[] {5 << 3 | 1, 0, 0, 0, 0, 0, 0, 8, 64});
    DescriptorSet.newBuilder().addName("e/f").build().writeTo(mixed);

    DescriptorColumns columns = reader.read(mixed.toByteArray());

    assertThat(columns.points()).containsExactly("a/b", "c/d", "e/f");
    assertThat(columns.value(2)).isEqualTo(3);
    assertThat(columns.qualityCode(1)).isEqualTo(64);
  }

  @Test
  void refusesWhatCannotBe() {
    for (DescriptorSet.Builder wrong :
        List.of(
            set("a/b"),
            set().addValue(1),
            set("").addValue(1),
            set("a\0b").addValue(1),
            set("a".repeat(301)).addValue(1),
            set("a/b", "a/b").addValue(1).addValue(2),
            set("a/b").addValue(1).setTenant(""))) {
      assertThatThrownBy(() -> reader.read(wrong.build().toByteArray()))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> reader.read(new byte[] {1}))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("DescriptorSet");
  }

  @Test
  void neitherHangsNorTakesMuchForBytesThatAreNoMessage() {
    Random random = new Random(5);
    byte[] message =
        set("t/mean", "t/max").addValue(1).addValue(2).addUncertain(1).build().toByteArray();
    for (int round = 0; round < 20_000; round++) {
      byte[] bytes = Arrays.copyOf(message, random.nextInt(message.length + 1));
      for (int change = random.nextInt(4); change > 0 && bytes.length > 0; change--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      try {
        reader.read(bytes);
      } catch (SerializationException | IllegalArgumentException e) {
        assertThat(ByteString.copyFrom(bytes)).as(e.getMessage()).isNotNull();
      }
    }
  }
}
