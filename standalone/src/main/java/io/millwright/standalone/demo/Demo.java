package io.millwright.standalone.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.millwright.contracts.asset.TenantId;
import io.millwright.models.dataset.CmapssFd001;
import io.millwright.simulators.replay.MachineHistory;
import io.millwright.simulators.replay.Replay;
import io.millwright.simulators.replay.ReplayConfig;
import io.millwright.simulators.replay.ReplayConfig.Endpoint;
import io.millwright.simulators.replay.ReplayGate;
import io.millwright.simulators.replay.ReplayPace;
import io.millwright.simulators.replay.ReplayProgress;
import io.millwright.standalone.DataDirectory;
import io.millwright.standalone.ProgressDisplay;
import io.millwright.standalone.Standalone;
import io.millwright.standalone.StandaloneConfig;
import io.millwright.standalone.StandaloneConfig.Organization;
import io.millwright.standalone.StandaloneConfig.User;
import io.millwright.standalone.StandaloneOptions;
import io.millwright.standalone.postgres.EmbeddedDatabase;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The main job on real data: readings in, work orders out, and a count of both. */
final class Demo {
  private static final String TENANT = "demo";
  private static final User LOGIN =
      new User(
          "demo@example.com",
          "millwright-demo",
          "Demo user",
          List.of("ADMIN", "PLANNER", "TECHNICIAN", "RELIABILITY"));
  private static final Organization ORGANIZATION =
      new Organization(TENANT, "Demo airline", List.of(LOGIN));

  /**
   * The longest life of an FD001 engine, rounded up: started so long ago, the last one ends about
   * now.
   */
  private static final Duration LONGEST_LIFE = Duration.ofHours(365);

