package io.millwright.models.novelty;

import java.util.Locale;

/**
 * What is fitted, and with which settings. All kinds take from 1 to {@link #MOST_COLUMNS} columns
 * and at least {@link #rowsNeeded} rows, and give the same model for the same rows and seed.
 */
public sealed interface NoveltyPlan {
  int MOST_COLUMNS = 64;

  /** Share of healthy rows whose score is above 1: 0.000001 to 0.5. */
  double falseAlarmRate();

  /**
   * @param rows healthy ones in the order of time, finite and of equal length
   * @param seed of the kinds that draw lots
   * @param trainer of the kinds that need one
   * @throws IllegalArgumentException if rows are too few, too wide, uneven or not finite
   */
  NoveltyModel fit(double[][] rows, long seed, OneClassTrainer trainer);

  /**
   * Rows that a fit needs at least: twice the columns, so that each is known from the others, and
   * ten, so that a limit can be told.
   */
  static int rowsNeeded(int columns) {
    return 2 * columns + 10;
  }

  /**
   * Hotelling's T²: distance from the mean, in deviations, along the correlations of the columns.
   *
   * @param learnedFactor the limit is at least so many times the quantile of the learned rows, each
   *     held out while the others were learned: for rows that are not normally distributed or
   *     follow on each other; 0 = the theoretical limit
   */
  record Hotelling(double falseAlarmRate, double learnedFactor) implements NoveltyPlan {
    public Hotelling {
      checkRate(falseAlarmRate);
      check("learned factor", learnedFactor, 0, 100);
    }

    public Hotelling(double falseAlarmRate) {
      this(falseAlarmRate, 1);
    }

    @Override
    public NoveltyModel fit(double[][] rows, long seed, OneClassTrainer trainer) {
      return HotellingModel.fit(LearnedRows.of(rows), this);
    }
  }

  /**
   * Principal components: T² of what goes with the correlations, Q of what goes against them.
   *
   * @param explained share of the variance that the retained components have at least
   * @param learnedFactor as of {@link Hotelling}, for both limits
   */
  record PrincipalComponents(double falseAlarmRate, double explained, double learnedFactor)
      implements NoveltyPlan {
    public PrincipalComponents {
      checkRate(falseAlarmRate);
      check("explained variance", explained, 0.1, 0.999);
      check("learned factor", learnedFactor, 0, 100);
    }

    public PrincipalComponents(double falseAlarmRate) {
      this(falseAlarmRate, 0.9, 1);
    }

    @Override
    public NoveltyModel fit(double[][] rows, long seed, OneClassTrainer trainer) {
      return PrincipalComponentsModel.fit(LearnedRows.of(rows), this);
    }
  }

  /**
   * One-class support vector machine with a radial kernel: a shape around the rows that need be
   * neither one cloud nor straight.
   *
   * @param nu share of the learned rows that may lie outside of the shape at most, and that become
   *     support vectors at least: more cost more
   * @param gamma of the kernel on columns of unit deviation; 0 = 1 / columns
   */
  record OneClassSvm(double falseAlarmRate, double nu, double gamma) implements NoveltyPlan {
    public OneClassSvm {
      checkRate(falseAlarmRate);
      check("nu", nu, 0.001, 0.5);
      check("gamma", gamma, 0, SupportVectors.HIGHEST_GAMMA);
    }

    public OneClassSvm(double falseAlarmRate) {
      this(falseAlarmRate, 0.05, 0);
    }

    @Override
    public NoveltyModel fit(double[][] rows, long seed, OneClassTrainer trainer) {
      return OneClassSvmModel.fit(LearnedRows.of(rows), this, seed, trainer);
    }
  }

  /**
   * Isolation forest. It sees rows that are unusual in many of their columns. One displaced column
   * of many is rarely split, and so hardly seen, however far it is: with six columns or more T² and
   * Q see more.
   *
   * <p>With 100 trees of 256 rows a model takes about 110 KB; with 30 of 64, 12 KB.
   *
   * @param subsample rows that each tree sees at most; a tree never sees more than half of all
   * @param leastLimit the limit of Liu's score, from 0 to 1, is not below this
   */
  record IsolationForest(double falseAlarmRate, int trees, int subsample, double leastLimit)
      implements NoveltyPlan {
    public IsolationForest {
      checkRate(falseAlarmRate);
      check("number of trees", trees, 10, IsolationForestModel.MOST_TREES);
      check("subsample", subsample, 8, IsolationForestModel.LARGEST_SUBSAMPLE);
      check("least limit", leastLimit, 0.4, 0.9);
    }

    public IsolationForest(double falseAlarmRate) {
      this(falseAlarmRate, 100, 256, 0.6);
    }

    @Override
    public NoveltyModel fit(double[][] rows, long seed, OneClassTrainer trainer) {
      return IsolationForestModel.fit(LearnedRows.of(rows), this, seed);
    }
  }

  private static void checkRate(double falseAlarmRate) {
    check("false-alarm rate", falseAlarmRate, 1e-6, 0.5);
  }

  private static void check(String what, double value, double least, double most) {
    if (!(value >= least && value <= most)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "the %s must be from %s to %s, but was %s", what, least, most, value));
    }
  }
}
