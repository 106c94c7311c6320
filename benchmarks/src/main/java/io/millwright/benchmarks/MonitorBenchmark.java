package io.millwright.benchmarks;

import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.measurement.Measurements;
import io.millwright.models.dataset.CmapssFd001;
import io.millwright.models.dataset.CmapssUnit;
import io.millwright.models.monitor.AssetMonitor;
import io.millwright.models.monitor.Conclusions;
import io.millwright.models.plan.MonitoringPlan;
import io.millwright.models.prognosis.ModelCatalog;
import io.millwright.models.training.Fd001Training;
import io.millwright.models.training.TrainingProgress;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * What one cycle of an engine (24 readings) costs in the analytics core: without models, and with
 * both models scored.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class MonitorBenchmark {
  private static final int CYCLES = 180;
  private static final AssetKey ENGINE = AssetKey.of("bench", "engine");

  private MonitoringPlan plan = MonitoringPlan.turbofan();
  private ModelCatalog models = ModelCatalog.EMPTY;
  private Measurements[] cycles = new Measurements[0];

  @Setup
  public void train() {
    CmapssFd001 data = CmapssFd001.load();
    Fd001Training.Result trained = Fd001Training.train(TrainingProgress.SILENT);
    plan = trained.plan();
    models = trained.models();
    CmapssUnit unit =
        data.heldBack().stream().filter(u -> u.cycles() >= CYCLES).findFirst().orElseThrow();
    cycles = new Measurements[CYCLES];
    for (int cycle = 1; cycle <= CYCLES; cycle++) {
      cycles[cycle - 1] = unit.measurements(ENGINE, 0, cycle);
    }
  }

  @Benchmark
  @OperationsPerInvocation(CYCLES)
  public void descriptorsAndStates(Blackhole hole) {
    run(ModelCatalog.EMPTY, hole);
  }

  @Benchmark
  @OperationsPerInvocation(CYCLES)
  public void withBothModels(Blackhole hole) {
    run(models, hole);
  }

  private void run(ModelCatalog catalog, Blackhole hole) {
    AssetMonitor monitor = new AssetMonitor(ENGINE, plan);
    for (Measurements cycle : cycles) {
      Conclusions concluded = monitor.accept(cycle, catalog);
      hole.consume(concluded);
    }
  }
}
