package io.millwright.gateway.registry;

import io.millwright.gateway.config.ConfigProblems;

/**
 * How much a device may send; 0 = not said.
 *
 * @param messagesPerSecond 0 to 1,000,000
 * @param readingsPerSecond 0 to 10,000,000
 * @param maxMessageBytes 0 to 2^31 - 1
 */
public record Allowance(int messagesPerSecond, int readingsPerSecond, int maxMessageBytes) {
  public static final Allowance NOT_SAID = new Allowance(0, 0, 0);

  private static final int MOST_MESSAGES = 1_000_000;
  private static final int MOST_READINGS = 10_000_000;

  public Allowance {
    ConfigProblems problems = new ConfigProblems();
    problems.range("devices.messages-per-second", messagesPerSecond, 0, MOST_MESSAGES);
    problems.range("devices.readings-per-second", readingsPerSecond, 0, MOST_READINGS);
    problems.range("devices.max-message-bytes", maxMessageBytes, 0, Integer.MAX_VALUE);
    problems.throwIfAny();
  }

  /** From unsigned numbers of the wire; what is above the range counts as its end. */
  static Allowance ofUnsigned(int messages, int readings, int bytes) {
    return new Allowance(
        atMost(messages, MOST_MESSAGES),
        atMost(readings, MOST_READINGS),
        atMost(bytes, Integer.MAX_VALUE));
  }

  private static int atMost(int unsigned, int most) {
    return (int) Math.min(Integer.toUnsignedLong(unsigned), most);
  }
}
