package io.millwright.models.evaluation;

import io.millwright.models.classification.Folds;
import io.millwright.models.classification.LinearDiscriminant;
import io.millwright.models.dataset.HydraulicCycle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;

/**
 * The states of the ZeMA hydraulic test rig told from one cycle. Neighbouring cycles are alike, and
 * so a configuration (the states of all four components) is never both learned from and tested on.
 *
 * @param verdicts one a component
 * @param configurations that were tested
 */
public record HydraulicEvaluation(List<Verdict> verdicts, int configurations) {
  private static final int FOLDS = 10;
  private static final int INNER_FOLDS = 5;
  private static final long SEED = 1;

  /** A configuration weighs no more than so many cycles: while it warmed up, the rig kept one. */
  private static final double MOST_CYCLES = 10;

  private static final double[] SHRINKAGES = {1e-6, 1e-5, 1e-4, 1e-3, 1e-2};

  public HydraulicEvaluation {
    verdicts = List.copyOf(verdicts);
  }

  /** What can be worn, and what is to be reached. */
  public enum Component {
    COOLER("cooler", 0.98, HydraulicCycle::cooler, 3, 20, 100),
    VALVE("valve", 0.80, HydraulicCycle::valve, 73, 80, 90, 100),
    PUMP("pump", 0.98, HydraulicCycle::pump, 0, 1, 2),
    ACCUMULATOR("accumulator", 0.75, HydraulicCycle::accumulator, 90, 100, 115, 130);

    private final String label;
    private final double goal;
    private final ToIntFunction<HydraulicCycle> state;
    private final int[] states;

    Component(String label, double goal, ToIntFunction<HydraulicCycle> state, int... states) {
      this.label = label;
      this.goal = goal;
      this.state = state;
      this.states = states;
    }

    /** Its name. */
    public String label() {
      return label;
    }

    /** Accuracy that is to be reached. */
    public double goal() {
      return goal;
    }

    private int[] classes(List<HydraulicCycle> cycles) {
      return cycles.stream()
          .mapToInt(cycle -> Arrays.binarySearch(states, state.applyAsInt(cycle)))
          .toArray();
    }
  }

  /**
   * How well the state of a component was told.
   *
   * @param accuracy share of the cycles that were told right
   * @param settledAccuracy the same of the cycles in which the rig had settled; NaN = of none
   * @param majorityShare the accuracy of always saying the state that was most frequent
   */
  public record Verdict(
      Component component, double accuracy, double settledAccuracy, double majorityShare) {}

  /** Each tenth of the configurations is tested, learned from the others. */
  public static HydraulicEvaluation of(List<HydraulicCycle> cycles) {
    int[] folds = folds(cycles, FOLDS);
    Test test = new Test();
    for (int i = 0; i < FOLDS; i++) {
      int fold = i;
      test.run(
          where(cycles, folds, each -> each != fold), where(cycles, folds, each -> each == fold));
    }
    return test.result();
  }

  /**
   * Learns from cycles and tests on others. Whether these are of other configurations is up to
   * whoever chose them.
   */
  public static HydraulicEvaluation of(List<HydraulicCycle> learned, List<HydraulicCycle> tested) {
    Test test = new Test();
    test.run(learned, tested);
    return test.result();
  }

  private static int[] folds(List<HydraulicCycle> cycles, int count) {
    return Folds.of(configurations(cycles), new boolean[cycles.size()], count, SEED);
  }

  private static List<HydraulicCycle> where(
      List<HydraulicCycle> cycles, int[] folds, IntPredicate chosen) {
    return IntStream.range(0, folds.length)
        .filter(i -> chosen.test(folds[i]))
        .mapToObj(cycles::get)
        .toList();
  }

  /** The number of the configuration of each cycle. */
  private static int[] configurations(List<HydraulicCycle> cycles) {
    Map<List<Integer>, Integer> numbers = new HashMap<>();
    return cycles.stream()
        .mapToInt(
            cycle ->
                numbers.computeIfAbsent(
                    List.of(cycle.cooler(), cycle.valve(), cycle.pump(), cycle.accumulator()),
                    unknown -> numbers.size()))
        .toArray();
  }

