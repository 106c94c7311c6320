package io.millwright.benchmarks;

import org.openjdk.jmh.Main;

/** Runs the benchmarks; arguments are JMH's, for example {@code DecodeBenchmark -prof gc}. */
public final class Benchmarks {
  private Benchmarks() {}

  public static void main(String[] arguments) throws Exception {
    Main.main(arguments);
  }
}
