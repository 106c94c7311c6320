package io.millwright.models.alarm;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What an alarm system is like to live with, over a time of at least some days (ISA-18.2-2016
 * clause 16): announced alarms only.
 *
 * @param announced how many
 * @param perTenMinutes on average: about 1 is very likely acceptable, about 2 the most that a
 *     person can manage
 * @param shareOfIntervalsAboveTen of the ten-minute intervals: below 1 % is the target
 * @param floods times with more than 10 in 10 minutes; one ends with fewer than 5
 * @param shareOfTimeInFlood below 1 % is the target
 * @param chattering alarms that changed more than 5 times within 5 minutes; the target is none
 * @param stale alarms that were active for more than 24 hours; below 5 is the target
 * @param badActors the alarms that are announced most, at most ten, most frequent first
 * @param shareOfBadActors their share of all; 1 to 5 % is the target
 * @param shareByPriority of priority 1, 2, 3; 5, 15, 80 % is the target
 */
public record AlarmStatistics(
    int announced,
    double perTenMinutes,
    double shareOfIntervalsAboveTen,
    int floods,
    double shareOfTimeInFlood,
    List<Source> chattering,
    List<Source> stale,
    List<BadActor> badActors,
    double shareOfBadActors,
    List<Double> shareByPriority) {
  private static final long INTERVAL_MICROS = Duration.ofMinutes(10).toNanos() / 1_000;
  private static final long CHATTER_MICROS = Duration.ofMinutes(5).toNanos() / 1_000;
  private static final long STALE_MICROS = Duration.ofHours(24).toNanos() / 1_000;
  private static final int FLOOD_BEGINS_ABOVE = 10;
  private static final int FLOOD_ENDS_BELOW = 5;
  private static final int MOST_CHANGES = 5;
  private static final int MOST_ACTORS = 10;

  public AlarmStatistics {
    chattering = List.copyOf(chattering);
    stale = List.copyOf(stale);
    badActors = List.copyOf(badActors);
    shareByPriority = List.copyOf(shareByPriority);
  }

  /** An alarm: the detector of an asset. */
  public record Source(String asset, String detector) implements Comparable<Source> {
    @Override
    public int compareTo(Source other) {
      int byAsset = asset.compareTo(other.asset);
      return byAsset != 0 ? byAsset : detector.compareTo(other.detector);
    }
  }

  /** An alarm and how often it was announced. */
  public record BadActor(Source source, int announced) {}

  /** A change of an alarm. */
  public record Event(
      Source source, long timeMicros, AlarmState state, boolean announced, int priority) {}

  /**
   * Counts.
   *
   * @param events in the order of their time; of those before the time only the last of each alarm
   *     matters, for what was active when the time began; those after it are left out
   * @param fromMicros begin of the time, included
   * @param toMicros end of it, not included
   */
  public static AlarmStatistics of(List<Event> events, long fromMicros, long toMicros) {
    if (toMicros <= fromMicros) {
      throw new IllegalArgumentException("the time must end behind its beginning");
    }
    List<Event> inTime =
        events.stream()
            .filter(it -> it.timeMicros() >= fromMicros && it.timeMicros() < toMicros)
            .toList();
    List<Event> announced = inTime.stream().filter(Event::announced).toList();
    double intervals = (double) (toMicros - fromMicros) / INTERVAL_MICROS;
    Map<Source, Integer> counts = new HashMap<>();
    int[] ofPriority = new int[3];
    Map<Long, Integer> ofInterval = new HashMap<>();
    for (Event event : announced) {
      counts.merge(event.source(), 1, Integer::sum);
      ofPriority[Math.max(1, Math.min(3, event.priority())) - 1]++;
      ofInterval.merge((event.timeMicros() - fromMicros) / INTERVAL_MICROS, 1, Integer::sum);
    }
    List<BadActor> actors =
        counts.entrySet().stream()
            .map(it -> new BadActor(it.getKey(), it.getValue()))
            .sorted(
                Comparator.comparingInt(BadActor::announced)
                    .reversed()
                    .thenComparing(BadActor::source))
            .limit(MOST_ACTORS)
            .toList();
    int byActors = actors.stream().mapToInt(BadActor::announced).sum();
    long above = ofInterval.values().stream().filter(it -> it > FLOOD_BEGINS_ABOVE).count();
    Floods floods = floods(announced, toMicros);
    List<Double> shares = new ArrayList<>();
    for (int count : ofPriority) {
      shares.add(announced.isEmpty() ? 0.0 : (double) count / announced.size());
    }
    return new AlarmStatistics(
        announced.size(),
        announced.size() / intervals,
        above / Math.max(1, Math.ceil(intervals)),
        floods.count,
        (double) floods.micros / (toMicros - fromMicros),
        chattering(inTime),
        stale(events, fromMicros, toMicros),
        actors,
        announced.isEmpty() ? 0 : (double) byActors / announced.size(),
        shares);
  }

  private record Floods(int count, long micros) {}

  /** A window of ten minutes moves along the announced alarms. */
  private static Floods floods(List<Event> announced, long toMicros) {
    int count = 0;
    long micros = 0;
    long since = -1;
    int first = 0;
    for (int i = 0; i < announced.size(); i++) {
      long now = announced.get(i).timeMicros();
      while (announced.get(first).timeMicros() <= now - INTERVAL_MICROS) {
        // With fewer than five left in the window a flood ends when the next one left it.
        if (since >= 0 && i - first < FLOOD_ENDS_BELOW) {
          micros += announced.get(first).timeMicros() + INTERVAL_MICROS - since;
          since = -1;
        }
        first++;
      }
      if (since < 0 && i - first + 1 > FLOOD_BEGINS_ABOVE) {
        since = announced.get(first).timeMicros();
        count++;
      }
    }
    if (since >= 0) {
      long last = announced.get(announced.size() - 1).timeMicros();
      micros += Math.min(toMicros, last + INTERVAL_MICROS) - since;
    }
    return new Floods(count, micros);
  }

  private static List<Source> chattering(List<Event> events) {
    Map<Source, List<Long>> times = new HashMap<>();
    events.stream()
        .filter(it -> !it.state().heldBack())
        .forEach(
            it -> times.computeIfAbsent(it.source(), s -> new ArrayList<>()).add(it.timeMicros()));
    return times.entrySet().stream()
        .filter(it -> chatters(it.getValue()))
        .map(Map.Entry::getKey)
        .sorted()
        .toList();
  }

  private static boolean chatters(List<Long> times) {
    for (int i = MOST_CHANGES; i < times.size(); i++) {
      if (times.get(i) - times.get(i - MOST_CHANGES) <= CHATTER_MICROS) {
        return true;
      }
    }
    return false;
  }

  private static List<Source> stale(List<Event> events, long fromMicros, long toMicros) {
    Map<Source, Long> activeSince = new HashMap<>();
    List<Source> stale = new ArrayList<>();
    for (Event event : events) {
      if (event.timeMicros() >= toMicros) {
        break;
      }
      boolean active =
          event.state() == AlarmState.ACTIVE_UNACKNOWLEDGED
              || event.state() == AlarmState.ACTIVE_ACKNOWLEDGED;
      if (active) {
        activeSince.putIfAbsent(event.source(), event.timeMicros());
      } else {
        Long since = activeSince.remove(event.source());
        if (since != null
            && event.timeMicros() >= fromMicros
            && event.timeMicros() - since > STALE_MICROS) {
          stale.add(event.source());
        }
      }
    }
    activeSince.forEach(
        (source, since) -> {
          if (toMicros - since > STALE_MICROS) {
            stale.add(source);
          }
        });
    return stale.stream().distinct().sorted().toList();
  }
}
