package io.millwright.models.detection;

/** How a detector makes its number. The same for all assets. */
public interface Method {
  /** The descriptor itself. */
  Method VALUE =
      new Method() {
        @Override
        public Indicator begin(int bins, long seed) {
          return (row, bin, timeMicros, mayLearn, open) -> row[0];
        }

        @Override
        public String meaning() {
          return "";
        }

        @Override
        public boolean hasUnitOfPoint() {
          return true;
        }

        @Override
        public String toString() {
          return "value";
        }
      };

  /**
   * What goes with one asset.
   *
   * @param bins of steady operation; each has a baseline of its own
   * @param seed for what must be drawn at random: the same asset draws the same
   */
  Indicator begin(int bins, long seed);

  /**
   * What the number is, such as "deviation from its baseline"; empty = the value of the descriptor.
   */
  String meaning();

  /** What a value of the number stands for, such as a severity zone; empty as for the meaning. */
  default String explain(double value) {
    return meaning();
  }

  /** Whether it learns of each asset what is normal for it. */
  default boolean learns() {
    return false;
  }

  /** Whether the number has the unit of the point; if not, it has the unit 1. */
  default boolean hasUnitOfPoint() {
    return false;
  }
}
