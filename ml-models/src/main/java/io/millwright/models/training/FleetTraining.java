package io.millwright.models.training;

import io.millwright.models.fleet.CycleScaling;
import io.millwright.models.fleet.FleetModel;
import io.millwright.models.fleet.HealthIndex;
import io.millwright.models.fleet.LifeModel;
import io.millwright.models.fleet.LifeSpread;
import io.millwright.models.fleet.LifeTracker;
import io.millwright.models.fleet.LikeLives;
import io.millwright.models.prognosis.Calibration;
import io.millwright.models.tribuo.TreeTrainer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Trains a {@link FleetModel} from lives that ran to their failure, one row of readings a cycle.
 *
 * <pre>
 *   lives --k folds of machines--> foretold by models that had not seen the machine
 *     |                               |
 *     |        blend, spread, calibration: what is known of the errors
 *     +--all lives--> the released model
 * </pre>
 *
 * Scaling, regimes and health index are learned within each fold, too.
 */
public final class FleetTraining {
  /** Share of lives that an interval of 90 % is made to hold: a little more than it says. */
  private static final double PROMISE = 0.915;

  /** Cases with more left, as a share of the cap, are too easy to tell anything of the errors. */
  private static final double BEYOND_CAP = 1.2;

  private final int settingColumns;
  private final FleetSettings settings;

  private FleetTraining(int settingColumns, FleetSettings settings) {
    this.settingColumns = settingColumns;
    this.settings = settings;
  }

  /** A row of a life with what was left at it. */
  private record Row(double[] descriptors, int left) {}

  /** What was foretold of a cycle by a model that had not seen the machine. */
  private record Case(int fold, int left, double byTrees, double byLikeness) {
    double foretold(double likeShare) {
      return (1 - likeShare) * byTrees + likeShare * byLikeness;
    }
  }

  /**
   * Trains. The same lives and settings give the same model.
   *
   * @param lives one row a cycle, the settings first; the last is that before the failure
   * @param settingColumns how many columns are operating settings, 1 or more
   * @throws IllegalArgumentException if there are fewer lives than folds
   */
  public static FleetModel train(
      List<double[][]> lives,
      int settingColumns,
      FleetSettings settings,
      TrainingProgress progress) {
    if (lives.size() < settings.folds()) {
      throw new IllegalArgumentException(
          "training needs at least "
              + settings.folds()
              + " lives that end in a failure, but has "
              + lives.size());
    }
    return new FleetTraining(settingColumns, settings).train(lives, progress);
  }

  private FleetModel train(List<double[][]> lives, TrainingProgress progress) {
    int folds = settings.folds();
    List<Case> cases = new ArrayList<>();
    for (int fold = 0; fold < folds; fold++) {
      progress.at(
          "cross-validating, fold " + (fold + 1) + " of " + folds, (double) fold / (folds + 1));
      LifeModel model = life(pick(lives, fold, false), 1, 0);
      for (double[][] life : pick(lives, fold, true)) {
        LifeTracker machine = model.newMachine();
        for (int cycle = 0; cycle < life.length; cycle++) {
          double[] descriptors = machine.accept(life[cycle]);
          int left = life.length - 1 - cycle;
          if (left <= BEYOND_CAP * settings.capCycles()) {
            cases.add(
                new Case(fold, left, model.byTrees(descriptors), model.byLikeness(descriptors)));
          }
        }
      }
    }
    double share = blend(cases);
    int horizon = settings.horizonCycles();
    progress.at("training on all " + lives.size() + " machines", (double) folds / (folds + 1));
    double[] predicted = cases.stream().mapToDouble(each -> each.foretold(share)).toArray();
    double[] odds =
        Arrays.stream(predicted).map(cycles -> FleetModel.odds(cycles, horizon)).toArray();
    boolean[] fails = new boolean[odds.length];
    for (int i = 0; i < fails.length; i++) {
      fails[i] = cases.get(i).left() <= horizon;
    }
    return new FleetModel(
        life(lives, settings.forests(), share),
        spread(cases, share),
        Calibration.fit(odds, fails),
        horizon);
  }

