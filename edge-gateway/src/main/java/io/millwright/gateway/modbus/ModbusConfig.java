package io.millwright.gateway.modbus;

import static java.util.Comparator.naturalOrder;

import io.millwright.gateway.config.ConfigProblems;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A Modbus TCP device, or a gateway to several.
 *
 * @param name unique; its readings come from {@code modbus:name}
 * @param timeout for a connection, and for each request
 * @param patience without any answer for so long, the connection is made anew
 * @param maxGap addresses between two points that are read along, when that saves a request
 * @param maxRegisters in one request; some devices allow fewer than the protocol's 125
 */
public record ModbusConfig(
    String name,
    String host,
    int port,
    Duration timeout,
    Duration patience,
    int maxGap,
    int maxRegisters,
    List<PollGroup> groups) {

  public static final int DEFAULT_PORT = 502;
  public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(2);
  public static final Duration DEFAULT_PATIENCE = Duration.ofSeconds(30);
  public static final int DEFAULT_MAX_GAP = 8;
  public static final int MOST_REGISTERS = 125;
  private static final int MOST_POINTS = 20_000;

  /**
   * Points that are read together.
   *
   * @param interval from the beginning of one poll to that of the next
   */
  public record PollGroup(Duration interval, List<ModbusPoint> points) {
    public PollGroup {
      ConfigProblems problems = new ConfigProblems();
      problems.range("interval", interval, Duration.ofMillis(10), Duration.ofDays(1));
      problems.require(!points.isEmpty(), "points must not be empty");
      problems.throwIfAny();
      points = List.copyOf(points);
    }
  }

  public ModbusConfig {
    ConfigProblems problems = new ConfigProblems();
    problems.notBlank("host", host);
    problems.range("port", port, 1, 65_535);
    problems.range("timeout", timeout, Duration.ofMillis(10), Duration.ofMinutes(5));
    problems.range("patience", patience, Duration.ofMillis(100), Duration.ofDays(1));
    problems.range("max-gap", maxGap, 0, MOST_REGISTERS);
    problems.range("max-registers", maxRegisters, 4, MOST_REGISTERS);
    problems.require(!groups.isEmpty(), "groups must not be empty");
    int points = groups.stream().mapToInt(group -> group.points().size()).sum();
    problems.require(
        points <= MOST_POINTS, "a device has at most " + MOST_POINTS + " points, not " + points);
    Optional<Duration> shortest = groups.stream().map(PollGroup::interval).min(naturalOrder());
    problems.require(
        shortest.isEmpty() || patience.compareTo(shortest.get()) > 0,
        "patience must be longer than the shortest interval, but "
            + patience
            + " is not longer than "
            + shortest.orElse(Duration.ZERO));
    problems.throwIfAny();
    groups = List.copyOf(groups);
  }

  /** A device with default settings. */
  public static ModbusConfig of(String name, String host, int port, List<PollGroup> groups) {
    return new ModbusConfig(
        name,
        host,
        port,
        DEFAULT_TIMEOUT,
        DEFAULT_PATIENCE,
        DEFAULT_MAX_GAP,
        MOST_REGISTERS,
        groups);
  }
}
