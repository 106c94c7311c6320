package io.millwright.gateway.quality;

import io.millwright.gateway.quality.AssetRules.PointRule;
import io.millwright.gateway.registry.RegisteredPoint;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The rules of batches by their points, and what is asked of these. Assets of one type share them,
 * so that thousands find theirs in the processor's caches.
 */
final class SharedRules {
  /** A flood of different batches must not fill the memory. */
  private static final int MOST_POINTS = 500_000;

  private final ConcurrentHashMap<Key, BatchRules> rules = new ConcurrentHashMap<>();
  private final AtomicInteger held = new AtomicInteger();

  private record Key(List<String> dictionary, List<@Nullable RegisteredPoint> points) {}

  /**
   * The rules of a batch.
   *
   * @param dictionary its points
   * @param ofPoints one for each of them; null = none
   * @return for this very dictionary, by which a batch finds them again
   */
  @SuppressWarnings("ReferenceEquality")
  BatchRules of(List<String> dictionary, @Nullable PointRule[] ofPoints) {
    List<@Nullable RegisteredPoint> points = new ArrayList<>(ofPoints.length);
    for (PointRule rule : ofPoints) {
      points.add(rule == null ? null : rule.registered());
    }
    Key key = new Key(dictionary, points);
    BatchRules known = rules.get(key);
    if (known != null && known.dictionary() == dictionary) {
      return known;
    }
    BatchRules fresh = new BatchRules(dictionary, ofPoints);
    if (known == null) {
      if (held.addAndGet(ofPoints.length) > MOST_POINTS) {
        rules.clear();
        held.set(ofPoints.length);
      }
      rules.put(key, fresh);
    }
    return fresh;
  }
}
