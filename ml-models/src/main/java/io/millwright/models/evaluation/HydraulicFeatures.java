package io.millwright.models.evaluation;

import io.millwright.models.dataset.HydraulicCycle;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * What is told of a cycle. The load, and with it the efficiency, changes in steps at fixed seconds
 * of the cycle: how the efficiency goes through them shows the valve, the pump and the accumulator.
 * What it is worth depends on how warm the oil is, and so products with the temperature are told
 * too.
 */
enum HydraulicFeatures {
  /** Efficiency, and the means of the temperatures and the cooling. */
  EFFICIENCY {
    @Override
    double[] of(HydraulicCycle cycle) {
      return joined(efficiency(cycle), means(cycle));
    }
  },
  /** Efficiency, also times the temperature and times the cooling efficiency. */
  EFFICIENCY_BY_TEMPERATURE {
    @Override
    double[] of(HydraulicCycle cycle) {
      return byTemperature(efficiency(cycle), cycle);
    }
  },
  /** The shape of the efficiency by itself: its logarithm without the mean. */
  SHAPE {
    @Override
    double[] of(HydraulicCycle cycle) {
      return shape(cycle);
    }
  };

  /**
   * Temperatures and efficiencies are some tens: products with what differs from this stay small.
   */
  private static final double USUAL = 45;

  private static final List<String> SLOW = List.of("TS1", "TS2", "TS3", "TS4", "CE", "CP");

  /** One value a feature, none missing. */
  abstract double[] of(HydraulicCycle cycle);

  /** In % at the begin, and each two seconds from the first step on; there is no load between. */
  private static double[] efficiency(HydraulicCycle cycle) {
    double[] efficiency = cycle.channel("SE");
    return IntStream.concat(
            IntStream.of(0), IntStream.iterate(9, s -> s < HydraulicCycle.SECONDS, s -> s + 2))
        .mapToDouble(second -> efficiency[second])
        .toArray();
  }

  private static double[] shape(HydraulicCycle cycle) {
    double[] logarithms =
        Arrays.stream(efficiency(cycle)).map(value -> Math.log(Math.max(1, value))).toArray();
    double mean = Arrays.stream(logarithms).average().orElse(0);
    return joined(
        Arrays.stream(logarithms).map(value -> value - mean).toArray(), new double[] {mean});
  }

  private static double[] means(HydraulicCycle cycle) {
    return SLOW.stream().mapToDouble(channel -> mean(cycle, channel)).toArray();
  }

  private static double mean(HydraulicCycle cycle, String channel) {
    return Arrays.stream(cycle.channel(channel)).average().orElse(Double.NaN);
  }

  private static double[] byTemperature(double[] values, HydraulicCycle cycle) {
    double temperature = mean(cycle, "TS1") - USUAL;
    double cooling = mean(cycle, "CE") - USUAL;
    return joined(
        values,
        Arrays.stream(values).map(value -> value * temperature).toArray(),
        Arrays.stream(values).map(value -> value * cooling).toArray());
  }

  private static double[] joined(double[]... parts) {
    return Arrays.stream(parts).flatMapToDouble(DoubleStream::of).toArray();
  }
}
