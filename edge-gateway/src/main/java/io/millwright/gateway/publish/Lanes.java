package io.millwright.gateway.publish;

import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.measurement.Measurements;
import io.millwright.contracts.topic.Topic;
import io.millwright.contracts.topic.Topics;
import io.millwright.gateway.config.ConfigProblems;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Which of two ways readings take to who reads them: those of long ago travel apart, so that they
 * delay no others. It is decided when a message is received, and stays so however long its record
 * waits for Kafka.
 *
 * @param backfillAfter a message whose newest reading was so old when it was received is of long
 *     ago
 */
public record Lanes(Duration backfillAfter) {
  private static final Duration LONGEST = Duration.ofDays(366_000);

  public static final Lanes DEFAULTS = new Lanes(Duration.ofHours(6));

  /** Age decides nothing: for a history that is replayed as if it happened now. */
  public static final Lanes WHATEVER_THE_AGE = new Lanes(LONGEST);

  public Lanes {
    ConfigProblems problems = new ConfigProblems();
    problems.range("backfill-after", backfillAfter, Duration.ofMinutes(1), LONGEST);
    problems.throwIfAny();
  }

  /**
   * The topic of a message's readings.
   *
   * @param historical whether their source says of all of them that they are not of now
   */
  Topic<AssetKey, Measurements> topic(Measurements message, boolean historical) {
    long received = message.receivedTimeMicros();
    boolean old =
        received != 0
            && message.newestTimeMicros()
                < received - TimeUnit.MILLISECONDS.toMicros(backfillAfter.toMillis());
    return historical || old ? Topics.BACKFILL : Topics.MEASUREMENTS;
  }
}
