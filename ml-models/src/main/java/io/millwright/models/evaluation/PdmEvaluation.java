package io.millwright.models.evaluation;

import io.millwright.models.classification.ClassifierSettings;
import io.millwright.models.classification.ClassifierTraining;
import io.millwright.models.classification.Folds;
import io.millwright.models.classification.LabelledRows;
import io.millwright.models.classification.ProbabilityQuality;
import io.millwright.models.classification.TreeClassifier;
import io.millwright.models.classification.UnfitDataException;
import io.millwright.models.dataset.PdmMachine;
import io.millwright.models.tribuo.TreeParameters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Failures of the Azure predictive maintenance set told from errors, failures, replacements, model
 * and age: which component, from 24 hours to 1 hour ahead. Tested on machines that were not learned
 * from, and on a later time.
 *
 * @param byComponent alerts of each component, the first for comp1
 * @param all of them together
 * @param probabilities of every component in every hour with an error, of the tested
 * @param thresholds at which an alert was raised, one for each learning
 * @param cutHour learned from before, tested from then on; hours since 1970
 */
public record PdmEvaluation(
    List<AlertEpisodes> byComponent,
    AlertEpisodes all,
    ProbabilityQuality probabilities,
    List<Double> thresholds,
    double cutHour) {
  private static final AlertEpisodes.Lead LEAD = new AlertEpisodes.Lead(1, 24);

  /** Share of the time that is learned from, where the machines tested lived at the same time. */
  private static final double LEARNED_SHARE = 2.0 / 3;

  private static final int MACHINE_FOLDS = 5;
  private static final long SEED = 1;

  private static final ClassifierSettings SETTINGS =
      new ClassifierSettings(
          List.of(
              new TreeParameters(80, 0.1, 3, 1, 0.8, 0.5, 64, SEED),
              new TreeParameters(80, 0.1, 5, 1, 0.8, 0.5, 64, SEED)),
          1,
          4);

  public PdmEvaluation {
    byComponent = List.copyOf(byComponent);
    thresholds = List.copyOf(thresholds);
  }

  /**
   * Each fifth of the machines is tested in the last third of the time, learned from the others.
   */
  public static PdmEvaluation of(List<PdmMachine> machines) {
    int[] ids = machines.stream().mapToInt(PdmMachine::id).toArray();
    int[] folds = Folds.of(ids, new boolean[ids.length], MACHINE_FOLDS, SEED);
    double cut = cut(machines);
    Test test = new Test(cut, end(machines));
    for (int i = 0; i < MACHINE_FOLDS; i++) {
      int fold = i;
      test.run(
          IntStream.range(0, ids.length)
              .filter(m -> folds[m] != fold)
              .mapToObj(machines::get)
              .toList(),
          IntStream.range(0, ids.length)
              .filter(m -> folds[m] == fold)
              .mapToObj(machines::get)
              .toList());
    }
    return test.result();
  }

  /**
   * Learns from machines and tests on others. Where they lived at the same time, only the first two
   * thirds are learned from and only the rest is tested on.
   *
   * @throws UnfitDataException if a machine is on both sides
   */
  public static PdmEvaluation of(List<PdmMachine> learned, List<PdmMachine> tested) {
    Set<Integer> ids = new HashSet<>(learned.stream().map(PdmMachine::id).toList());
    for (PdmMachine machine : tested) {
      if (ids.contains(machine.id())) {
        throw new UnfitDataException(
            "machine "
                + machine.id()
                + " is both in the data to learn from and in those to test on; others are right");
      }
    }
    double cut = start(tested) > end(learned) ? start(tested) : cut(learned);
    Test test = new Test(cut, end(tested));
    test.run(learned, tested);
    return test.result();
  }

  private static double cut(List<PdmMachine> machines) {
    double start = start(machines);
    // A full day, so that no hour of it is on both sides.
    return Math.floor((start + LEARNED_SHARE * (end(machines) - start)) / 24) * 24;
  }

  /** Errors begin the time that is watched: replacements are known from before. */
  private static double start(List<PdmMachine> machines) {
    return machines.stream()
        .flatMap(machine -> PdmRows.of(machine).stream())
        .mapToDouble(PdmRows.Row::hour)
        .min()
        .orElseThrow(() -> new UnfitDataException("no machine has reported an error"));
  }

  private static double end(List<PdmMachine> machines) {
    return machines.stream()
        .flatMap(machine -> machine.events().stream())
        .mapToDouble(event -> PdmRows.hours(event.timeMicros()))
        .max()
        .orElseThrow(() -> new UnfitDataException("nothing has happened to any machine"));
  }

  /** Whether the component fails from 1 to 24 hours later. */
  private static boolean fails(PdmRows.Row row, int component) {
    return Arrays.stream(PdmRows.failures(row.machine(), component))
        .map(failure -> failure - row.hour())
        .anyMatch(left -> left >= LEAD.leastLeadHours() && left <= LEAD.mostLeadHours());
  }

  private static boolean[] labels(List<PdmRows.Row> rows, int component) {
    boolean[] labels = new boolean[rows.size()];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = fails(rows.get(i), component);
    }
    return labels;
  }

  private static final class Test {
    private final double cut;
    private final double end;
    private final AlertEpisodes[] byComponent = new AlertEpisodes[PdmMachine.COMPONENTS];
    private final List<Double> thresholds = new ArrayList<>();
    private final List<Double> probabilities = new ArrayList<>();
    private final List<Boolean> came = new ArrayList<>();
    private double machineHours;

    Test(double cut, double end) {
      this.cut = cut;
      this.end = end;
      Arrays.fill(byComponent, AlertEpisodes.NONE);
    }

    void run(List<PdmMachine> learned, List<PdmMachine> tested) {
      // A row is learned from only if what came of it was known before the cut.
      List<PdmRows.Row> rows =
          learned.stream()
              .flatMap(machine -> PdmRows.of(machine).stream())
              .filter(row -> row.hour() + LEAD.mostLeadHours() < cut)
              .toList();
      LabelledRows unlabelled =
          new LabelledRows(
              PdmRows.names(),
              rows.stream().map(PdmRows.Row::values).toArray(double[][]::new),
              rows.stream().mapToInt(row -> row.machine().id()).toArray(),
              new boolean[rows.size()]);
      List<TreeClassifier> classifiers = new ArrayList<>();
      double[][] outOfFold = new double[PdmMachine.COMPONENTS][];
      for (int c = 0; c < PdmMachine.COMPONENTS; c++) {
        ClassifierTraining training =
            ClassifierTraining.train(unlabelled.with(labels(rows, c + 1)), SETTINGS);
        classifiers.add(training.classifier());
        outOfFold[c] = training.outOfFold();
      }
      double threshold = threshold(learned, rows, outOfFold);
      thresholds.add(threshold);
      for (PdmMachine machine : tested) {
        machineHours += Math.max(0, end - cut);
        List<PdmRows.Row> asked =
            PdmRows.of(machine).stream()
                .filter(row -> row.hour() >= cut && row.hour() <= end)
                .toList();
        for (int c = 0; c < PdmMachine.COMPONENTS; c++) {
          double[] each = new double[asked.size()];
          for (int i = 0; i < each.length; i++) {
            each[i] = classifiers.get(c).probability(asked.get(i).values());
            if (asked.get(i).hour() + LEAD.mostLeadHours() <= end) {
              probabilities.add(each[i]);
              came.add(fails(asked.get(i), c + 1));
            }
          }
          byComponent[c] =
              byComponent[c].plus(episodes(machine, c + 1, asked, each, threshold, cut, end));
        }
      }
    }

    /** The best F1 of episodes on the machines learned from, each told by trees of others. */
    private double threshold(
        List<PdmMachine> learned, List<PdmRows.Row> rows, double[][] outOfFold) {
      double start = start(learned);
      double best = -1;
      double threshold = 0.5;
      for (int percent = 2; percent <= 90; percent++) {
        AlertEpisodes all = AlertEpisodes.NONE;
        for (int begin = 0; begin < rows.size(); ) {
          PdmMachine machine = rows.get(begin).machine();
          int first = begin;
          while (begin < rows.size() && rows.get(begin).machine().id() == machine.id()) {
            begin++;
          }
          for (int c = 0; c < PdmMachine.COMPONENTS; c++) {
            all =
                all.plus(
                    episodes(
                        machine,
                        c + 1,
                        rows.subList(first, begin),
                        Arrays.copyOfRange(outOfFold[c], first, begin),
                        percent / 100.0,
                        start,
                        cut));
          }
        }
        if (all.f1() > best) {
          best = all.f1();
          threshold = percent / 100.0;
        }
      }
      return threshold;
    }

    private static AlertEpisodes episodes(
        PdmMachine machine,
        int component,
        List<PdmRows.Row> rows,
        double[] probability,
        double threshold,
        double from,
        double to) {
      double[] alerts =
          IntStream.range(0, probability.length)
              .filter(i -> probability[i] >= threshold)
              .mapToDouble(i -> rows.get(i).hour())
              .toArray();
      return AlertEpisodes.of(alerts, PdmRows.failures(machine, component), from, to, LEAD);
    }

    PdmEvaluation result() {
      boolean[] truth = new boolean[came.size()];
      for (int i = 0; i < truth.length; i++) {
        truth[i] = came.get(i);
      }
      return new PdmEvaluation(
          List.of(byComponent),
          Arrays.stream(byComponent)
              .reduce(AlertEpisodes.NONE, AlertEpisodes::plus)
              .watched(machineHours),
          ProbabilityQuality.of(
              probabilities.stream().mapToDouble(Double::doubleValue).toArray(), truth),
          thresholds,
          cut);
    }
  }
}