  /** So that a long stay in one configuration teaches no more than others. */
  private static double[] weights(int[] configurations) {
    Map<Integer, Integer> counts = new HashMap<>();
    for (int configuration : configurations) {
      counts.merge(configuration, 1, Integer::sum);
    }
    return Arrays.stream(configurations)
        .mapToDouble(each -> Math.min(1, MOST_CYCLES / counts.getOrDefault(each, 1)))
        .toArray();
  }

  private static final class Learning {
    private final List<HydraulicCycle> cycles;
    private final Component component;
    private final int[] classes;
    private final int[] folds;
    private final double[] weights;

    Learning(List<HydraulicCycle> cycles, Component component) {
      this.cycles = cycles;
      this.component = component;
      classes = component.classes(cycles);
      folds = folds(cycles, INNER_FOLDS);
      weights = weights(configurations(cycles));
    }

    /**
     * Features and shrinkage that are right most often on configurations left out, fitted to all.
     */
    Chosen choose() {
      HydraulicFeatures best = HydraulicFeatures.EFFICIENCY;
      double shrinkage = SHRINKAGES[0];
      int most = -1;
      for (HydraulicFeatures features : HydraulicFeatures.values()) {
        double[][] rows = rows(features);
        for (double each : SHRINKAGES) {
          int right = right(rows, each);
          if (right > most) {
            most = right;
            best = features;
            shrinkage = each;
          }
        }
      }
      return new Chosen(best, fit(rows(best), row -> true, shrinkage));
    }

    private double[][] rows(HydraulicFeatures features) {
      return cycles.stream().map(features::of).toArray(double[][]::new);
    }

    private int right(double[][] rows, double shrinkage) {
      int right = 0;
      for (int i = 0; i < INNER_FOLDS; i++) {
        int fold = i;
        LinearDiscriminant model = fit(rows, row -> folds[row] != fold, shrinkage);
        for (int row = 0; row < rows.length; row++) {
          right += folds[row] == fold && model.classOf(rows[row]) == classes[row] ? 1 : 0;
        }
      }
      return right;
    }

    private LinearDiscriminant fit(double[][] rows, IntPredicate chosen, double shrinkage) {
      int[] places = IntStream.range(0, rows.length).filter(chosen).toArray();
      return LinearDiscriminant.fit(
          Arrays.stream(places).mapToObj(row -> rows[row]).toArray(double[][]::new),
          Arrays.stream(places).map(row -> classes[row]).toArray(),
          component.states.length,
          Arrays.stream(places).mapToDouble(row -> weights[row]).toArray(),
          shrinkage);
    }
  }

  private record Chosen(HydraulicFeatures features, LinearDiscriminant model) {}

  private static final class Test {
    private final Map<Component, List<HydraulicCycle>> right = new EnumMap<>(Component.class);
    private final List<HydraulicCycle> all = new ArrayList<>();

    void run(List<HydraulicCycle> learned, List<HydraulicCycle> tested) {
      all.addAll(tested);
      for (Component component : Component.values()) {
        Chosen chosen = new Learning(learned, component).choose();
        int[] classes = component.classes(tested);
        for (int i = 0; i < classes.length; i++) {
          if (chosen.model().classOf(chosen.features().of(tested.get(i))) == classes[i]) {
            right.computeIfAbsent(component, none -> new ArrayList<>()).add(tested.get(i));
          }
        }
      }
    }

    HydraulicEvaluation result() {
      List<Verdict> verdicts = new ArrayList<>();
      for (Component component : Component.values()) {
        List<HydraulicCycle> told = right.getOrDefault(component, List.of());
        int[] counts = new int[component.states.length];
        for (int each : component.classes(all)) {
          counts[each]++;
        }
        verdicts.add(
            new Verdict(
                component,
                told.size() / (double) all.size(),
                settled(told) / (double) settled(all),
                Arrays.stream(counts).max().orElse(0) / (double) all.size()));
      }
      return new HydraulicEvaluation(
          verdicts, (int) Arrays.stream(configurations(all)).distinct().count());
    }

    private static long settled(List<HydraulicCycle> cycles) {
      return cycles.stream().filter(HydraulicCycle::settled).count();
    }
  }
}
