package io.millwright.models.spectrum;

/**
 * The discrete Fourier transform of any number of real samples, as a convolution with a chirp
 * (Bluestein, 1970). Filling a block up with zeros instead would smear what pre-whitening needs
 * sharp.
 */
final class ChirpTransform {
  private final double[] real;
  private final double[] imaginary;

  private ChirpTransform(double[] real, double[] imaginary) {
    this.real = real;
    this.imaginary = imaginary;
  }

  /** X(k) = sum of x(n) e^(-2 pi i k n / N) for k from 0 to N - 1. */
  static ChirpTransform of(double[] samples) {
    int count = samples.length;
    double[] cosine = new double[count];
    double[] sine = new double[count];
    for (int i = 0; i < count; i++) {
      // i squared modulo 2 N: the angle stays small, and exact.
      double angle = Math.PI * ((long) i * i % (2L * count)) / count;
      cosine[i] = Math.cos(angle);
      sine[i] = Math.sin(angle);
    }
    Transform signal = new Transform(Transform.length(2 * count - 1));
    Transform chirp = new Transform(signal.length());
    for (int i = 0; i < count; i++) {
      signal.real()[i] = samples[i] * cosine[i];
      signal.imaginary()[i] = -samples[i] * sine[i];
      chirp.real()[i] = cosine[i];
      chirp.imaginary()[i] = sine[i];
      if (i > 0) {
        chirp.real()[chirp.length() - i] = cosine[i];
        chirp.imaginary()[chirp.length() - i] = sine[i];
      }
    }
    signal.forward();
    chirp.forward();
    for (int i = 0; i < signal.length(); i++) {
      double re = signal.real()[i];
      double im = signal.imaginary()[i];
      signal.real()[i] = re * chirp.real()[i] - im * chirp.imaginary()[i];
      signal.imaginary()[i] = re * chirp.imaginary()[i] + im * chirp.real()[i];
    }
    signal.inverse();
    double[] real = new double[count];
    double[] imaginary = new double[count];
    for (int i = 0; i < count; i++) {
      double re = signal.real()[i];
      double im = signal.imaginary()[i];
      real[i] = re * cosine[i] + im * sine[i];
      imaginary[i] = im * cosine[i] - re * sine[i];
    }
    return new ChirpTransform(real, imaginary);
  }

  int length() {
    return real.length;
  }

  double real(int bin) {
    return real[bin];
  }

  double imaginary(int bin) {
    return imaginary[bin];
  }

  double amount(int bin) {
    return Math.hypot(real[bin], imaginary[bin]);
  }
}
