package io.millwright.models.novelty;

import java.io.DataInput;
import java.io.IOException;

/**
 * Reads models of any kind. The first byte says the kind and the form of what follows: another form
 * gets a number of its own.
 */
public final class NoveltyModels {
  static final int HOTELLING = 1;
  static final int PRINCIPAL_COMPONENTS = 2;
  static final int ONE_CLASS_SVM = 3;
  static final int ISOLATION_FOREST = 4;

  private NoveltyModels() {}

  /**
   * @param columns values in the rows that it shall score
   * @throws IOException if the bytes are no model of such rows
   */
  public static NoveltyModel read(DataInput in, int columns) throws IOException {
    int kind = in.readUnsignedByte();
    return switch (kind) {
      case HOTELLING -> HotellingModel.read(in, columns);
      case PRINCIPAL_COMPONENTS -> PrincipalComponentsModel.read(in, columns);
      case ONE_CLASS_SVM -> OneClassSvmModel.read(in, columns);
      case ISOLATION_FOREST -> IsolationForestModel.read(in, columns);
      default -> throw new IOException("novelty model of kind " + kind + " is unknown");
    };
  }

  static double number(DataInput in, double least, double most, String what) throws IOException {
    double value = in.readDouble();
    if (value >= least && value <= most) {
      return value;
    }
    throw new IOException(
        "a novelty model cannot have a " + what + " of " + value + ": " + least + " to " + most);
  }

  static int count(int value, int least, int most, String what) throws IOException {
    if (value < least || value > most) {
      throw new IOException(
          "a novelty model cannot have " + value + " " + what + ": " + least + " to " + most);
    }
    return value;
  }

  /** A ratio to its limit as it is told: never NaN or infinite. */
  static double score(double ratio) {
    return ratio < NoveltyModel.HIGHEST ? Math.max(0, ratio) : NoveltyModel.HIGHEST;
  }

  /** Turns amounts into shares of their sum; amounts below 0 count as 0. */
  static void share(double[] amounts, int columns) {
    double sum = 0;
    for (int i = 0; i < columns; i++) {
      amounts[i] = amounts[i] > 0 ? amounts[i] : 0;
      sum += amounts[i];
    }
    for (int i = 0; i < columns; i++) {
      amounts[i] = sum > 0 && sum < Double.POSITIVE_INFINITY ? amounts[i] / sum : 0;
    }
  }
}
