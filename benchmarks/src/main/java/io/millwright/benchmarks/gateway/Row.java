package io.millwright.benchmarks.gateway;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What one line of the result is about.
 *
 * @param system what is measured
 * @param connections devices at the same time
 * @param values in a message
 */
public record Row(System system, int connections, int values, Pace pace) {

  /** A way from a device to Kafka. */
  public enum System {
    /** The gateway's own MQTT endpoint. */
    ENDPOINT,
    /** The gateway's producer alone: the limit. */
    PRODUCER,
    /** The gateway as a client of an MQTT broker. */
    LINK,
    /** A route of Apache Camel, as a client of the same broker. */
    CAMEL;

    boolean needsBroker() {
      return this == LINK || this == CAMEL;
    }
  }

  /** How messages come. */
  public enum Pace {
    /** As fast as they are acknowledged. */
    FULL_SPEED,
    /** At a set rate. */
    PACED,
    /** Each connection sends a message every ten seconds. */
    IDLE
  }

  static final int IDLE_SECONDS = 10;

  /** Name on the command line and in the result. */
  public String name() {
    String name = system.name().toLowerCase(Locale.ROOT) + "-" + connections + "x" + values;
    return pace == Pace.FULL_SPEED ? name : name + "-" + pace.name().toLowerCase(Locale.ROOT);
  }

  Row of(System other) {
    return new Row(other, connections, values, pace);
  }

  /** Those of a complete run, in an order that puts beside each other what is compared. */
  static List<Row> complete() {
    List<Row> rows = new ArrayList<>();
    for (int values : new int[] {1, 20}) {
      for (int connections : new int[] {1, 100, 5_000}) {
        rows.add(fullSpeed(System.ENDPOINT, connections, values));
        rows.add(fullSpeed(System.PRODUCER, connections, values));
      }
      rows.add(fullSpeed(System.LINK, 100, values));
      rows.add(fullSpeed(System.CAMEL, 100, values));
    }
    rows.add(new Row(System.ENDPOINT, 100, 1, Pace.PACED));
    rows.add(new Row(System.ENDPOINT, 5_000, 1, Pace.IDLE));
    return rows;
  }

  /** Those of a quick run. */
  static List<Row> quick() {
    return complete().stream()
        .filter(row -> row.connections == 100 || row.pace == Pace.IDLE)
        .toList();
  }

  static Row fullSpeed(System system, int connections, int values) {
    return new Row(system, connections, values, Pace.FULL_SPEED);
  }
}