  /**
   * Intervals that hold what they promise for other machines than those they are measured on: the
   * shortest that did so when they were measured on every second fold and looked at on the others.
   */
  private LifeSpread spread(List<Case> cases, double likeShare) {
    for (int percent = 80; percent < 99; percent++) {
      int covered = 0;
      for (int side = 0; side < 2; side++) {
        int other = side;
        LifeSpread spread =
            spread(
                cases.stream().filter(each -> each.fold() % 2 != other),
                likeShare,
                percent / 100.0);
        covered +=
            (int)
                cases.stream()
                    .filter(each -> each.fold() % 2 == other)
                    .filter(each -> isIn(spread, each.foretold(likeShare), capped(each.left())))
                    .count();
      }
      if (covered >= PROMISE * cases.size()) {
        return spread(cases.stream(), likeShare, percent / 100.0);
      }
    }
    return spread(cases.stream(), likeShare, 0.99);
  }

  private LifeSpread spread(Stream<Case> cases, double likeShare, double share) {
    List<Case> all = cases.toList();
    return LifeSpread.of(
        all.stream().mapToDouble(each -> each.foretold(likeShare)).toArray(),
        all.stream().mapToDouble(each -> capped(each.left())).toArray(),
        settings.capCycles(),
        share);
  }

  private static boolean isIn(LifeSpread spread, double foretold, double life) {
    return spread.low(foretold) <= life && life <= spread.high(foretold);
  }

  private List<double[][]> pick(List<double[][]> lives, int fold, boolean inside) {
    List<double[][]> picked = new ArrayList<>();
    for (int i = 0; i < lives.size(); i++) {
      if ((i % settings.folds() == fold) == inside) {
        picked.add(lives.get(i));
      }
    }
    return picked;
  }

  /** The weight of likeness with the least squared error. */
  private double blend(List<Case> cases) {
    double products = 0;
    double squares = 0;
    for (Case each : cases) {
      double apart = each.byLikeness() - each.byTrees();
      products += apart * (capped(each.left()) - each.byTrees());
      squares += apart * apart;
    }
    return squares > 0 ? Math.max(0, Math.min(1, products / squares)) : 0;
  }

  private LifeModel life(List<double[][]> lives, int forests, double likeShare) {
    CycleScaling scaling =
        CycleScaling.fit(
            lives.stream().flatMap(Arrays::stream).toArray(double[][]::new), settingColumns);
    HealthIndex index =
        HealthIndex.fit(
            lives.stream().flatMap(Arrays::stream).map(scaling::scale).toArray(double[][]::new),
            lives.stream().flatMapToDouble(this::shares).toArray());
    List<Row> rows = new ArrayList<>();
    for (double[][] life : lives) {
      LifeTracker machine = new LifeTracker(scaling, index);
      for (int cycle = 0; cycle < life.length; cycle++) {
        double[] descriptors = machine.accept(life[cycle]);
        int left = life.length - 1 - cycle;
        if (left <= settings.nearCycles() || left % settings.everyCycles() == 0) {
          rows.add(new Row(descriptors, left));
        }
      }
    }
    double[][] values = rows.stream().map(Row::descriptors).toArray(double[][]::new);
    double[] targets = rows.stream().mapToDouble(row -> share(row.left())).toArray();
    return new LifeModel(
        scaling,
        index,
        IntStream.range(0, forests)
            .mapToObj(
                forest ->
                    TreeTrainer.regression(
                            LifeTracker.names(scaling.sensors()),
                            values,
                            targets,
                            settings.trees().withSeed(settings.trees().seed() + forest))
                        .ensemble())
            .toList(),
        LikeLives.fit(values, targets, settings.anchors(), settings.reach(), settings.ridge()),
        likeShare,
        settings.capCycles());
  }

  private DoubleStream shares(double[][] life) {
    return IntStream.range(0, life.length).mapToDouble(cycle -> share(life.length - 1 - cycle));
  }

  private double share(int left) {
    return capped(left) / settings.capCycles();
  }

  private double capped(int left) {
    return Math.min(settings.capCycles(), left);
  }
}