  /**
   * How far an engine may be ahead of its scores: enough to keep the chain busy, few enough to see
   * an order in time.
   */
  private static final int CYCLES_AHEAD = 12;

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final StandaloneOptions options;
  private final Path data;
  private final int engineCount;
  private final @Nullable Double speed;
  private final boolean fresh;
  private final boolean exit;
  private final @Nullable Path json;
  private final ProgressDisplay display;
  private final Instant commandStart =
      Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime());

  Demo(
      StandaloneOptions options,
      Path data,
      int engineCount,
      @Nullable Double speed,
      boolean fresh,
      boolean exit,
      @Nullable Path json,
      ProgressDisplay display) {
    this.options = options;
    this.data = data;
    this.engineCount = engineCount;
    this.speed = speed;
    this.fresh = fresh;
    this.exit = exit;
    this.json = json;
    this.display = display;
  }

  /** Whether the demo showed what it promises. */
  boolean run() throws Exception {
    // First of all: what another process works on must not be touched.
    DataDirectory directory = DataDirectory.open(data);
    EmbeddedDatabase.stopLeftRunning(directory.resolve("postgres"));
    DemoState state =
        DemoState.resumeOrBegin(
            data,
            engineCount,
            fresh,
            Instant.now().truncatedTo(ChronoUnit.HOURS).minus(LONGEST_LIFE));
    Path checkpoint = data.resolve("replay-checkpoint.json");
    if (state.isResumed(checkpoint)) {
      display.say("Resuming the replay that was interrupted (--fresh begins anew).");
    }
    StandaloneConfig config = options.configOnFreePorts(ORGANIZATION);
    CmapssFd001 cmapss = CmapssFd001.load();
    try (Training training = Training.begin(data.resolve("models"), new TenantId(TENANT));
        Standalone millwright = Standalone.start(config, directory, display::show)) {
      display.keep();
      display.say("");
      display.say("  Console   " + millwright.url());
      display.say("  Login     " + LOGIN.username() + "  /  " + LOGIN.password());
      display.say("  Devices   " + millwright.deviceAddresses());
      display.say("");
      List<Engine> fleet = Engine.fleet(cmapss, engineCount);
      CmmsClient cmms =
          CmmsClient.login(URI.create(millwright.url()), LOGIN.username(), LOGIN.password());
      provision(cmms, fleet);
      training.release(cmms, display);
      awaitInForce(millwright, fleet.size());

      DemoSummary summary = replay(millwright, cmms, fleet, state, checkpoint);
      state.finish(data);
      print(summary);
      if (json != null) {
        Files.write(
            json, new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(summary));
      }
      if (!exit) {
        display.say("Still serving at " + millwright.url() + "; Ctrl-C ends.");
        millwright.awaitClose();
      }
      return summary.convincing();
    }
  }

  private static void provision(CmmsClient cmms, List<Engine> fleet)
      throws IOException, InterruptedException {
    Set<String> known = cmms.assetTags();
    for (Engine engine : fleet) {
      if (!known.contains(engine.tag())) {
        cmms.createAsset(engine.tag(), engine.name(), "turbofan", "Test cell");
      }
    }
  }

  /**
   * The processors have read every plan and both models: from here on nothing is passed over
   * unscored.
   */
  private void awaitInForce(Standalone millwright, int engines)
      throws InterruptedException, IOException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (millwright.assetsMonitored() < engines || millwright.modelsInForce() < Training.MODELS) {
      if (System.nanoTime() > deadline) {
        throw new IOException(
            "the stream processors have "
                + millwright.assetsMonitored()
                + " of "
                + engines
                + " engines under a plan and "
                + millwright.modelsInForce()
                + " of "
                + Training.MODELS
                + " models after "
                + PATIENCE.toSeconds()
                + " s; "
                + millwright.logFile()
                + " says why");
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  private DemoSummary replay(
      Standalone millwright, CmmsClient cmms, List<Engine> fleet, DemoState state, Path checkpoint)
      throws IOException, InterruptedException, SQLException {
    ReplayConfig config =
        ReplayConfig.to(
                new TenantId(TENANT),
                new Endpoint(millwright.deviceHost(), millwright.mqttPort()),
                new Endpoint(millwright.deviceHost(), millwright.coapPort()))
            .withCheckpoint(checkpoint);
    if (speed != null) {
      config = config.withPace(new ReplayPace(speed));
    }
    display.say(
        "Replaying "
            + fleet.size()
            + " engines that the models have never seen, half through MQTT, half through CoAP.");
    WorkOrderWatch watch = new WorkOrderWatch(cmms, fleet, state.start());
    @Nullable Double secondsToFirst = null;
    try (ScoredScans scored = new ScoredScans(millwright.database(), TENANT, state.start())) {
      scored.refresh();
      long keptBefore = scored.readingsStored() - millwright.readingsStored();
      List<MachineHistory> histories =
          fleet.stream().map(engine -> engine.history(state.start())).toList();
      try (Replay replay =
          Replay.start(config, histories, ReplayGate.rowsAhead(CYCLES_AHEAD, scored::cyclesOf))) {
        long lastAdvance = System.nanoTime();
        long furthest = -1;
        int turn = 0;
        while (true) {
          scored.refresh();
          long kept = keptBefore + millwright.readingsStored();
          ReplayProgress progress = replay.progress();
          // The gate wants fresh figures at once, the orders can wait for every fifth look.
          if (turn++ % 5 == 0) {
            for (CmmsClient.WorkOrder order : watch.look(progress)) {
              if (secondsToFirst == null) {
                secondsToFirst = secondsSince(commandStart);
              }
              announce(order, watch.engine(order.asset()), state.start());
            }
          }
          display.show(line(progress, scored, fleet, watch, kept));
          if (progress.failure() != null) {
            throw new IOException("the replay stopped: " + progress.failure());
          }
          long reached = scored.readings() + progress.readingsAcknowledged();
          if (reached > furthest) {
            furthest = reached;
            lastAdvance = System.nanoTime();
          }
          if (progress.state() == ReplayProgress.State.ENDED && isScored(fleet, scored)) {
            break;
          }
          if (System.nanoTime() - lastAdvance > PATIENCE.toNanos()) {
            throw new IOException(
                "the chain has not advanced for "
                    + PATIENCE.toSeconds()
                    + " s; "
                    + millwright.logFile()
                    + " says why");
          }
          replay.awaitEnd(Duration.ofMillis(40));
        }
        settle(millwright, replay, scored, watch, state.start());
        display.show(line(replay.progress(), scored, fleet, watch, scored.readingsStored()));
        display.keep();
        ReplayProgress end = replay.progress();
        return DemoSummary.of(
            fleet.size(),
            (int) fleet.stream().filter(Engine::fails).count(),
            watch.orders(),
            new DemoSummary.Readings(
                end.readingsSent(), end.readingsAcknowledged(), scored.readingsStored()),
            secondsToFirst,
            secondsSince(commandStart));
      }
    }
  }

  /**
   * Everything has come through: what is acknowledged is stored, and the CMMS has read every
   * advisory.
   */
  private void settle(
      Standalone millwright, Replay replay, ScoredScans scored, WorkOrderWatch watch, Instant start)
      throws InterruptedException, IOException, SQLException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (scored.readingsStored() < replay.progress().readingsAcknowledged()
        || millwright.advisoriesUnread() > 0) {
      if (System.nanoTime() > deadline) {
        display.say(
            "Not everything that was acknowledged has been stored after "
                + PATIENCE.toSeconds()
                + " s.");
        break;
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
    for (CmmsClient.WorkOrder order : watch.look(replay.progress())) {
      announce(order, watch.engine(order.asset()), start);
    }
  }

  /**
   * The plan's lateness keeps the last two cycles of a history open until a later reading would
   * close them.
   */
  private static boolean isScored(List<Engine> fleet, ScoredScans scored) {
    return fleet.stream()
        .allMatch(engine -> scored.cyclesOf(engine.tag()) >= engine.unit().cycles() - 2);
  }

  private void announce(CmmsClient.WorkOrder order, Engine engine, Instant start) {
    double cycle = Engine.cycleAt(start, order.raisedAt());
    display.say(
        String.format(
            Locale.ROOT,
            "  %s  %-15s  raised at cycle %3.0f, %s",
            order.number(),
            order.asset(),
            cycle,
            engine.fails()
                ? String.format(
                    Locale.ROOT,
                    "%.0f cycles before it fails",
                    engine.cyclesLeftAt(start, order.raisedAt()))
                : "although it is healthy"));
  }

  private static String line(
      ReplayProgress progress,
      ScoredScans scored,
      List<Engine> fleet,
      WorkOrderWatch watch,
      long kept) {
    Set<String> ended = new HashSet<>();
    for (ReplayProgress.Position position : progress.positions()) {
      if (position.rowsAnswered() == position.rows()) {
        ended.add(position.asset());
      }
    }
    long failed =
        fleet.stream().filter(engine -> engine.fails() && ended.contains(engine.tag())).count();
    return String.format(
        Locale.ROOT,
        "%s  %,d sent  %,d kept  %,d scored  %d orders  %d/%d engines, %d failed",
        ProgressDisplay.bar(progress.fractionAnswered()),
        progress.readingsSent(),
        kept,
        scored.readings(),
        watch.count(),
        ended.size(),
        fleet.size(),
        failed);
  }

  private void print(DemoSummary summary) {
    DemoSummary.@Nullable LeadTime lead = summary.leadTimeCycles();
    DemoSummary.Readings readings = summary.readings();
    display.say("");
    say(
        "Engines replayed        %d, of which %d failed",
        summary.enginesReplayed(), summary.failures());
    say(
        "Work order before       %d of %d failures (%d in the CMMS before the last reading was sent)",
        summary.failuresWithWorkOrder(), summary.failures(), summary.workOrdersSeenBeforeFailure());
    if (lead != null) {
      say(
          "Lead time               %.0f / %.1f / %.0f cycles (minimum / median / maximum)",
          lead.min(), lead.median(), lead.max());
    }
    say("False work orders       %d", summary.falseWorkOrders());
    say("Duplicate work orders   %d", summary.duplicateWorkOrders());
    say(
        "Readings                %,d sent, %,d acknowledged, %,d stored: %s",
        readings.sent(),
        readings.acknowledged(),
        readings.stored(),
        readings.agree() ? "they agree" : "THEY DO NOT AGREE");
    Double first = summary.secondsToFirstWorkOrder();
    say(
        "%sall after %.1f s",
        first == null ? "" : String.format(Locale.ROOT, "First work order after  %.1f s; ", first),
        summary.secondsTotal());
    display.say("");
  }

  private void say(String format, Object... values) {
    display.say("  " + String.format(Locale.ROOT, format, values));
  }

  private static double secondsSince(Instant begin) {
    return Math.round(Duration.between(begin, Instant.now()).toMillis() / 100.0) / 10.0;
  }
}
