package io.millwright.benchmarks.load;

/**
 * How long messages took, in milliseconds.
 *
 * @param messages that were counted
 */
public record Latency(long messages, double p50, double p99, double max) {
  public static final Latency NONE = new Latency(0, Double.NaN, Double.NaN, Double.NaN);

  /** Reads {@link #line()}. */
  public static Latency parse(String line) {
    String[] words = line.split(" ");
    return new Latency(
        Long.parseLong(words[0]),
        Double.parseDouble(words[1]),
        Double.parseDouble(words[2]),
        Double.parseDouble(words[3]));
  }

  public String line() {
    return messages + " " + p50 + " " + p99 + " " + max;
  }
}
