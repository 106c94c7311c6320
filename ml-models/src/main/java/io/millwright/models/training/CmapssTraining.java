package io.millwright.models.training;

import io.millwright.models.dataset.CmapssTest;
import io.millwright.models.dataset.CmapssUnit;
import io.millwright.models.evaluation.CmapssEvaluation;
import io.millwright.models.fleet.FleetModel;
import io.millwright.models.fleet.LifeEstimate;
import io.millwright.models.fleet.LifeTracker;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Learns remaining life from the training engines of a set of C-MAPSS and judges it on test
 * engines, as the field does: one estimate at the last recorded cycle of each. One configuration
 * holds for all sets, of one or six operating conditions, of one or two fault modes.
 */
public final class CmapssTraining {
  /** Columns of {@link CmapssUnit#COLUMNS} that say how the engine is operated. */
  private static final int SETTING_COLUMNS = 3;

  private CmapssTraining() {}

  /** Trains on engines that ran to their failure. */
  public static FleetModel train(
      List<CmapssUnit> engines, FleetSettings settings, TrainingProgress progress) {
    return FleetTraining.train(
        engines.stream().map(CmapssTraining::rows).toList(), SETTING_COLUMNS, settings, progress);
  }

  /** Some of the engines, drawn by lot; always the same with the same seed. */
  public static List<CmapssUnit> draw(List<CmapssUnit> engines, int count, long seed) {
    List<CmapssUnit> drawn = new ArrayList<>(engines);
    Collections.shuffle(drawn, new Random(seed));
    return List.copyOf(drawn.subList(0, Math.min(count, drawn.size())));
  }

  /** Judges a model on engines that are cut off. */
  public static CmapssEvaluation test(FleetModel model, CmapssTest test) {
    List<CmapssEvaluation.Case> cases = new ArrayList<>();
    for (CmapssUnit unit : test.units()) {
      LifeTracker machine = model.life().newMachine();
      double[] descriptors = new double[0];
      for (double[] row : rows(unit)) {
        descriptors = machine.accept(row);
      }
      LifeEstimate estimate = model.estimate(descriptors);
      cases.add(new CmapssEvaluation.Case(test.remainingCycles(unit), estimate));
    }
    return CmapssEvaluation.of(cases, model.life().capCycles(), model.horizonCycles());
  }

  private static double[][] rows(CmapssUnit unit) {
    return IntStream.rangeClosed(1, unit.cycles()).mapToObj(unit::row).toArray(double[][]::new);
  }
}
