package io.millwright.models.training;

import io.millwright.models.history.RunToFailure;
import io.millwright.models.plan.MonitoringPlan;
import io.millwright.models.prognosis.Calibration;
import io.millwright.models.prognosis.LifeIntervals;
import io.millwright.models.prognosis.ModelReference;
import io.millwright.models.prognosis.PrognosisPlan;
import io.millwright.models.prognosis.ScoringModel;
import io.millwright.models.prognosis.TreeEnsemble;
import io.millwright.models.prognosis.TreeModel;
import io.millwright.models.prognosis.TreeModel.Meaning;
import io.millwright.models.release.ModelCard;
import io.millwright.models.release.ModelFiles;
import io.millwright.models.release.Sha256;
import io.millwright.models.release.TrainedModel;
import io.millwright.models.tribuo.TrainedTrees;
import io.millwright.models.tribuo.TreeParameters;
import io.millwright.models.tribuo.TreeTrainer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Trains the two models of one failure mode from run-to-failure histories.
 *
 * <pre>
 *   histories --AssetMonitor--> rows --k folds of assets--> out-of-fold scores
 *                                 |                            |
 *                                 |      calibration, intervals, metrics, rule limits
 *                                 +--all rows--> the released trees
 * </pre>
 */
public final class PrognosisTraining {
  private static final double MICROS_PER_HOUR = 3.6e9;

  private final MonitoringPlan plan;
  private final PrognosisPlan prognosis;
  private final TrainingSettings settings;
  private final List<RunToFailure> histories;
  private final TrainingProgress progress;
  private final double capHours;
  private final double horizonHours;

