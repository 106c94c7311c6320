package io.millwright.models.spectrum;

import org.hipparchus.transform.DftNormalization;
import org.hipparchus.transform.FastFourierTransformer;
import org.hipparchus.transform.TransformType;

/** The discrete Fourier transform of as many numbers as a power of two. */
final class Transform {
  private static final int REAL = 0;
  private static final int IMAGINARY = 1;

  private final double[][] numbers;

  /** Of real numbers that begin at a place; what is missing up to the length is 0. */
  Transform(int length) {
    numbers = new double[][] {new double[length], new double[length]};
  }

  /** The least power of two that is not less. */
  static int length(int atLeast) {
    return atLeast <= 1 ? 1 : Integer.highestOneBit(atLeast - 1) << 1;
  }

  int length() {
    return numbers[REAL].length;
  }

  double[] real() {
    return numbers[REAL];
  }

  double[] imaginary() {
    return numbers[IMAGINARY];
  }

  /** Sum of x e^(-2 pi i k n / N). */
  void forward() {
    FastFourierTransformer.transformInPlace(
        numbers, DftNormalization.STANDARD, TransformType.FORWARD);
  }

  /** The way back, divided by the length. */
  void inverse() {
    FastFourierTransformer.transformInPlace(
        numbers, DftNormalization.STANDARD, TransformType.INVERSE);
  }

  double amount(int bin) {
    return Math.hypot(numbers[REAL][bin], numbers[IMAGINARY][bin]);
  }
}
