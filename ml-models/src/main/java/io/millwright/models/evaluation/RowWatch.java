package io.millwright.models.evaluation;

import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.measurement.Measurements;
import io.millwright.models.detection.State;
import io.millwright.models.health.Health;
import io.millwright.models.monitor.AssetMonitor;
import io.millwright.models.monitor.Conclusions;
import io.millwright.models.plan.MonitoringPlan;
import io.millwright.models.prognosis.ModelCatalog;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Feeds rows to the monitor as if they were live, and tells what it said of each. */
final class RowWatch {
  private final AssetMonitor monitor;
  private final AssetKey asset = AssetKey.of("evaluation", "series");
  private final long period;
  private final Map<Long, State> states = new HashMap<>();
  private final Map<Long, Double> numbers = new HashMap<>();
  private final List<Long> scanOfRow = new ArrayList<>();

  RowWatch(MonitoringPlan plan) {
    this.monitor = new AssetMonitor(asset, plan);
    this.period = plan.scan().periodMicros();
  }

  /** Takes the next row. */
  void add(long timeMicros, List<String> points, List<Double> values) {
    var readings = Measurements.builder(asset, "evaluation");
    for (int i = 0; i < points.size(); i++) {
      readings.add(points.get(i), timeMicros, values.get(i));
    }
    note(monitor.accept(readings.build(), ModelCatalog.EMPTY));
    scanOfRow.add((Math.floorDiv(timeMicros, period) + 1) * period);
  }

  /** No row follows. */
  void end() {
    if (!scanOfRow.isEmpty()) {
      long last = scanOfRow.get(scanOfRow.size() - 1);
      note(monitor.advanceTo(last + 2 * period, ModelCatalog.EMPTY));
    }
  }

  private void note(Conclusions conclusions) {
    for (Health health : conclusions.health()) {
      states.put(health.timeMicros(), health.state());
      double number = monitor.numberOf(0);
      numbers.put(health.timeMicros(), Double.isNaN(number) ? 0 : number);
    }
  }

  /** The state of the asset after the scan of a row; UNKNOWN where its scan was over already. */
  State state(int row) {
    return states.getOrDefault(scanOfRow.get(row), State.UNKNOWN);
  }

  /** What the first detector saw in the scan of a row; 0 = nothing. */
  double number(int row) {
    return numbers.getOrDefault(scanOfRow.get(row), 0.0);
  }
}
