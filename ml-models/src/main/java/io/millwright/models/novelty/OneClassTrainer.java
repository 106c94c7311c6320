package io.millwright.models.novelty;

/** Trains one-class support vector machines. Handed in: what scores live needs no trainer. */
public interface OneClassTrainer {
  /**
   * @param rows of columns of unit deviation
   * @param nu share of the rows that may lie outside at most
   * @param gamma of the kernel exp(-gamma |a - b|²)
   */
  SupportVectors train(float[][] rows, double nu, double gamma, long seed);
}
