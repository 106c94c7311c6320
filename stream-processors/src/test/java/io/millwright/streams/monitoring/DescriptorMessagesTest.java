package io.millwright.streams.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.wire.DescriptorSet;
import io.millwright.models.descriptor.DescriptorVector;
import io.millwright.models.monitor.Conclusions;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DescriptorMessagesTest {
  private static final AssetKey PUMP = Pumps.pump(1);
  private final DescriptorMessages messages = new DescriptorMessages();

  static List<DescriptorSet> parsed(List<byte[]> messages) {
    return messages.stream()
        .map(
            bytes -> {
              try {
                return DescriptorSet.parseFrom(bytes);
              } catch (InvalidProtocolBufferException e) {
                throw new AssertionError(e);
              }
            })
        .toList();
  }

  private static Concluded concluded(DescriptorVector... vectors) {
    return new Concluded(
        "pump-wear",
        300,
        "",
        new Conclusions(
            List.of(vectors),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            null));
  }

  private static DescriptorVector vector(long time, List<String> names, Random random) {
    double[] values = new double[names.size()];
    boolean[] uncertain = new boolean[names.size()];
    float[] goodShare = new float[names.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextInt(5) == 0 ? Double.NaN : random.nextGaussian();
      uncertain[i] = random.nextInt(3) == 0;
      goodShare[i] = random.nextFloat();
    }
    return new DescriptorVector(time, names, values, uncertain, goodShare);
  }

  /** What protobuf's own builder makes of it. */
  private static DescriptorSet built(DescriptorVector vector) {
    DescriptorSet.Builder message =
        DescriptorSet.newBuilder()
            .setTenant(PUMP.tenant().value())
            .setAsset(PUMP.asset().value())
            .setTimeMicros(vector.timeMicros())
            .addAllName(vector.names())
            .setPlanId("pump-wear")
            .setPlanVersion(300);
    for (int i = 0; i < vector.values().length; i++) {
      message.addValue(vector.values()[i]).addGoodShare(vector.goodShare()[i]);
      if (vector.uncertain()[i]) {
        message.addUncertain(i);
      }
    }
    return message.build();
  }

  @Test
  void areThoseThatProtobufMakes() {
    Random random = new Random(7);
    for (int number : new int[] {0, 1, 2, 32, 200}) {
      List<String> names =
          IntStream.range(0, number).mapToObj(i -> "Lager-Außenring-" + i + "/mean15").toList();
      DescriptorVector first = vector(0, names, random);
      DescriptorVector second = vector(1_790_000_000_000_000L, names, random);
      DescriptorVector early = vector(-5, names, random);

      assertThat(parsed(messages.of(PUMP, concluded(first, second, early))))
          .containsExactly(built(first), built(second), built(early));
    }
  }

  @Test
  void haveTheNamesOfTheirOwnPlanHoweverManyPlansThereAre() {
    Random random = new Random(7);
    List<List<String>> plans = new ArrayList<>();
    for (int i = 0; i < 1_200; i++) {
      plans.add(List.of("flow/mean" + i, "head/max" + i));
    }
    for (int i = 0; i < 3_000; i++) {
      DescriptorVector vector = vector(i, plans.get(random.nextInt(plans.size())), random);

      assertThat(parsed(messages.of(PUMP, concluded(vector)))).containsExactly(built(vector));
    }
  }

  @Test
  void areNoneWhereNoScanEnded() {
    assertThat(messages.of(PUMP, concluded())).isEmpty();
  }
}
