package io.millwright.models.training;

import io.millwright.contracts.measurement.Measurements;
import io.millwright.models.descriptor.DescriptorVector;
import io.millwright.models.history.RunToFailure;
import io.millwright.models.monitor.AssetMonitor;
import io.millwright.models.monitor.Conclusions;
import io.millwright.models.plan.MonitoringPlan;
import io.millwright.models.prognosis.ModelCatalog;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleConsumer;

/**
 * The descriptors of every evaluated scan of histories, as live processing computes them: by {@link
 * AssetMonitor} itself.
 */
final class DescriptorRows {
  private static final double MICROS_PER_HOUR = 3.6e9;

  private final List<String> names;
  private final List<double[]> values = new ArrayList<>();
  private final List<Integer> history = new ArrayList<>();
  private final List<Double> remainingHours = new ArrayList<>();

  private DescriptorRows(List<String> names) {
    this.names = names;
  }

  /** All rows; histories that were not seen to fail have none. */
  static DescriptorRows of(
      List<RunToFailure> histories, MonitoringPlan plan, DoubleConsumer progress) {
    DescriptorRows rows = new DescriptorRows(plan.descriptorNames());
    long flushMicros = (plan.scan().lateness().toNanos() + plan.scan().period().toNanos()) / 1_000;
    for (int i = 0; i < histories.size(); i++) {
      RunToFailure run = histories.get(i);
      if (run.failureMicros().isPresent()) {
        long failure = run.failureMicros().getAsLong();
        AssetMonitor monitor = new AssetMonitor(run.asset(), plan);
        for (Measurements batch : run.batches()) {
          rows.add(i, failure, monitor.accept(batch, ModelCatalog.EMPTY), plan);
        }
        rows.add(i, failure, monitor.advanceTo(failure + flushMicros, ModelCatalog.EMPTY), plan);
      }
      if ((i + 1) % 10 == 0) {
        progress.accept((i + 1.0) / histories.size());
      }
    }
    return rows;
  }

  private void add(int run, long failureMicros, Conclusions conclusions, MonitoringPlan plan) {
    long period = plan.scan().period().toNanos() / 1_000;
    for (DescriptorVector vector : conclusions.descriptors()) {
      // Readings of a scan stand for its begin; the failure ends the life in the scan it falls in.
      double hours = (failureMicros - (vector.timeMicros() - period)) / MICROS_PER_HOUR;
      if (hours >= 0) {
        values.add(vector.values());
        history.add(run);
        remainingHours.add(hours);
      }
    }
  }

  List<String> names() {
    return names;
  }

  int size() {
    return values.size();
  }

  double[] values(int row) {
    return values.get(row);
  }

  int history(int row) {
    return history.get(row);
  }

  double remainingHours(int row) {
    return remainingHours.get(row);
  }
}
