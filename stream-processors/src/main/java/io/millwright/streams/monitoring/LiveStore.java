package io.millwright.streams.monitoring;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.processor.internals.InternalProcessorContext;
import org.apache.kafka.streams.processor.internals.ProcessorRecordContext;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.internals.WrappedStateStore;
import org.jspecify.annotations.Nullable;

/**
 * A state store of live objects. An object is read from its bytes once, then changed in place, and
 * written to the change log once a commit: not once a record, as the stores of Kafka Streams do.
 *
 * <p>The writing happens in {@link #flushCache()}, which Kafka Streams calls before it commits the
 * transaction, so that the bytes are part of it. {@code StateStore.commit} would be too late: it
 * runs after the transaction, and state written there is lost at a crash. {@code flushCache} is an
 * internal hook of Kafka Streams; therefore {@link #mutate} refuses to go on when it is not called.
 *
 * <p>Belongs to one task and its thread. A live object must not be kept beyond one call of the
 * processor.
 */
final class LiveStore<K, V> extends WrappedStateStore<KeyValueStore<K, byte[]>, K, V> {

  /** Reads an object from its bytes; null when they cannot be used. */
  @FunctionalInterface
  interface Reader<K, V> {
    @Nullable V read(K key, byte[] bytes);
  }

  /** Told of each flush. */
  @FunctionalInterface
  interface FlushListener {
    void flushed(int objects, long bytes, long nanos);
  }

  /**
   * Two looks at least this far apart must find the flush overdue: a suspended machine is not a
   * fault.
   */
  private static final long SECOND_LOOK_NANOS = Duration.ofSeconds(10).toNanos();

  private final LeanStore lean;
  private final Serde<K> keySerde;
  private final Function<V, byte[]> writer;
  private final long overdueNanos;
  private final FlushListener listener;
  private final Map<K, Live<V>> live = new HashMap<>();
  private final List<K> dirty = new ArrayList<>();
  private @Nullable InternalProcessorContext<?, ?> context;
  private long dirtySince;
  private long overdueSeen;
  private int objects;
  private volatile int size;

  private static final class Live<V> {
    /** Null when the stored bytes cannot be used, or after a removal. */
    @Nullable V object;

    boolean dirty;
  }

  private LiveStore(
      KeyValueStore<K, byte[]> inner,
      LeanStore lean,
      Serde<K> keySerde,
      Function<V, byte[]> writer,
      Duration overdue,
      FlushListener listener) {
    super(inner);
    this.lean = lean;
    this.keySerde = keySerde;
    this.writer = writer;
    this.overdueNanos = overdue.toNanos();
    this.listener = listener;
  }

  /**
   * The object of a key, to be changed by the caller, or null when there is none. It is written at
   * the next commit.
   */
  @Nullable V mutate(K key, Reader<K, V> reader) {
    Live<V> entry = entry(key, reader);
    if (entry == null || entry.object == null) {
      return null;
    }
    markDirty(key, entry);
    return entry.object;
  }

  /** The object of a key, to be looked at only, or null when there is none. */
  @Nullable V look(K key, Reader<K, V> reader) {
    Live<V> entry = entry(key, reader);
    return entry == null ? null : entry.object;
  }

  private @Nullable Live<V> entry(K key, Reader<K, V> reader) {
    Live<V> entry = live.get(key);
    if (entry == null) {
      Bytes rawKey = raw(key);
      byte[] bytes = lean.get(rawKey);
      if (bytes == null) {
        return null;
      }
      entry = new Live<>();
      entry.object = reader.read(key, bytes);
      live.put(key, entry);
      if (entry.object != null) {
        lean.release(rawKey);
        objects++;
      }
    }
    return entry;
  }

  /** Puts another object in the place of the one that was there. */
  void put(K key, V object) {
    Live<V> entry = live.computeIfAbsent(key, absent -> new Live<>());
    if (entry.object == null) {
      objects++;
    }
    entry.object = object;
    lean.release(raw(key));
    markDirty(key, entry);
    count();
  }

  void remove(K key) {
    Live<V> entry = live.computeIfAbsent(key, absent -> new Live<>());
    if (entry.object != null) {
      objects--;
    }
    entry.object = null;
    lean.release(raw(key));
    markDirty(key, entry);
    count();
  }

  /** Keys with their bytes, of objects that are not live yet. */
  void forEachStored(BiConsumer<K, byte[]> action) {
    lean.forEach(
        (key, bytes) -> action.accept(keySerde.deserializer().deserialize("", key.get()), bytes));
    count();
  }

  /** How many keys have an object or bytes; readable from any thread. */
  int size() {
    return size;
  }

  private void count() {
    size = objects + lean.size();
  }

  private void markDirty(K key, Live<V> entry) {
    if (entry.dirty) {
      return;
    }
    long now = System.nanoTime();
    if (dirty.isEmpty()) {
      dirtySince = now;
      overdueSeen = 0;
    } else if (now - dirtySince > overdueNanos) {
      refuseWhenStillOverdue(now);
    }
    entry.dirty = true;
    dirty.add(key);
  }

