package io.millwright.streams.monitoring;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.query.Position;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The bytes under a {@link LiveStore}: those that came from the change log and are no live object
 * yet. What {@link #put} is given goes to the change log by the layer above and is not kept here,
 * because the live object is the newer form of it. So an asset costs its memory once.
 *
 * <p>It writes no file, yet says that it is persistent: only then does Kafka Streams keep its
 * process id in the state directory, by which a restarted process fences its own open transaction
 * at once and need not wait until that times out.
 */
final class LeanStore implements KeyValueStore<Bytes, byte[]> {
  private final String name;
  private final Map<Bytes, byte[]> stored = new HashMap<>();

  /** Of them, the changes that follow a whole: they are no objects of their own. */
  private final Map<Bytes, byte[]> slots = new HashMap<>();

  private boolean open;

  LeanStore(String name) {
    this.name = name;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void init(StateStoreContext context, StateStore root) {
    open = true;
    context.register(root, (key, value) -> keep(Bytes.wrap(key), value));
  }

  /** Puts bytes of the change log, or of an object that is live no longer; null removes. */
  void keep(Bytes key, byte @Nullable [] value) {
    if (value == null) {
      of(key).remove(key);
    } else {
      of(key).put(key, value);
    }
  }

  private Map<Bytes, byte[]> of(Bytes key) {
    return StoredForm.isSlot(key) ? slots : stored;
  }

  /** Its object is live from now on. */
  void release(Bytes key) {
    of(key).remove(key);
  }

  /** The wholes. */
  void forEach(BiConsumer<Bytes, byte[]> action) {
    stored.forEach(action);
  }

  /** How many wholes. */
  int size() {
    return stored.size();
  }

  @Override
  public void put(Bytes key, byte @Nullable [] value) {
    release(key);
  }

  @Override
  public byte @Nullable [] get(Bytes key) {
    return of(key).get(key);
  }

  @Override
  public byte @Nullable [] putIfAbsent(Bytes key, byte[] value) {
    throw unsupported();
  }

  @Override
  public void putAll(List<KeyValue<Bytes, byte[]>> entries) {
    entries.forEach(entry -> put(entry.key, entry.value));
  }

  @Override
  public byte @Nullable [] delete(Bytes key) {
    return of(key).remove(key);
  }

  @Override
  public KeyValueIterator<Bytes, byte[]> range(@Nullable Bytes from, @Nullable Bytes to) {
    throw unsupported();
  }

  @Override
  public KeyValueIterator<Bytes, byte[]> all() {
    throw unsupported();
  }

  private static UnsupportedOperationException unsupported() {
    return new UnsupportedOperationException(
        "the store holds live objects: they are read by their key on the stream thread only");
  }

  @Override
  public long approximateNumEntries() {
    return stored.size();
  }

  @Override
  public boolean persistent() {
    return true;
  }

  @Override
  @SuppressWarnings(
      "deprecation") // how Kafka Streams 4.3 asks; true keeps it from writing offset files
  public boolean managesOffsets() {
    return true;
  }

  /** Null: nothing is on disk, everything is restored from the change log. */
  @Override
  public @Nullable Long committedOffset(TopicPartition partition) {
    return null;
  }

  @Override
  public void commit(Map<TopicPartition, Long> changelogOffsets) {
    // nothing is on disk
  }

  @Override
  public Position getPosition() {
    return Position.emptyPosition();
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  @Override
  public void close() {
    open = false;
    stored.clear();
    slots.clear();
  }
}
