package io.millwright.streams.historian;

import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.asset.PointName;
import io.millwright.contracts.measurement.PackedSamples;
import io.millwright.contracts.measurement.WaveformSamples;
import io.millwright.contracts.wire.Waveform;
import io.millwright.models.spectrum.Block;
import io.millwright.models.waveform.Moment;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * A waveform as it is stored: its samples compressed, and what they have together. Of several of
 * one point and time the first counts.
 *
 * @param moment NaN in all of it = the samples are too few, or not all of them numbers
 */
record WaveformRow(
    AssetKey asset,
    String point,
    String source,
    long timeMicros,
    double rateHz,
    String unit,
    int timeReason,
    PackedSamples samples,
    Moment moment) {
  private static final Moment UNKNOWN = new Moment(Double.NaN, Double.NaN, Double.NaN, Double.NaN);

  private static final String INSERT =
      """
      insert into series.waveform
        (point_id, time, source, unit, rate_hz, samples, encoding, block, rms, peak, crest_factor, kurtosis, time_reason)
      values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing""";

  /**
   * @throws IllegalArgumentException if it has no rate, no samples or too many, or no valid point
   */
  static WaveformRow of(Waveform waveform) {
    PointName.check(waveform.getPoint());
    double rate = waveform.getSamplingRateHz();
    if (!(rate > 0) || Double.isInfinite(rate)) {
      throw new IllegalArgumentException(
          "the sampling rate of a waveform must be above 0 Hz and finite, but was " + rate);
    }
    return new WaveformRow(
        AssetKey.of(waveform.getTenant(), waveform.getAsset()),
        waveform.getPoint(),
        waveform.getSource(),
        waveform.getStartTimeMicros(),
        rate,
        waveform.getUnit(),
        waveform.getTimeReason(),
        PackedSamples.of(waveform),
        moment(WaveformSamples.of(waveform), rate));
  }

  private static Moment moment(float[] samples, double rate) {
    double[] numbers = new double[samples.length];
    for (int i = 0; i < samples.length; i++) {
      numbers[i] = samples[i];
    }
    try {
      return Moment.of(new Block(numbers, rate));
    } catch (IllegalArgumentException e) {
      return UNKNOWN;
    }
  }

  /** Its share of a transaction, as so many readings of 50 bytes. */
  int weight() {
    return 1 + samples.block().length / 50;
  }

  /**
   * @param pointIds one a waveform
   */
  static long store(Connection connection, List<WaveformRow> waveforms, long[] pointIds)
      throws SQLException {
    return Rows.store(
        connection,
        INSERT,
        waveforms,
        (statement, place, row) -> {
          statement.setLong(1, pointIds[place]);
          statement.setObject(2, EventTime.utc(row.timeMicros));
          Rows.setText(statement, 3, row.source);
          Rows.setText(statement, 4, row.unit);
          statement.setDouble(5, row.rateHz);
          statement.setInt(6, row.samples.count());
          statement.setString(7, row.samples.encoding());
          statement.setBytes(8, row.samples.block());
          Rows.setNumber(statement, 9, row.moment.deviation());
          Rows.setNumber(statement, 10, row.moment.peak());
          Rows.setNumber(statement, 11, row.moment.crest());
          Rows.setNumber(statement, 12, row.moment.kurtosis());
          statement.setInt(13, row.timeReason);
        });
  }
}
