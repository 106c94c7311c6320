package io.millwright.models.training;

/** Hears how far a training is. */
@FunctionalInterface
public interface TrainingProgress {
  /** Nobody listens. */
  TrainingProgress SILENT = (step, share) -> {};

  /**
   * @param step what is being done, in words
   * @param share how much of the whole is done, 0 to 1; never less than before
   */
  void at(String step, double share);
}
