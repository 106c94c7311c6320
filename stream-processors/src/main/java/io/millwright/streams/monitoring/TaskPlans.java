package io.millwright.streams.monitoring;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The plans that the assets of one task have: each document once, as long as an asset has it. The
 * task's thread changes it, any thread may count.
 */
final class TaskPlans {
  private final KeyValueStore<String, String> documents;

  /** How many assets have the plan, by its SHA-256. */
  private final Map<String, Integer> uses = new ConcurrentHashMap<>();

  TaskPlans(KeyValueStore<String, String> documents) {
    this.documents = documents;
  }

  @Nullable String document(String sha256) {
    return documents.get(sha256);
  }

  /** An asset has this plan now and had that before; null = none. */
  void changed(@Nullable String before, @Nullable String now, @Nullable String document) {
    if (now != null && !now.equals(before)) {
      if (document != null && documents.get(now) == null) {
        documents.put(now, document);
      }
      uses.merge(now, 1, Integer::sum);
    }
    if (before != null && !before.equals(now)) {
      Integer left = uses.merge(before, -1, Integer::sum);
      if (left != null && left <= 0) {
        uses.remove(before);
        documents.delete(before);
      }
    }
  }

  int assets() {
    return uses.values().stream().mapToInt(Integer::intValue).sum();
  }

  Set<String> plans() {
    return uses.keySet();
  }
}
