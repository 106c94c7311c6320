package io.millwright.models.novelty;

import java.io.DataOutput;
import java.io.IOException;

/**
 * How unlike the rows that it was fitted on a row is. Immutable, and nothing is allocated while it
 * scores: what has to be noted on the way is written into {@code scratch}, an array of {@link
 * #scratchSize} places that one thread may use for any number of rows.
 *
 * <p>A row holds one finite value a column. Values are cut off at {@value Scaling#FARTHEST}
 * deviations from the mean, and scores at {@value #HIGHEST}: no result is NaN or infinite.
 */
public sealed interface NoveltyModel
    permits HotellingModel, PrincipalComponentsModel, OneClassSvmModel, IsolationForestModel {
  /** More unlike than this is no more unlike. */
  double HIGHEST = 1e12;

  /** What a score was made of. */
  enum Measure {
    /** Hotelling's T²: the values are of unusual size. */
    T2,
    /** Squared prediction error, Q or SPE: the values do not go together as they did. */
    Q,
    /** Distance from the support vectors. */
    SUPPORT,
    /** How few splits part the row from the others. */
    ISOLATION
  }

  /** 0 or more; 1 = at the limit that the false-alarm rate of the plan stands for. */
  double score(double[] row, double[] scratch);

  /** What the score of this row was made of: the measure that is farthest beyond its limit. */
  Measure measure(double[] row, double[] scratch);

  /**
   * Each column's share in the measure of this row, 0 or more: all sum to 1, or are 0.
   *
   * @param shares to be filled, as many as {@link #columns}
   */
  void contributions(double[] row, double[] shares, double[] scratch);

  /** Values in a row. */
  int columns();

  /** Places that the scratch array must have at least. */
  int scratchSize();

  /** To be read by {@link NoveltyModels#read}; the same fit gives the same bytes. */
  void write(DataOutput out) throws IOException;
}
