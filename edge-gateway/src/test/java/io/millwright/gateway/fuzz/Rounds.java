package io.millwright.gateway.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.function.IntConsumer;

/** Many tries of the same kind, after which no more memory is held than after the first ones. */
public final class Rounds {
  private static final int ROUNDS = 5;
  private static final long MOST_GROWTH = 8L << 20;

  private Rounds() {}

  /** How many tries of each kind: {@code -Dmillwright.fuzz.tries=1000000} for a long run. */
  public static int tries(int usual) {
    return Integer.getInteger("millwright.fuzz.tries", usual);
  }

  /**
   * Makes the tries, numbered from 0.
   *
   * @throws AssertionError if the heap has grown since the end of the first round
   */
  public static void of(int tries, IntConsumer one) {
    long afterFirst = 0;
    for (int round = 0; round < ROUNDS; round++) {
      int end = (int) ((round + 1L) * tries / ROUNDS);
      for (int i = (int) ((long) round * tries / ROUNDS); i < end; i++) {
        one.accept(i);
      }
      if (round == 0) {
        afterFirst = heap();
      }
    }
    assertThat(heap() - afterFirst).as("growth of the heap, bytes").isLessThan(MOST_GROWTH);
  }

  /** What is reachable. */
  private static long heap() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
