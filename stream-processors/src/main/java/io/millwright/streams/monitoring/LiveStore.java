package io.millwright.streams.monitoring;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
 * What is written is the whole object, or its changes alone if it tells them: see {@link
 * StoredForm}.
 *
 * <p>The writing happens in {@link #flushCache()}, which Kafka Streams calls before it commits the
 * transaction, so that the bytes are part of it. {@code StateStore.commit} would be too late: it
 * runs after the transaction, and state written there is lost at a crash. {@code flushCache} is an
 * internal hook of Kafka Streams; therefore {@link #mutate} refuses to go on when it is not called.
 *
 * <p>Belongs to one task and its thread. A live object must not be kept beyond one call of the
 * processor.
 */
final class LiveStore<K, V> extends WrappedStateStore<KeyValueStore<Bytes, byte[]>, K, V> {

  /** Reads an object from its bytes and its changes since then; null when they cannot be used. */
  @FunctionalInterface
  interface Reader<K, V> {
    @Nullable V read(K key, byte[] bytes, List<byte[]> changes);
  }

  /** Gets what is stored of an object that is not live. */
  @FunctionalInterface
  interface Visitor<K> {
    void stored(K key, byte[] bytes, List<byte[]> changes);
  }

  /** Says what has changed. */
  @FunctionalInterface
  interface Changes<V> {
    /**
     * What has changed since the last call, or since the object was read; null = too much, or what
     * can only be written as a whole. Asked before each writing of an object, and with the answer
     * the object begins to note anew.
     */
    byte @Nullable [] take(V object);
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
  private final @Nullable Changes<V> changes;
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

    /** Of its last stored change. */
    long number;

    /** Of its last stored whole; {@link #NONE} = changes cannot follow it. */
    long whole = NONE;

    static final long NONE = Long.MIN_VALUE;
  }

  private LiveStore(
      KeyValueStore<Bytes, byte[]> inner,
      LeanStore lean,
      Serde<K> keySerde,
      Function<V, byte[]> writer,
      @Nullable Changes<V> changes,
      Duration overdue,
      FlushListener listener) {
    super(inner);
    this.lean = lean;
    this.keySerde = keySerde;
    this.writer = writer;
    this.changes = changes;
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
      StoredForm.Whole whole = whole(bytes);
      List<byte[]> since = changesSince(rawKey, whole);
      entry = begin(rawKey, whole, since.size());
      entry.object = reader.read(key, whole.bytes(), since);
      live.put(key, entry);
      if (entry.object != null) {
        release(rawKey);
        objects++;
      }
    }
    return entry;
  }

  private Live<V> begin(Bytes rawKey, StoredForm.Whole whole, int changesSince) {
    Live<V> entry = new Live<>();
    long last = whole.number() + changesSince;
    long highest = changes == null ? last : highestNumber(rawKey, last);
    // Behind a whole that is damaged there may be any number: the next one must be none of them.
    entry.number = highest;
    entry.whole = whole.followed() && highest == last ? whole.number() : Live.NONE;
    return entry;
  }

  private long highestNumber(Bytes rawKey, long atLeast) {
    long highest = atLeast;
    for (Bytes slot : StoredForm.slots(rawKey)) {
      byte[] stored = lean.get(slot);
      if (stored != null) {
        highest = Math.max(highest, StoredForm.number(stored));
      }
    }
    return highest;
  }

  /** That of a key whose object is about to be another, whatever was there. */
  private Live<V> entry(K key) {
    Live<V> known = live.get(key);
    if (known != null) {
      return known;
    }
    Bytes rawKey = raw(key);
    byte[] bytes = lean.get(rawKey);
    Live<V> entry = new Live<>();
    if (bytes != null) {
      StoredForm.Whole whole = whole(bytes);
      entry = begin(rawKey, whole, changesSince(rawKey, whole).size());
    }
    live.put(key, entry);
    return entry;
  }

  private StoredForm.Whole whole(byte[] bytes) {
    return changes == null ? new StoredForm.Whole(0, bytes, true) : StoredForm.Whole.read(bytes);
  }

  private List<byte[]> changesSince(Bytes rawKey, StoredForm.Whole whole) {
    return changes == null ? List.of() : StoredForm.changesSince(whole, rawKey, lean::get);
  }

  private void release(Bytes rawKey) {
    lean.release(rawKey);
    if (changes != null) {
      StoredForm.slots(rawKey).forEach(lean::release);
    }
  }

  /** Puts another object in the place of the one that was there. */
  void put(K key, V object) {
    Live<V> entry = entry(key);
    if (entry.object == null) {
      objects++;
    }
    entry.object = object;
    release(raw(key));
    markDirty(key, entry);
    count();
  }

  void remove(K key) {
    Live<V> entry = entry(key);
    if (entry.object != null) {
      objects--;
    }
    entry.object = null;
    release(raw(key));
    markDirty(key, entry);
    count();
  }

  /** What is stored of objects that are not live yet. */
  void forEachStored(Visitor<K> visitor) {
    lean.forEach(
        (key, bytes) -> {
          StoredForm.Whole whole = whole(bytes);
          visitor.stored(
              keySerde.deserializer().deserialize("", key.get()),
              whole.bytes(),
              changesSince(key, whole));
        });
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
      entry.dirty = false;
      if (entry.object == null) {
        erase(raw(key));
        live.remove(key);
      } else {
        bytes += write(raw(key), entry, entry.object);
      }
    }
    int written = dirty.size();
    dirty.clear();
    listener.flushed(written, bytes, System.nanoTime() - begin);
  }

  private void erase(Bytes rawKey) {
    wrapped().put(rawKey, null);
    if (changes != null) {
      StoredForm.slots(rawKey).forEach(slot -> wrapped().put(slot, null));
    }
  }

  /** Returns the number of bytes. */
  private int write(Bytes rawKey, Live<V> entry, V object) {
    byte[] change = changes == null ? null : changes.take(object);
    byte[] form;
    if (change != null
        && entry.whole != Live.NONE
        && entry.number - entry.whole < StoredForm.SLOTS) {
      entry.number++;
      form = StoredForm.change(entry.number, change);
      wrapped().put(StoredForm.slot(rawKey, entry.number), form);
    } else {
      entry.whole = entry.number;
      form = numbered(entry, object, true);
      wrapped().put(rawKey, form);
    }
    return form.length;
  }

  private byte[] numbered(Live<V> entry, V object, boolean followed) {
    byte[] bytes = writer.apply(object);
    return changes == null ? bytes : new StoredForm.Whole(entry.number, bytes, followed).write();
  }

  /** The task becomes a standby, which knows bytes only. */
  @Override
  public void clearCache() {
    live.forEach(
        (key, entry) -> {
          if (entry.object != null) {
            lean.keep(raw(key), numbered(entry, entry.object, false));
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
    private @Nullable Changes<V> changes;
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

    /**
     * Writes only what has changed, as long as that is told. Keys must not have a zero byte, wholes
     * that are stored already not begin with 0x7e or 0x7f.
     */
    Builder<K, V> withChanges(Changes<V> told) {
      changes = told;
      return this;
    }

    @Override
    public LiveStore<K, V> build() {
      LeanStore lean = new LeanStore(name);
      KeyValueStore<Bytes, byte[]> inner =
          Stores.keyValueStoreBuilder(new Only(name, lean), Serdes.Bytes(), Serdes.ByteArray())
              .withCachingDisabled()
              .withLoggingEnabled(logConfig)
              .build();
      return new LiveStore<>(inner, lean, keySerde, writer, changes, overdue, listener);
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
