package io.millwright.gateway.store;

import io.millwright.gateway.file.OwnerOnly;
import io.millwright.gateway.publish.OutboundRecord.Priority;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The segments of a store, those of each priority by themselves, so that the less important can be
 * given up first. Bounded in bytes; written by one thread. The lists are guarded by {@code
 * monitor}.
 */
final class SpillLog implements AutoCloseable {
  /** Keeps the books of what the log does; called by the writing thread. */
  interface Bookkeeper {
    /** These are safe, and {@link Parcel#segment} says where; called under the monitor. */
    void stored(List<Parcel> parcels);

    /**
     * There is no room: what is settled must not be needed when this returns.
     *
     * @throws IOException if that could not be written down
     */
    void save() throws IOException;

    /**
     * The room of a segment is needed: its pending records are lost when this returns.
     *
     * @throws IOException if that could not be written down: then the segment stays
     */
    void giveUp(Segment segment) throws IOException;
  }

  /** So many bytes are written and forced at once. */
  private static final int GROUP_BYTES = 1 << 20;

  private final Path directory;
  private final long maxBytes;
  private final int segmentBytes;
  private final Disk disk;
  private final Object monitor;
  private final SecureRandom random = new SecureRandom();

  /** By id, which is by age. */
  private final Map<Priority, TreeMap<Long, Segment>> segments = new EnumMap<>(Priority.class);

  /** Where the next record of a priority goes; the writing thread's own. */
  private final Map<Priority, Segment> active = new EnumMap<>(Priority.class);

  /** In no list any more, but still on the disk. */
  private final List<Segment> condemned = new ArrayList<>();

  private long nextId;

  SpillLog(StoreConfig config, Disk disk, Object monitor, long nextId, List<Segment> opened) {
    this.directory = config.directory();
    this.maxBytes = config.maxBytes();
    this.segmentBytes = config.segmentBytes();
    this.disk = disk;
    this.monitor = monitor;
    this.nextId = nextId;
    for (Priority priority : Priority.values()) {
      segments.put(priority, new TreeMap<>());
    }
    for (Segment segment : opened) {
      of(segment.priority()).put(segment.id(), segment);
      this.nextId = Math.max(this.nextId, segment.id() + 1);
    }
  }

  private TreeMap<Long, Segment> of(Priority priority) {
    return segments.computeIfAbsent(priority, p -> new TreeMap<>());
  }

  /**
   * Writes parcels of one priority, as many of the first ones as go together, and returns when they
   * are safe. Those that Kafka has meanwhile are left out.
   *
   * @return how many of the first ones it has dealt with
   * @throws IOException if none of them is safe
   */
  int append(Priority priority, List<Parcel> parcels, Bookkeeper books) throws IOException {
    Segment segment = active.get(priority);
    Parcel first = parcels.get(0);
    if (segment == null || !segment.hasRoomFor(Frame.size(first.label, first.record))) {
      segment = roll(priority, books);
    }
    List<Parcel> group = new ArrayList<>();
    int dealtWith = 0;
    int bytes = 0;
    for (Parcel parcel : parcels) {
      int size = Frame.size(parcel.label, parcel.record);
      if (!group.isEmpty() && (bytes + size > GROUP_BYTES || !segment.hasRoomFor(bytes + size))) {
        break;
      }
      dealtWith++;
      synchronized (monitor) {
        if (parcel.inKafka) {
          continue;
        }
      }
      group.add(parcel);
      bytes += size;
    }
    if (!group.isEmpty()) {
      write(priority, segment, group, bytes, books);
    }
    return dealtWith;
  }

  private void write(
      Priority priority, Segment segment, List<Parcel> group, int bytes, Bookkeeper books)
      throws IOException {
    ByteBuffer frames = ByteBuffer.allocate(bytes);
    int ordinal = segment.count();
    for (Parcel parcel : group) {
      Frame.write(frames, segment.salt(), ordinal++, parcel.label, parcel.record);
    }
    try {
      segment.write(frames.flip());
    } catch (IOException e) {
      // What a failed force leaves on the disk is not known: never write behind it.
      active.remove(priority);
      throw e;
    }
    synchronized (monitor) {
      ordinal = segment.count();
      for (Parcel parcel : group) {
        parcel.segment = segment;
        parcel.ordinal = ordinal++;
      }
      segment.advance(bytes, group.size());
      books.stored(group);
    }
  }

