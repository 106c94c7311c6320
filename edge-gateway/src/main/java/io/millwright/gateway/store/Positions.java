package io.millwright.gateway.store;

import static java.util.Objects.requireNonNull;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.common.TopicPartition;

/**
 * How far the books go in Kafka: of each run of the gateway, the records before these offsets are
 * in. Kafka answers in the order of a partition, so one offset says it for all before. Guarded by
 * the ledger's monitor.
 */
final class Positions {
  /** In place of a run that has left nothing out of the books. */
  private static final int FINISHED = 0;

  private final TreeMap<Integer, Map<TopicPartition, Long>> next = new TreeMap<>();

  /** A new run has nothing in Kafka before it knows where the partitions end. */
  void begin(int run) {
    next.put(run, new HashMap<>());
    next.remove(FINISHED);
  }

  /** Kafka has a record of the present run at an offset. */
  void included(TopicPartition partition, long offset) {
    present().merge(partition, offset + 1, Math::max);
  }

  /** Before the present run has written to a partition, its end is at an offset. */
  void endsAt(TopicPartition partition, long end) {
    present().put(partition, end);
  }

  /** What the present run has before an offset is in the books, or Kafka has refused it. */
  void settledBefore(TopicPartition partition, long offset) {
    present().merge(partition, offset, Math::max);
  }

  private Map<TopicPartition, Long> present() {
    return requireNonNull(next.lastEntry()).getValue();
  }

  /** Runs that have ended without putting all of theirs into the books. */
  Set<Integer> unfinished() {
    return new TreeSet<>(next.headMap(next.lastKey()).keySet());
  }

  /** Everything of the earlier runs is in the books. */
  void finished(Set<Integer> runs) {
    next.keySet().removeAll(runs);
  }

  /** The present run ends, and nothing of it is under way. */
  void end() {
    Map<TopicPartition, Long> last = present();
    next.remove(next.lastKey());
    if (next.isEmpty()) {
      next.put(FINISHED, last);
    }
  }

  /** Whether a record of an unfinished run is not in the books, as far as Kafka is concerned. */
  boolean isNew(int run, TopicPartition partition, long offset) {
    Map<TopicPartition, Long> of = next.get(run);
    return of != null && offset >= of.getOrDefault(partition, Long.MAX_VALUE);
  }

  /** From where on records of these runs can be. */
  Map<TopicPartition, Long> earliest(Set<Integer> runs) {
    Map<TopicPartition, Long> earliest = new HashMap<>();
    for (int run : runs) {
      next.getOrDefault(run, Map.of())
          .forEach((partition, offset) -> earliest.merge(partition, offset, Math::min));
    }
    return earliest;
  }

  void writeTo(DataOutput out) throws IOException {
    out.writeInt(next.size());
    for (var run : next.entrySet()) {
      out.writeInt(run.getKey());
      out.writeInt(run.getValue().size());
      for (var position : run.getValue().entrySet()) {
        out.writeUTF(position.getKey().topic());
        out.writeInt(position.getKey().partition());
        out.writeLong(position.getValue());
      }
    }
  }

  static Positions readFrom(DataInput in) throws IOException {
    Positions positions = new Positions();
    for (int runs = in.readInt(); runs > 0; runs--) {
      int run = in.readInt();
      Map<TopicPartition, Long> of = new HashMap<>();
      for (int left = in.readInt(); left > 0; left--) {
        TopicPartition partition = new TopicPartition(in.readUTF(), in.readInt());
        of.put(partition, in.readLong());
      }
      positions.next.put(run, of);
    }
    return positions;
  }
}
