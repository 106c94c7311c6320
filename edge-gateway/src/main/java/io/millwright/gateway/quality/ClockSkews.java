package io.millwright.gateway.quality;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * How far each source's clock is from the gateway's: the median, over its last messages, of time of
 * receipt less time of the newest reading. A median, so that a late message now and then does not
 * count. Can be shared by threads.
 */
public final class ClockSkews {
  /** Sources that are watched; what comes when there are so many already is not. */
  private static final int MOST_SOURCES = 20_000;

  private static final int MESSAGES = 15;
  private static final long AHEAD_MICROS = Duration.ofMinutes(1).toMillis() * 1_000;

  /** Generous: a device that sends what it has stored is behind without a wrong clock. */
  private static final long BEHIND_MICROS = Duration.ofHours(1).toMillis() * 1_000;

  private final Map<String, Recent> sources = new ConcurrentHashMap<>();

  public ClockSkews(MeterRegistry meters) {
    Gauge.builder("millwright.gateway.clocks.ahead", this, skews -> skews.count(true))
        .description("Sources whose readings are a minute or more ahead of the gateway's clock")
        .register(meters);
    Gauge.builder("millwright.gateway.clocks.behind", this, skews -> skews.count(false))
        .description("Sources whose newest readings are an hour or more old when they come")
        .register(meters);
  }

  /**
   * Notes a message.
   *
   * @param skewMicros time of receipt less time of its newest reading
   */
  void note(String source, long skewMicros) {
    Recent recent = sources.get(source);
    if (recent == null) {
      if (sources.size() >= MOST_SOURCES) {
        return;
      }
      recent = sources.computeIfAbsent(source, name -> new Recent());
    }
    recent.add(skewMicros);
  }

  /**
   * How old a source's newest reading usually is when it comes; negative = its clock is ahead.
   *
   * @return null = nothing is known of it
   */
  public @Nullable Duration of(String source) {
    Recent recent = sources.get(source);
    return recent == null ? null : Duration.of(recent.median(), ChronoUnit.MICROS);
  }

  /**
   * How a source's clock is.
   *
   * @param skew how old its newest reading usually is when it comes; negative = its clock is ahead
   */
  public record Skew(String source, Duration skew) {}

  /** The sources whose clocks are farthest off, the worst first. */
  public List<Skew> worst(int most) {
    return sources.entrySet().stream()
        .map(
            entry ->
                new Skew(entry.getKey(), Duration.of(entry.getValue().median(), ChronoUnit.MICROS)))
        .sorted(
            Comparator.comparing((Skew one) -> one.skew().abs())
                .reversed()
                .thenComparing(Skew::source))
        .limit(most)
        .toList();
  }

  /** How many sources are watched. */
  public int watched() {
    return sources.size();
  }

  private int count(boolean ahead) {
    int count = 0;
    for (Recent recent : sources.values()) {
      long median = recent.median();
      if (ahead ? median <= -AHEAD_MICROS : median >= BEHIND_MICROS) {
        count++;
      }
    }
    return count;
  }

  /** The last few skews of a source. */
  private static final class Recent {
    private final long[] skews = new long[MESSAGES];
    private int count;

    private synchronized void add(long skew) {
      skews[count % MESSAGES] = skew;
      // Stays above the number of places, and never overflows.
      count = count + 1 < 2 * MESSAGES ? count + 1 : MESSAGES;
    }

    private synchronized long median() {
      int known = Math.min(count, MESSAGES);
      if (known == 0) {
        return 0;
      }
      long[] sorted = Arrays.copyOf(skews, known);
      Arrays.sort(sorted);
      return sorted[known / 2];
    }
  }
}
