package io.millwright.benchmarks.historian;

import org.jspecify.annotations.Nullable;

/**
 * What one way of writing did between the warm-up and the end.
 *
 * @param problem why the figures mean nothing; null = they do
 * @param rows written meanwhile
 * @param walBytes written to the log of the database meanwhile
 * @param tableBytes of a row, index included, when all were written
 * @param historian null for what is no historian
 */
record WriteFigures(
    @Nullable String problem,
    long rows,
    double seconds,
    double walBytes,
    double tableBytes,
    @Nullable Detail historian) {

  /**
   * Of the historian's own.
   *
   * @param cpuSeconds of its process meanwhile
   * @param writingSeconds that its transactions took meanwhile
   * @param transactions meanwhile
   * @param rollingSeconds in which it rolled up beside
   * @param marks that were left by all rows; 0 = not known, because they are taken away beside
   * @param marksSeconds that leaving as many in one statement takes
   */
  record Detail(
      double cpuSeconds,
      double writingSeconds,
      double transactions,
      double rollingSeconds,
      long marks,
      double marksSeconds) {}

  static WriteFigures failed(String problem) {
    return new WriteFigures(problem, 0, Double.NaN, 0, 0, null);
  }

  boolean worked() {
    return problem == null;
  }

  double rowsPerSecond() {
    return rows / seconds;
  }

  double walBytesPerRow() {
    return walBytes / rows;
  }
}
