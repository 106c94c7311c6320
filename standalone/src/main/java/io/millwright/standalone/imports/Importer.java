package io.millwright.standalone.imports;

import io.millwright.contracts.asset.AssetId;
import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.asset.TenantId;
import io.millwright.contracts.measurement.Measurements;
import io.millwright.contracts.measurement.MeasurementsBuilder;
import io.millwright.contracts.measurement.Quality;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes a table's rows in their order, portion by portion, to where they go. A portion is behind it
 * when Kafka has all of it; only then the checkpoint moves. What is between the checkpoint and the
 * end of a killed import is sent again, which changes nothing: of one point, time and number there
 * is one reading (docs/decisions/014).
 */
final class Importer {
  /** About what the historian writes in one transaction. */
  private static final int PORTION = 50_000;

  /** So many portions may be on their way to Kafka. */
  private static final int MOST_UNDER_WAY = 8;

  /** Below Kafka's limit of a record, whatever their values are. */
  private static final int MOST_OF_RECORD = 5_000;

  private static final int MOST_ASSETS = 100_000;
  private static final long CHECKPOINT_NANOS = 200_000_000L;

  /**
   * What is imported, and how.
   *
   * @param asset of rows that name none; null = each names one
   * @param sequence number of all readings within their source; 0 = none
   * @param mostBad so many bad rows end the import
   */
  record Job(
      TenantId tenant,
      @Nullable AssetId asset,
      Columns columns,
      String source,
      long sequence,
      long mostBad) {}

  /** How far it is. */
  record Progress(long rows, long readings, long bad, long bytesRead, long bytes) {}

  /** Rows that are on their way, and the checkpoint when they are there. */
  private record Portion(Outlet.Parcel parcel, Checkpoint behind) {}

  /** An asset's readings of this portion. */
  private static final class Target {
    private final AssetKey asset;
    private final long keptFromMicros;
    private List<String> usualPoints = List.of();
    private @Nullable MeasurementsBuilder builder;

    Target(AssetKey asset, long keptFromMicros) {
      this.asset = asset;
      this.keptFromMicros = keptFromMicros;
    }
  }

  private final Job job;
  private final Table table;
  private final @Nullable Outlet outlet;
  private final KeptReadings kept;
  private final BadRows badRows;
  private final @Nullable Path checkpointFile;
  private final Clock clock;
  private final Survey survey;
  private final Map<String, Target> targets = new LinkedHashMap<>();
  private final Deque<Portion> underWay = new ArrayDeque<>();
  private Outlet.Parcel parcel = new Outlet.Parcel();
  private Checkpoint reached;
  private long rows;
  private long readings;
  private long expired;
  private long bad;
  private long inPortion;
  private long checkpointNanos = System.nanoTime();

  /**
   * @param outlet null = nothing is sent, as in a dry run
   * @param kept what will be stored; older readings are sent, too, and counted: the historian
   *     decides
   * @param checkpointFile null = none is kept
   */
  Importer(
      Job job,
      Table table,
      @Nullable Outlet outlet,
      KeptReadings kept,
      BadRows badRows,
      Checkpoint from,
      @Nullable Path checkpointFile,
      Survey survey,
      Clock clock) {
    this.job = job;
    this.table = table;
    this.outlet = outlet;
    this.kept = kept;
    this.badRows = badRows;
    this.reached = from;
    this.checkpointFile = checkpointFile;
    this.survey = survey;
    this.clock = clock;
  }

  /**
   * Imports what is behind the checkpoint.
   *
   * @param progress hears after each portion how far it is
   * @return the last checkpoint, done
   * @throws IOException if the file cannot be read on, there are too many bad rows, or Kafka does
   *     not take the readings; the next import goes on from the checkpoint
   */
  Checkpoint run(Consumer<Progress> progress) throws IOException, InterruptedException {
    readings = reached.readings();
    expired = reached.expired();
    bad = reached.bad();
    while (rows < reached.rows() && table.next()) {
      rows++;
    }
    while (table.next()) {
      rows++;
      row();
      if (inPortion >= PORTION) {
        endPortion(false);
        progress.accept(progress());
      }
      if (bad > job.mostBad()) {
        endPortion(false);
        settle(0);
        store();
        throw new IOException(
            "more than "
                + job.mostBad()
                + " bad rows, the last one in "
                + table.place()
                + ": are these the right columns? (--max-bad allows more)");
      }
    }
    endPortion(true);
    settle(0);
    store();
    progress.accept(progress());
    return reached;
  }

  private Progress progress() throws IOException {
    return new Progress(rows, readings, bad, table.bytesRead(), table.bytes());
  }

  private void row() {
    try {
      String problem = table.problem();
      if (problem != null) {
        throw new BadCellException(problem);
      }
      Columns columns = job.columns();
      Target target = target(columns.asset() < 0 ? null : table.text(columns.asset()));
      long time = table.timeMicros(columns.time());
      if (columns.points().isEmpty()) {
        longRow(columns, target, time);
      } else {
        wideRow(columns, target, time);
      }
    } catch (BadCellException e) {
      setAside(String.valueOf(e.getMessage()));
    }
  }

  private void longRow(Columns columns, Target target, long time) throws BadCellException {
    String point = table.text(columns.point());
    if (point == null) {
      throw new BadCellException("the point is not named");
    }
    double value = table.number(columns.value());
    if (Double.isNaN(value)) {
      throw new BadCellException("there is no value");
    }
    Quality quality =
        columns.quality() < 0 ? Quality.GOOD : Columns.quality(table.text(columns.quality()));
    add(target, point, time, value, quality);
  }

