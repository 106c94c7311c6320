package io.millwright.standalone.demo;

import io.millwright.simulators.replay.ReplayProgress;
import io.millwright.standalone.demo.CmmsClient.WorkOrder;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Sees work orders appear, and whether the engine was still running then. */
final class WorkOrderWatch {
  private final CmmsClient cmms;
  private final Map<String, Engine> engines = new HashMap<>();
  private final Instant start;
  private final Map<String, DemoSummary.Order> seen = new LinkedHashMap<>();

  WorkOrderWatch(CmmsClient cmms, List<Engine> fleet, Instant start) {
    this.cmms = cmms;
    this.start = start;
    fleet.forEach(engine -> engines.put(engine.tag(), engine));
  }

  /** The orders that were not there at the last look. */
  List<WorkOrder> look(ReplayProgress progress) throws IOException, InterruptedException {
    Map<String, Boolean> stillRunning = new HashMap<>();
    for (ReplayProgress.Position position : progress.positions()) {
      stillRunning.put(position.asset(), position.rowsSent() < position.rows());
    }
    List<WorkOrder> fresh = new ArrayList<>();
    for (WorkOrder order : cmms.workOrders()) {
      Engine engine = engines.get(order.asset());
      if (engine != null && !seen.containsKey(order.number())) {
        seen.put(
            order.number(),
            new DemoSummary.Order(
                order.asset(),
                engine.fails(),
                engine.cyclesLeftAt(start, order.raisedAt()),
                stillRunning.getOrDefault(order.asset(), false)));
        fresh.add(order);
      }
    }
    return fresh;
  }

  Engine engine(String tag) {
    Engine engine = engines.get(tag);
    if (engine == null) {
      throw new IllegalArgumentException(tag + " is no engine of this demo");
    }
    return engine;
  }

  List<DemoSummary.Order> orders() {
    return List.copyOf(seen.values());
  }

  int count() {
    return seen.size();
  }
}