  private PrognosisTraining(
      MonitoringPlan plan,
      String failureMode,
      List<RunToFailure> histories,
      TrainingSettings settings,
      TrainingProgress progress) {
    this.plan = plan;
    this.prognosis =
        plan.prognoses().stream()
            .filter(each -> each.failureMode().equals(failureMode))
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        plan + " has no prognosis of failure mode '" + failureMode + "'"));
    this.settings = settings;
    this.histories = histories;
    this.progress = progress;
    this.capHours = prognosis.lifeCapHours();
    this.horizonHours = prognosis.horizon().toMillis() / 3_600_000.0;
  }

  /**
   * What a training gives.
   *
   * @param failure gives P(failure within the horizon)
   * @param life gives the remaining life
   * @param outOfFold how models scored the assets that they had not seen
   */
  public record Result(TrainedModel failure, TrainedModel life, OutOfFold outOfFold) {}

  /**
   * Trains.
   *
   * @param data what the histories are, in words, for the card
   * @throws IllegalArgumentException if the plan does not foretell that failure mode, or fewer
   *     histories end in a failure than there are folds
   */
  public static Result train(
      MonitoringPlan plan,
      String failureMode,
      List<RunToFailure> histories,
      String data,
      TrainingSettings settings,
      TrainingProgress progress) {
    long failed = histories.stream().filter(run -> run.failureMicros().isPresent()).count();
    if (failed < settings.folds()) {
      throw new IllegalArgumentException(
          "training needs at least "
              + settings.folds()
              + " histories that end in a failure, but has "
              + failed);
    }
    return new PrognosisTraining(plan, failureMode, histories, settings, progress).train(data);
  }

  private Result train(String data) {
    progress.at("computing descriptors", 0);
    DescriptorRows rows =
        DescriptorRows.of(
            histories, plan, share -> progress.at("computing descriptors", 0.15 * share));
    int folds = settings.folds();
    List<TreeEnsemble> failureTrees = new ArrayList<>();
    List<TreeEnsemble> lifeTrees = new ArrayList<>();
    for (int i = 0; i < folds; i++) {
      int fold = i;
      double done = 0.15 + 0.6 * fold / folds;
      progress.at("cross-validating, fold " + (fold + 1) + " of " + folds, done);
      IntPredicate others = history -> history % folds != fold;
      failureTrees.add(failureTrees(rows, others).ensemble());
      lifeTrees.add(lifeTrees(rows, others).ensemble());
    }
    double[] rawFailure = new double[rows.size()];
    double[] predictedLife = new double[rows.size()];
    double[] actualLife = new double[rows.size()];
    boolean[] fails = new boolean[rows.size()];
    for (int i = 0; i < rows.size(); i++) {
      int fold = rows.history(i) % folds;
      rawFailure[i] = failureTrees.get(fold).score(rows.values(i));
      predictedLife[i] = capped(lifeTrees.get(fold).score(rows.values(i)) * capHours);
      actualLife[i] = rows.remainingHours(i);
      fails[i] = actualLife[i] <= horizonHours;
    }
    Calibration calibration = Calibration.fit(rawFailure, fails);
    double[] probability = Arrays.stream(rawFailure).map(calibration::probability).toArray();
    Meaning failureMeaning = new Meaning.FailureOdds(horizonHours, calibration);
    Meaning lifeMeaning =
        new Meaning.ShareOfLife(capHours, LifeIntervals.of(predictedLife, actualLife, capHours));
    double[] typical = typical(rows);
    progress.at("training " + prognosis.failureModel(), 0.75);
    TrainedTrees failure = failureTrees(rows, history -> true);
    progress.at("training " + prognosis.lifeModel(), 0.85);
    TrainedTrees life = lifeTrees(rows, history -> true);
    progress.at("trained", 0.95);
    String dataSha256 = DataHash.of(histories);
    return new Result(
        released(
            prognosis.failureModel(),
            ScoringModel.Target.FAILURE_WITHIN_HORIZON,
            failure,
            failureMeaning,
            typical,
            card(data, dataSha256, rows, settings.failure(), failure),
            ScoreQuality.ofProbabilities(probability, fails),
            Map.of("plattSlope", calibration.slope(), "plattIntercept", calibration.intercept())),
        released(
            prognosis.lifeModel(),
            ScoringModel.Target.REMAINING_LIFE,
            life,
            lifeMeaning,
            typical,
            card(data, dataSha256, rows, settings.life(), life),
            ScoreQuality.ofLives(predictedLife, actualLife, capHours),
            Map.of("intervalNominalShare", 0.9)),
        new OutOfFold(
            rows,
            probability,
            predictedLife,
            folds,
            foldModels(prognosis.failureModel(), failureTrees, failureMeaning, typical),
            foldModels(prognosis.lifeModel(), lifeTrees, lifeMeaning, typical)));
  }

  private TrainedTrees failureTrees(DescriptorRows rows, IntPredicate histories) {
    int[] chosen = choose(rows, histories);
    boolean[] labels = new boolean[chosen.length];
    for (int i = 0; i < chosen.length; i++) {
      labels[i] = rows.remainingHours(chosen[i]) <= horizonHours;
    }
    return TreeTrainer.classification(
        rows.names(), values(rows, chosen), labels, settings.failure());
  }

  private TrainedTrees lifeTrees(DescriptorRows rows, IntPredicate histories) {
    int[] chosen = choose(rows, histories);
    double[] targets = new double[chosen.length];
    for (int i = 0; i < chosen.length; i++) {
      targets[i] = capped(rows.remainingHours(chosen[i])) / capHours;
    }
    return TreeTrainer.regression(rows.names(), values(rows, chosen), targets, settings.life());
  }

  private int[] choose(DescriptorRows rows, IntPredicate histories) {
    return IntStream.range(0, rows.size())
        .filter(i -> histories.test(rows.history(i)))
        .filter(i -> (long) rows.remainingHours(i) % settings.everyHours() == 0)
        .toArray();
  }

  private static double[][] values(DescriptorRows rows, int[] chosen) {
    return Arrays.stream(chosen).mapToObj(rows::values).toArray(double[][]::new);
  }

  private double capped(double hours) {
    return Math.max(0, Math.min(capHours, hours));
  }

  /** The median of each descriptor while the assets were healthy. */
  private double[] typical(DescriptorRows rows) {
    double[] typical = new double[rows.names().size()];
    for (int column = 0; column < typical.length; column++) {
      int place = column;
      double[] healthy =
          IntStream.range(0, rows.size())
              .filter(i -> rows.remainingHours(i) >= capHours)
              .mapToDouble(i -> rows.values(i)[place])
              .filter(value -> !Double.isNaN(value))
              .sorted()
              .toArray();
      typical[column] = healthy.length == 0 ? Double.NaN : healthy[healthy.length / 2];
    }
    return typical;
  }

  private List<TreeModel> foldModels(
      String name, List<TreeEnsemble> trees, Meaning meaning, double[] typical) {
    List<TreeModel> models = new ArrayList<>();
    for (int fold = 0; fold < trees.size(); fold++) {
      models.add(
          new TreeModel(
              new ModelReference(name, fold + 1, Sha256.hex(new byte[] {(byte) fold})),
              plan.descriptorNames(),
              typical,
              trees.get(fold),
              meaning));
    }
    return models;
  }

  private TrainedModel released(
      String name,
      ScoringModel.Target target,
      TrainedTrees trees,
      Meaning meaning,
      double[] typical,
      CardFacts facts,
      Map<String, Double> metrics,
      Map<String, Double> calibration) {
    byte[] bytes = ModelFiles.write(plan.descriptorNames(), typical, trees.ensemble(), meaning);
    return new TrainedModel(
        name,
        bytes,
        new ModelCard(
            name,
            target,
            facts.data,
            facts.dataSha256,
            histories.stream().map(run -> run.asset().asset().value()).toList(),
            facts.rows,
            settings.folds(),
            plan.descriptorNames(),
            facts.parameters,
            metrics,
            calibration,
            plan.id(),
            plan.sha256(),
            Sha256.hex(bytes),
            trees.provenance()));
  }

  private CardFacts card(
      String data,
      String dataSha256,
      DescriptorRows rows,
      TreeParameters parameters,
      TrainedTrees trees) {
    Map<String, String> map = new TreeMap<>(parameters.asTexts());
    map.put("everyHours", Integer.toString(settings.everyHours()));
    map.put("capHours", Double.toString(capHours));
    map.put("horizonHours", Double.toString(horizonHours));
    map.put("trees", Integer.toString(trees.ensemble().trees()));
    map.put("nodes", Integer.toString(trees.ensemble().nodes()));
    return new CardFacts(data, dataSha256, choose(rows, history -> true).length, map);
  }

  private record CardFacts(
      String data, String dataSha256, int rows, Map<String, String> parameters) {}

  /** Hours that pass between the readings of a scan and its evaluation. */
  static double delayHours(MonitoringPlan plan) {
    return (plan.scan().lateness().toNanos() + plan.scan().period().toNanos())
        / 1_000.0
        / MICROS_PER_HOUR;
  }
}