  /** A cell that is bad does not keep the others of its row from flowing. */
  private void wideRow(Columns columns, Target target, long time) {
    for (Columns.Wide wide : columns.points()) {
      try {
        double value = table.number(wide.column());
        if (!Double.isNaN(value)) {
          add(target, wide.point(), time, value, Quality.GOOD);
        }
      } catch (BadCellException e) {
        setAside(wide.point() + ": " + e.getMessage());
      }
    }
  }

  private void setAside(String reason) {
    bad++;
    inPortion++;
    badRows.add(table.place(), reason, table.row());
    survey.bad(table.place(), reason);
  }

  private Target target(@Nullable String named) throws BadCellException {
    String name = named != null ? named : job.asset() == null ? null : job.asset().value();
    if (name == null) {
      throw new BadCellException("the asset is not named");
    }
    Target known = targets.get(name);
    if (known == null) {
      if (targets.size() >= MOST_ASSETS) {
        throw new BadCellException("there are more than " + MOST_ASSETS + " assets");
      }
      try {
        AssetId asset = new AssetId(name);
        known = new Target(new AssetKey(job.tenant(), asset), kept.fromMicros(asset));
      } catch (IllegalArgumentException e) {
        throw new BadCellException(String.valueOf(e.getMessage()));
      }
      targets.put(name, known);
    }
    return known;
  }

  private void add(Target target, String point, long time, double value, Quality quality)
      throws BadCellException {
    MeasurementsBuilder builder = target.builder;
    if (builder == null) {
      builder =
          Measurements.builder(target.asset, job.source(), target.usualPoints)
              .sourceSequence(job.sequence())
              .receivedTimeMicros(clock.millis() * 1_000);
      target.builder = builder;
    }
    try {
      builder.add(point, time, value, quality);
    } catch (IllegalArgumentException e) {
      throw new BadCellException(String.valueOf(e.getMessage()));
    }
    readings++;
    inPortion++;
    if (time < target.keptFromMicros) {
      expired++;
      survey.expired(target.asset.asset().value(), target.keptFromMicros);
    }
    survey.reading(target.asset.asset().value(), point, time);
    if (builder.size() >= MOST_OF_RECORD) {
      send(target, builder);
    }
  }

  private void send(Target target, MeasurementsBuilder builder) {
    Measurements batch = builder.build();
    target.usualPoints = batch.points();
    target.builder = null;
    if (outlet != null) {
      outlet.send(batch, parcel);
    }
  }

  private void endPortion(boolean last) throws IOException, InterruptedException {
    for (Target target : targets.values()) {
      MeasurementsBuilder builder = target.builder;
      if (builder != null && builder.size() > 0) {
        send(target, builder);
      }
    }
    long badBytes = outlet == null ? 0 : badRows.flush();
    underWay.add(
        new Portion(
            parcel, new Checkpoint(reached.input(), rows, readings, expired, bad, badBytes, last)));
    parcel = new Outlet.Parcel();
    inPortion = 0;
    settle(MOST_UNDER_WAY);
    if (System.nanoTime() - checkpointNanos > CHECKPOINT_NANOS) {
      checkpointNanos = System.nanoTime();
      store();
    }
  }

  /** Takes what Kafka has acknowledged, and waits until no more than so many are left. */
  private void settle(int most) throws IOException, InterruptedException {
    while (!underWay.isEmpty()
        && (underWay.size() > most || underWay.getFirst().parcel().isAcknowledged())) {
      Portion oldest = underWay.removeFirst();
      if (outlet != null) {
        outlet.await(oldest.parcel());
      }
      reached = oldest.behind();
    }
  }

  private void store() throws IOException {
    if (checkpointFile != null) {
      reached.write(checkpointFile);
    }
  }

  /** What a file holds, gathered while it is read. */
  static final class Survey {
    private static final int SHOWN = 20;
    private static final int MOST_POINTS = 1_000_000;

    private final Set<String> points = new HashSet<>();
    private final Set<String> assets = new HashSet<>();
    private final Map<Long, String> problems = new LinkedHashMap<>();
    private final Map<String, Long> keptFrom = new LinkedHashMap<>();
    private final boolean thorough;
    private long first = Long.MAX_VALUE;
    private long last = Long.MIN_VALUE;

    /**
     * @param thorough whether points are counted
     */
    Survey(boolean thorough) {
      this.thorough = thorough;
    }

    private void reading(String asset, String point, long time) {
      first = Math.min(first, time);
      last = Math.max(last, time);
      if (thorough && points.size() < MOST_POINTS) {
        assets.add(asset);
        points.add(asset + '/' + point);
      }
    }

    private void bad(long place, String reason) {
      if (problems.size() < SHOWN) {
        problems.putIfAbsent(place, reason);
      }
    }

    private void expired(String asset, long keptFromMicros) {
      if (keptFrom.size() < SHOWN) {
        keptFrom.put(asset, keptFromMicros);
      }
    }

    /** Some assets of which readings are too old, and from when on they are kept. */
    Map<String, Long> keptFrom() {
      return keptFrom;
    }

    int assets() {
      return assets.size();
    }

    int points() {
      return points.size();
    }

    /** Place and reason of the first ones. */
    Map<Long, String> problems() {
      return problems;
    }

    /** Microseconds since 1970; {@link Long#MAX_VALUE} = there is no reading. */
    long first() {
      return first;
    }

    long last() {
      return last;
    }
  }
}
