package io.millwright.models.evaluation;

import io.millwright.models.dataset.CmapssFd001;
import io.millwright.models.training.Fd001Training;
import io.millwright.models.training.TrainingProgress;
import java.util.ArrayList;
import java.util.List;

/** One training of the turbofan models for all tests: it takes seconds. */
public final class Fd001Models {
  public static final CmapssFd001 DATA = CmapssFd001.load();
  public static final List<Double> PROGRESS = new ArrayList<>();
  public static final Fd001Training.Result TRAINED = train();

  private Fd001Models() {}

  private static Fd001Training.Result train() {
    TrainingProgress progress = (step, share) -> PROGRESS.add(share);
    return Fd001Training.train(DATA, 1, progress);
  }
}
