package io.millwright.gateway.store;

import static java.util.Objects.requireNonNull;

import io.millwright.gateway.ledger.Ledger;
import io.millwright.gateway.ledger.LedgerReport;
import io.millwright.gateway.ledger.Waybill;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the ledger, the log and how far Kafka is in step, and safe from a crash: a snapshot has all
 * three as they were at one moment, and no segment is deleted that the last snapshot needs. So a
 * snapshot, the segments, and what Kafka has got since make the books again, exactly.
 *
 * <p>State that a snapshot holds changes under the ledger's monitor. Only one snapshot is written
 * at a time; whoever writes one takes this object's monitor first.
 */
final class Books implements SpillLog.Bookkeeper, AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(Books.class);

  private final StoreFiles files;
  private final Disk disk;
  private final Ledger ledger;
  private final Positions positions;
  private final SpillLog log;
  private long spilled;
  private long drained;
  private long dropped;

  private Books(StoreFiles files, Disk disk, Ledger ledger, Positions positions, SpillLog log) {
    this.files = files;
    this.disk = disk;
    this.ledger = ledger;
    this.positions = positions;
    this.log = log;
  }

  /** Opens a store and puts all of its records into the books. */
  static Books open(StoreConfig config, Ledger ledger, Disk disk) throws IOException {
    StoreFiles files = StoreFiles.open(config.directory(), disk);
    try {
      Snapshot snapshot = read(files, ledger);
      Inventory inventory = new Inventory(ledger, snapshot);
      for (Path path : files.segments()) {
        inventory.take(path, disk);
      }
      inventory.close();
      Positions positions = snapshot.positions();
      positions.begin(files.run());
      if (!positions.unfinished().isEmpty() && ledger.state() == LedgerReport.State.EXACT) {
        ledger.state(LedgerReport.State.RECOVERING);
      }
      SpillLog log = new SpillLog(config, disk, ledger, snapshot.nextId(), inventory.segments);
      Books books = new Books(files, disk, ledger, positions, log);
      books.saveAsItIs();
      return books;
    } catch (IOException | RuntimeException e) {
      files.close();
      throw e;
    }
  }

  private static Snapshot read(StoreFiles files, Ledger ledger) throws IOException {
    byte[] content = files.snapshot();
    if (content == null) {
      return Snapshot.none();
    }
    try {
      return Snapshot.decode(content, ledger);
    } catch (IOException e) {
      LOGGER
          .atError()
          .setCause(e)
          .log("the ledger's snapshot cannot be read: it is put aside, and counting begins anew");
      files.putSnapshotAside();
      ledger.state(LedgerReport.State.ESTIMATED);
      return Snapshot.none();
    }
  }

  /** Looks at the segments of the last run. */
  private static final class Inventory {
    private final Ledger ledger;
    private final Snapshot snapshot;
    private final List<Segment> segments = new ArrayList<>();
    private final Map<String, long[]> pendingOf = new HashMap<>();
    private final List<Waybill> sinceSnapshot = new ArrayList<>();
    private int damages;

    private Inventory(Ledger ledger, Snapshot snapshot) {
      this.ledger = ledger;
      this.snapshot = snapshot;
    }

    private void take(Path path, Disk disk) throws IOException {
      long id = Long.parseUnsignedLong(path.getFileName().toString().split("\\.", 2)[0], 16);
      Snapshot.Included included = snapshot.segments().get(id);
      if (included == null && id < snapshot.nextId()) {
        Files.delete(path);
        return;
      }
      try {
        Segment.Opened opened = Segment.open(path, disk, frame -> take(frame, included));
        if (included != null) {
          included.settled().stream()
              .filter(ordinal -> ordinal < opened.segment().count())
              .forEach(opened.segment()::settle);
        }
        damages += opened.damages();
        segments.add(opened.segment());
      } catch (Segment.NoSegmentException e) {
        LOGGER.atError().setCause(e).log("a segment of the store cannot be read: it is put aside");
        StoreFiles.putAside(path);
        damages++;
      } catch (FileSystemException e) {
        // As for want of rights or of file handles: its records are there, and must not be lost.
        throw new IOException(
            path
                + " cannot be opened ("
                + e
                + "): see to it that the gateway may read and write it",
            e);
      }
    }

    private void take(Frame frame, Snapshot.@Nullable Included included) {
      if (included == null || !included.has(frame.ordinal())) {
        sinceSnapshot.add(frame.waybill());
      } else if (!included.settled().get(frame.ordinal())) {
        long[] pending = pendingOf.computeIfAbsent(frame.waybill().source(), s -> new long[2]);
        pending[0] += frame.waybill().messages();
        pending[1] += frame.waybill().readings();
      }
    }

    private void close() {
      long lost = ledger.reconcile(pendingOf);
      for (Waybill waybill : sinceSnapshot) {
        ledger.received(waybill);
        ledger.keptInStore(waybill);
      }
      if (damages > 0 || lost != 0) {
        LOGGER
            .atError()
            .addKeyValue("places", damages)
            .addKeyValue("records", lost)
            .log("the store is damaged; its records that are lost are counted as dropped");
      }
    }
  }

  SpillLog log() {
    return log;
  }

  Ledger ledger() {
    return ledger;
  }

  long gateway() {
    return files.gateway();
  }

  int run() {
    return files.run();
  }

  /** Kafka has a record; under the ledger's monitor. */
  void delivered(Parcel parcel, TopicPartition partition, long offset) {
    positions.included(partition, offset);
    parcel.inKafka = true;
    if (parcel.segment == null) {
      ledger.keptInKafka(parcel.waybill);
      return;
    }
    if (parcel.segment.isGivenUp()) {
      ledger.recovered(parcel.waybill);
      dropped -= parcel.waybill.messages();
    } else {
      ledger.forwarded(parcel.waybill);
    }
    parcel.segment.settle(parcel.ordinal);
    drained++;
  }

  /** Kafka will never take a stored record; under the ledger's monitor. */
  void refused(Parcel parcel, Segment segment) {
    if (!segment.isGivenUp()) {
      ledger.dropped(parcel.waybill);
      dropped += parcel.waybill.messages();
    }
    segment.settle(parcel.ordinal);
  }

  /**
   * All frames of a segment have been read, and records still wait in it: under the ledger's
   * monitor. Whose they were only the next start finds out, from what is there; until then the
   * ledger has them as pending.
   */
  void unreadable(Segment segment) {
    int lost = segment.settleWaiting();
    dropped += lost;
    LOGGER
        .atError()
        .addKeyValue("file", segment.path())
        .addKeyValue("records", lost)
        .log("the store is damaged: these records cannot be read, and are lost");
  }

  @Override
  public void stored(List<Parcel> parcels) {
    for (Parcel parcel : parcels) {
      Segment segment = requireNonNull(parcel.segment);
      spilled++;
      if (parcel.inKafka) {
        segment.settle(parcel.ordinal);
        drained++;
        continue;
      }
      ledger.keptInStore(parcel.waybill);
      if (parcel.atProducer) {
        segment.sent(parcel.ordinal);
      }
    }
  }

  @Override
  public synchronized void giveUp(Segment segment) throws IOException {
    List<Frame> frames = new ArrayList<>();
    segment.forEach(frames::add);
    int lost = 0;
    synchronized (ledger) {
      for (Frame frame : frames) {
        if (!segment.isSettled(frame.ordinal())) {
          ledger.dropped(frame.waybill());
          lost += frame.waybill().messages();
        }
      }
      dropped += lost;
      segment.givenUp();
      log.condemn(segment);
    }
    LOGGER
        .atWarn()
        .addKeyValue("priority", segment.priority())
        .addKeyValue("records", lost)
        .log("the store is full: its oldest records of the least priority are dropped");
    saveAsItIs();
  }

  /** Writes a snapshot and deletes the segments that are drained; by the log's writing thread. */
  @Override
  public synchronized void save() throws IOException {
    synchronized (ledger) {
      log.condemnSettled();
    }
    saveAsItIs();
  }

  private synchronized void saveAsItIs() throws IOException {
    byte[] content;
    synchronized (ledger) {
      content = Snapshot.encode(ledger, positions, log.nextId(), log.all());
    }
    files.writeSnapshot(content, disk);
    log.deleteCondemned();
  }

  /** Before anything is written to these partitions by this run. */
  void connected(Map<TopicPartition, Long> ends) throws IOException {
    synchronized (ledger) {
      ends.forEach(positions::endsAt);
    }
    saveAsItIs();
  }

  /** Kafka has answered for what this run had sent before the partitions ended there. */
  void settledBefore(Map<TopicPartition, Long> ends) {
    synchronized (ledger) {
      ends.forEach(positions::settledBefore);
    }
  }

  Set<Integer> unfinishedRuns() {
    synchronized (ledger) {
      return positions.unfinished();
    }
  }

  Map<TopicPartition, Long> earliest(Set<Integer> runs) {
    synchronized (ledger) {
      return positions.earliest(runs);
    }
  }

  /** Whether a record in Kafka is of this gateway and not in the books. */
  boolean misses(Waybill waybill, TopicPartition partition, long offset) {
    synchronized (ledger) {
      return waybill.gateway() == files.gateway()
          && waybill.run() != files.run()
          && positions.isNew(waybill.run(), partition, offset);
    }
  }

  /**
   * Puts what Kafka got from runs that were killed into the books.
   *
   * @param found by serial number; used up
   */
  synchronized void include(Set<Integer> runs, Map<Long, Waybill> found) throws IOException {
    List<Segment> segments;
    synchronized (ledger) {
      segments = log.all();
    }
    record Place(Segment segment, int ordinal, Waybill waybill) {}
    List<Place> stored = new ArrayList<>();
    for (Segment segment : segments) {
      segment.forEach(
          frame -> {
            if (found.remove(frame.waybill().serial()) != null) {
              stored.add(new Place(segment, frame.ordinal(), frame.waybill()));
            }
          });
    }
    synchronized (ledger) {
      for (Place place : stored) {
        if (!place.segment.isSettled(place.ordinal)) {
          ledger.forwarded(place.waybill);
          place.segment.settle(place.ordinal);
          drained++;
        }
      }
      found.values().forEach(ledger::foundInKafka);
      positions.finished(runs);
      if (ledger.state() == LedgerReport.State.RECOVERING) {
        ledger.state(LedgerReport.State.EXACT);
      }
    }
    saveAsItIs();
  }

  /** What killed runs have written can never be read: go on without it. */
  void giveUpRecovery(Set<Integer> runs) {
    synchronized (ledger) {
      positions.finished(runs);
      ledger.state(LedgerReport.State.ESTIMATED);
    }
  }

  long spilled() {
    synchronized (ledger) {
      return spilled;
    }
  }

  long drained() {
    synchronized (ledger) {
      return drained;
    }
  }

  long dropped() {
    synchronized (ledger) {
      return dropped;
    }
  }

  /**
   * Writes the last snapshot.
   *
   * @param nothingUnderWay whether the producer has answered for every record
   */
  synchronized void close(boolean nothingUnderWay) throws IOException {
    try (files;
        log) {
      synchronized (ledger) {
        log.condemnIdle();
        if (nothingUnderWay) {
          positions.end();
        }
      }
      saveAsItIs();
    }
  }

  /** Lets the directory go as the end of the process would: nothing more is written. */
  void abandon() throws IOException {
    log.close();
    files.close();
  }

  @Override
  public void close() throws IOException {
    close(false);
  }
}