  private Segment roll(Priority priority, Bookkeeper books) throws IOException {
    makeRoom(priority, books);
    long id;
    synchronized (monitor) {
      id = nextId++;
    }
    Path path = directory.resolve("%016x.segment".formatted(id));
    Segment segment = Segment.create(path, id, priority, random.nextLong(), segmentBytes, disk);
    OwnerOnly.forceNames(directory);
    synchronized (monitor) {
      of(priority).put(id, segment);
      active.put(priority, segment);
    }
    return segment;
  }

  private void makeRoom(Priority priority, Bookkeeper books) throws IOException {
    if (hasRoom()) {
      return;
    }
    books.save();
    while (!hasRoom()) {
      Segment victim;
      synchronized (monitor) {
        victim = victim(priority);
      }
      if (victim == null) {
        throw new StoreFullException(
            "the store has %d of %d bytes, the disk %d to spare, and nothing in it is less important: give store.max-bytes or the disk more room"
                .formatted(bytes(), maxBytes, disk.spareBytes(directory)));
      }
      books.giveUp(victim);
    }
  }

  private boolean hasRoom() throws IOException {
    return bytes() + segmentBytes <= maxBytes && disk.spareBytes(directory) >= segmentBytes;
  }

  /** What a record may push out: the oldest of LOW, then of NORMAL, but never what is above it. */
  private @Nullable Segment victim(Priority newcomer) {
    Segment low = oldest(Priority.LOW);
    if (low != null || newcomer == Priority.LOW) {
      return low;
    }
    return oldest(Priority.NORMAL);
  }

  private @Nullable Segment oldest(Priority priority) {
    Map.Entry<Long, Segment> entry = of(priority).firstEntry();
    return entry == null ? null : entry.getValue();
  }

  /** Takes a segment out of the lists; under the monitor. */
  void condemn(Segment segment) {
    of(segment.priority()).remove(segment.id());
    active.remove(segment.priority(), segment);
    condemned.add(segment);
  }

  /** Takes those out that nothing is left to be done for; under the monitor, by the writer. */
  void condemnSettled() {
    for (Segment segment : all()) {
      boolean written = segment.equals(active.get(segment.priority()));
      // One that has just been begun will be wanted again.
      if (segment.allSettled() && (!written || segment.end() > segment.size() / 2)) {
        condemn(segment);
      }
    }
  }

  /** Takes the ones out that are settled and still written to; under the monitor, by the writer. */
  void condemnIdle() {
    for (Segment segment : all()) {
      if (segment.allSettled()) {
        condemn(segment);
      }
    }
  }

  /** When a snapshot that does not need them is safe. */
  void deleteCondemned() throws IOException {
    List<Segment> gone;
    synchronized (monitor) {
      gone = List.copyOf(condemned);
    }
    for (Segment segment : gone) {
      segment.delete();
      synchronized (monitor) {
        condemned.remove(segment);
      }
    }
  }

  /**
   * When the oldest segment with pending records was made, in milliseconds since 1970; 0 = none.
   */
  long oldestPendingMillis() {
    synchronized (monitor) {
      return all().stream()
          .filter(segment -> segment.pending() > 0)
          .mapToLong(Segment::madeAtMillis)
          .min()
          .orElse(0);
    }
  }

  /** In the order in which they are to be drained; under the monitor. */
  List<Segment> all() {
    List<Segment> all = new ArrayList<>();
    for (Priority priority : Priority.values()) {
      all.addAll(of(priority).values());
    }
    return all;
  }

  /** The id that the next segment gets; under the monitor. */
  long nextId() {
    return nextId;
  }

  /** Of all files. */
  long bytes() {
    synchronized (monitor) {
      long bytes = 0;
      for (Segment segment : all()) {
        bytes += segment.size();
      }
      for (Segment segment : condemned) {
        bytes += segment.size();
      }
      return bytes;
    }
  }

  /** Of records that wait or are at the producer. */
  long pending() {
    synchronized (monitor) {
      long pending = 0;
      for (Segment segment : all()) {
        pending += segment.pending();
      }
      return pending;
    }
  }

  @Override
  public void close() throws IOException {
    synchronized (monitor) {
      for (Segment segment : all()) {
        segment.close();
      }
    }
  }
}
