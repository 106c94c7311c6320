package io.millwright.gateway.publish;

import org.jspecify.annotations.Nullable;

/**
 * Hears once what became of a record; on a thread of Kafka's producer or of the store, so it must
 * not block.
 */
@FunctionalInterface
public interface Completion {
  /**
   * The end of a write.
   *
   * @param failure null = all in-sync replicas have the record, or the store has forced it to its
   *     disk
   */
  void completed(@Nullable Exception failure);
}
