package io.millwright.simulators.replay;

import io.millwright.contracts.asset.AssetId;
import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.asset.PointName;
import io.millwright.contracts.asset.TenantId;
import io.millwright.simulators.device.Telemetry;
import io.millwright.simulators.payload.PayloadFormat;
import io.millwright.simulators.payload.Scan;
import io.millwright.simulators.payload.ScanEncoder;

/** One history on its way: what of it was sent and answered. */
final class Lane {
  private final AssetKey asset;
  private final MachineHistory history;
  private final String protocol;
  private final PayloadFormat format;

  /** Distinguishes histories, so that a checkpoint is not used for another one. */
  private final String fingerprint;

  /** Readings in the rows before each row; one entry more than rows. */
  private final long[] readingsBefore;

  // Guarded by this.
  private int rowsSent;
  private int rowsAnswered;
  private int rowsRejected;
  private long readingsRejected;

  /**
   * Checks the history.
   *
   * @throws IllegalArgumentException if its tag or a point's name is not valid, its rows are not in
   *     order of time, or a row has no value
   */
  Lane(TenantId tenant, MachineHistory history, String protocol, PayloadFormat format) {
    this.asset = new AssetKey(tenant, new AssetId(history.asset()));
    this.history = history;
    this.protocol = protocol;
    this.format = format;
    history.points().forEach(PointName::check);
    readingsBefore = new long[history.rows() + 1];
    for (int row = 0; row < history.rows(); row++) {
      if (row > 0 && history.timeMicros(row) <= history.timeMicros(row - 1)) {
        throw new IllegalArgumentException(
            "history of '" + asset + "' is not in order of time at row " + row);
      }
      int readings = scan(row).readings();
      if (readings == 0) {
        throw new IllegalArgumentException("history of '" + asset + "' has no value in row " + row);
      }
      readingsBefore[row + 1] = readingsBefore[row] + readings;
    }
    fingerprint = fingerprintOfHistory();
  }

  private Scan scan(int row) {
    double[] values = new double[history.points().size()];
    for (int point = 0; point < values.length; point++) {
      values[point] = history.value(row, point);
    }
    return new Scan(history.timeMicros(row), row + 1L, history.points(), values);
  }

  AssetKey asset() {
    return asset;
  }

  int rows() {
    return readingsBefore.length - 1;
  }

  long readings() {
    return readingsBefore[rows()];
  }

  private String fingerprintOfHistory() {
    long hash = history.points().hashCode();
    for (int row = 0; row < rows(); row++) {
      hash = hash * 31 + history.timeMicros(row);
      for (int point = 0; point < history.points().size(); point++) {
        hash = hash * 31 + Double.doubleToLongBits(history.value(row, point));
      }
    }
    return Long.toHexString(hash);
  }

  /**
   * Goes on where an earlier run was.
   *
   * @throws IllegalArgumentException if that was another history
   */
  synchronized void resumeAt(Checkpoint.Entry entry) {
    if (!entry.fingerprint().equals(fingerprint) || entry.rowsAnswered() > rows()) {
      throw new IllegalArgumentException(
          "the checkpoint is of another history of '" + asset + "': remove it to begin anew");
    }
    rowsSent = entry.rowsAnswered();
    rowsAnswered = entry.rowsAnswered();
    rowsRejected = entry.rowsRejected();
    readingsRejected = entry.readingsRejected();
  }

  synchronized Checkpoint.Entry entry() {
    return new Checkpoint.Entry(fingerprint, rowsAnswered, rowsRejected, readingsRejected);
  }

  synchronized boolean hasNext() {
    return rowsSent < rows();
  }

  synchronized int nextRow() {
    return rowsSent;
  }

  synchronized long nextTimeMicros() {
    return history.timeMicros(rowsSent);
  }

  /** The message of the next row, which counts as sent from now on. */
  synchronized Telemetry takeNext() {
    int row = rowsSent++;
    return new Telemetry(asset, row, format, ScanEncoder.encode(scan(row), format));
  }

  long timeMicros(long row) {
    return history.timeMicros(Math.toIntExact(row));
  }

  String protocol() {
    return protocol;
  }

  int readingsOf(int row) {
    return (int) (readingsBefore[row + 1] - readingsBefore[row]);
  }

  synchronized void answered(Telemetry message, boolean rejected) {
    if (message.number() != rowsAnswered) {
      throw new IllegalStateException(
          "'"
              + asset
              + "': row "
              + message.number()
              + " was answered where row "
              + rowsAnswered
              + " is due");
    }
    if (rejected) {
      rowsRejected++;
      readingsRejected += readingsOf(rowsAnswered);
    }
    rowsAnswered++;
  }

  synchronized void addTo(ProgressSum sum) {
    sum.messages += rows();
    sum.readings += readings();
    sum.messagesSent += rowsSent;
    sum.readingsSent += readingsBefore[rowsSent];
    sum.messagesAcknowledged += rowsAnswered - rowsRejected;
    sum.readingsAcknowledged += readingsBefore[rowsAnswered] - readingsRejected;
    sum.messagesRejected += rowsRejected;
    sum.positions.add(
        new ReplayProgress.Position(
            asset.asset().value(),
            protocol,
            rows(),
            rowsSent,
            rowsAnswered,
            rowsAnswered == 0 ? 0 : history.timeMicros(rowsAnswered - 1)));
  }
}