  private void refuseWhenStillOverdue(long now) {
    if (overdueSeen == 0) {
      overdueSeen = now;
    } else if (now - overdueSeen > SECOND_LOOK_NANOS) {
      throw new ProcessorStateException(
          "store "
              + name()
              + " was not flushed for "
              + Duration.ofNanos(now - dirtySince)
              + " although records flow: this version of Kafka Streams does not call flushCache() before it commits,"
              + " and going on would lose state; use the version that Millwright was tested with");
    }
  }

  @Override
  public void init(StateStoreContext stateStoreContext, StateStore root) {
    context = stateStoreContext instanceof InternalProcessorContext<?, ?> known ? known : null;
    super.init(stateStoreContext, root);
  }

  @Override
  public void flushCache() {
    if (dirty.isEmpty()) {
      return;
    }
    InternalProcessorContext<?, ?> task = context;
    ProcessorRecordContext last = task == null ? null : task.recordContext();
    if (task == null || last == null) {
      writeDirty();
      return;
    }
    // A change log's record gets the time of the task's last record, and Kafka refuses those from
    // the future.
    task.setRecordContext(
        new ProcessorRecordContext(
            BackfillTime.arrival(last.timestamp()),
            last.offset(),
            last.partition(),
            last.topic(),
            last.headers()));
    try {
      writeDirty();
    } finally {
      task.setRecordContext(last);
    }
  }

  private void writeDirty() {
    long begin = System.nanoTime();
    long bytes = 0;
    for (K key : dirty) {
      Live<V> entry = live.get(key);
      if (entry == null) {
        continue;
      }
      byte[] form = entry.object == null ? null : writer.apply(entry.object);
      wrapped().put(key, form);
      entry.dirty = false;
      if (form == null) {
        live.remove(key);
      } else {
        bytes += form.length;
      }
    }
    int written = dirty.size();
    dirty.clear();
    listener.flushed(written, bytes, System.nanoTime() - begin);
  }

  /** The task becomes a standby, which knows bytes only. */
  @Override
  public void clearCache() {
    live.forEach(
        (key, entry) -> {
          if (entry.object != null) {
            lean.keep(raw(key), writer.apply(entry.object));
          }
        });
    live.clear();
    dirty.clear();
    objects = 0;
  }

  /** Drops what was not committed: also the way of a task that failed. */
  @Override
  public void close() {
    live.clear();
    dirty.clear();
    objects = 0;
    size = 0;
    super.close();
  }

  private Bytes raw(K key) {
    return Bytes.wrap(keySerde.serializer().serialize("", key));
  }

  /** Makes the store of each task. */
  static final class Builder<K, V> implements StoreBuilder<LiveStore<K, V>> {
    private final String name;
    private final Serde<K> keySerde;
    private final Function<V, byte[]> writer;
    private final Duration overdue;
    private final FlushListener listener;
    private Map<String, String> logConfig;

    Builder(
        String name,
        Serde<K> keySerde,
        Function<V, byte[]> writer,
        Duration overdue,
        FlushListener listener) {
      this.name = name;
      this.keySerde = keySerde;
      this.writer = writer;
      this.overdue = overdue;
      this.listener = listener;
      this.logConfig = Map.of();
    }

    @Override
    public LiveStore<K, V> build() {
      LeanStore lean = new LeanStore(name);
      KeyValueStore<K, byte[]> inner =
          Stores.keyValueStoreBuilder(new Only(name, lean), keySerde, Serdes.ByteArray())
              .withCachingDisabled()
              .withLoggingEnabled(logConfig)
              .build();
      return new LiveStore<>(inner, lean, keySerde, writer, overdue, listener);
    }

    @Override
    public StoreBuilder<LiveStore<K, V>> withCachingEnabled() {
      throw new UnsupportedOperationException("a live store is its own cache");
    }

    @Override
    public StoreBuilder<LiveStore<K, V>> withCachingDisabled() {
      return this;
    }

    @Override
    public StoreBuilder<LiveStore<K, V>> withLoggingEnabled(Map<String, String> config) {
      logConfig = Map.copyOf(config);
      return this;
    }

    @Override
    public StoreBuilder<LiveStore<K, V>> withLoggingDisabled() {
      throw new UnsupportedOperationException("without its change log a live store forgets");
    }

    @Override
    public Map<String, String> logConfig() {
      return logConfig;
    }

    @Override
    public boolean loggingEnabled() {
      return true;
    }

    @Override
    public String name() {
      return name;
    }
  }

  /** Hands the one store to the builder of Kafka Streams. */
  private record Only(String name, LeanStore lean) implements KeyValueBytesStoreSupplier {
    @Override
    public KeyValueStore<Bytes, byte[]> get() {
      return lean;
    }

    @Override
    public String metricsScope() {
      return "live";
    }
  }
}
