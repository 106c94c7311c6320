package io.millwright.benchmarks.monitoring;

import java.util.ArrayList;
import java.util.List;

/**
 * How many pumps there are and how their readings come.
 *
 * @param pumps 1 or more
 * @param secondsApart a pump sends a message with a value of each point so often: 1 to 60, a part
 *     of the plan's scan
 * @param messages of one pump in a record, as the gateway batches what comes in one burst
 */
record Shape(int pumps, int secondsApart, int messages) {
  static final int SCAN_SECONDS = 60;

  Shape {
    if (pumps < 1 || messages < 1 || secondsApart < 1 || SCAN_SECONDS % secondsApart != 0) {
      throw new IllegalArgumentException(
          pumps + " pumps, a message each " + secondsApart + " s, " + messages + " in a record");
    }
  }

  /** The three ways of readings that are measured, for each number of pumps. */
  static List<Shape> of(int... numbers) {
    List<Shape> shapes = new ArrayList<>();
    for (int[] way : new int[][] {{SCAN_SECONDS, 1}, {1, 1}, {1, 10}}) {
      for (int pumps : numbers) {
        shapes.add(new Shape(pumps, way[0], way[1]));
      }
    }
    return shapes;
  }

  /** Of a record. */
  int readings() {
    return messages * PumpFleet.POINTS;
  }

  /** Name on the command line and in the result. */
  String name() {
    return pumps + "x" + secondsApart + "s" + (messages == 1 ? "" : "x" + messages);
  }

  Shape withPumps(int number) {
    return new Shape(number, secondsApart, messages);
  }

  /** As words of a command line; {@link #parse} reads them. */
  String[] words() {
    return new String[] {
      Integer.toString(pumps), Integer.toString(secondsApart), Integer.toString(messages)
    };
  }

  static Shape parse(String[] words) {
    return new Shape(
        Integer.parseInt(words[0]), Integer.parseInt(words[1]), Integer.parseInt(words[2]));
  }
}
