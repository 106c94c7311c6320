package io.millwright.simulators;

import io.millwright.contracts.asset.TenantId;
import io.millwright.models.dataset.CmapssFd001;
import io.millwright.models.dataset.CmapssUnit;
import io.millwright.simulators.replay.CmapssHistory;
import io.millwright.simulators.replay.MachineHistory;
import io.millwright.simulators.replay.Replay;
import io.millwright.simulators.replay.ReplayConfig;
import io.millwright.simulators.replay.ReplayConfig.Endpoint;
import io.millwright.simulators.replay.ReplayGate;
import io.millwright.simulators.replay.ReplayPace;
import io.millwright.simulators.replay.ReplayProgress;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Replays C-MAPSS FD001 engines that no model has learned from. */
@Command(
    name = "replay",
    description =
        "Replays turbofan engines of C-MAPSS FD001 to a gateway, one cycle an hour of event time.",
    mixinStandardHelpOptions = true)
final class ReplayCommand implements Callable<Integer> {
  /** All of it is old to the gateway: its last hours would overtake what came before them. */
  private static final Duration AGE = Duration.ofDays(1);

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(names = "--mqtt", paramLabel = "HOST:PORT", description = "MQTT endpoint of the gateway")
  private @Nullable String mqtt;

  @Option(names = "--coap", paramLabel = "HOST:PORT", description = "CoAP endpoint of the gateway")
  private @Nullable String coap;

  @Option(
      names = "--tenant",
      defaultValue = "demo",
      description = "organization that the engines belong to (default: ${DEFAULT-VALUE})")
  private String tenant = "demo";

  @Option(
      names = "--engines",
      defaultValue = "10",
      paramLabel = "N",
      description =
          "how many engines that fail, and as many that stay healthy, 1 to 20 (default: ${DEFAULT-VALUE})")
  private int engines = 10;

  @Option(
      names = "--speed",
      defaultValue = "max",
      paramLabel = "CYCLES",
      description =
          "cycles per second, or max = as fast as acknowledged (default: ${DEFAULT-VALUE})")
  private String speed = "max";

  @Option(
      names = "--start",
      paramLabel = "TIME",
      description =
          "event time at which the engines are new, ISO 8601 in UTC (default: so that the longest ends a day ago)")
  private @Nullable String start;

  @Option(
      names = "--checkpoint",
      paramLabel = "FILE",
      description = "remembers what was acknowledged; the same command then resumes. Needs --start")
  private @Nullable Path checkpoint;

  @Option(
      names = "--username",
      description = "user name for MQTT; the password is in MILLWRIGHT_MQTT_PASSWORD")
  private @Nullable String username;

  @Override
  public Integer call() throws Exception {
    if (checkpoint != null && start == null) {
      throw new IllegalArgumentException(
          "--checkpoint needs --start: the replay resumes with the same event times");
    }
    if (engines < 1 || engines > 20) {
      throw new IllegalArgumentException("--engines must be 1 to 20, but was " + engines);
    }
    List<MachineHistory> histories = histories();
    ReplayConfig config =
        ReplayConfig.to(
                new TenantId(tenant),
                mqtt == null ? null : Endpoint.parse(mqtt),
                coap == null ? null : Endpoint.parse(coap))
            .withPace(ReplayPace.parse(speed))
            .withCheckpoint(checkpoint)
            .withCredentials(
                username, username == null ? null : System.getenv("MILLWRIGHT_MQTT_PASSWORD"));
    PrintWriter out = spec.commandLine().getOut();
    try (Replay replay = Replay.start(config, histories, ReplayGate.alwaysOpen())) {
      while (!replay.awaitEnd(Duration.ofSeconds(2))) {
        out.println(line(replay.progress()));
        out.flush();
      }
      ReplayProgress end = replay.progress();
      out.println(line(end));
      out.flush();
      return end.messagesRejected() == 0 ? 0 : 1;
    }
  }

  private List<MachineHistory> histories() {
    CmapssFd001 data = CmapssFd001.load();
    List<CmapssUnit> failing = data.heldBack().subList(0, engines);
    List<CmapssUnit> healthy = data.healthyEnds().subList(0, engines);
    long startMicros = ChronoUnit.MICROS.between(Instant.EPOCH, startTime(failing, healthy));
    List<MachineHistory> histories = new ArrayList<>();
    for (int i = 0; i < engines; i++) {
      histories.add(new CmapssHistory(tag("train", failing.get(i)), failing.get(i), startMicros));
      histories.add(new CmapssHistory(tag("test", healthy.get(i)), healthy.get(i), startMicros));
    }
    return histories;
  }

  private Instant startTime(List<CmapssUnit> failing, List<CmapssUnit> healthy) {
    if (start == null) {
      int longest = 0;
      for (CmapssUnit unit : failing) {
        longest = Math.max(longest, unit.cycles());
      }
      for (CmapssUnit unit : healthy) {
        longest = Math.max(longest, unit.cycles());
      }
      return Instant.now()
          .truncatedTo(ChronoUnit.HOURS)
          .minus(AGE)
          .minus(longest, ChronoUnit.HOURS);
    }
    try {
      return Instant.parse(start);
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(
          "--start '" + start + "' is not valid: write a time such as 2026-11-01T00:00:00Z", e);
    }
  }

  private static String tag(String file, CmapssUnit unit) {
    return String.format(Locale.ROOT, "fd001-%s-%03d", file, unit.number());
  }

  private static String line(ReplayProgress progress) {
    return String.format(
        Locale.ROOT,
        "%3.0f %%  %,d of %,d readings sent, %,d acknowledged, %,d messages rejected, %,d sent again",
        progress.fractionAnswered() * 100,
        progress.readingsSent(),
        progress.readings(),
        progress.readingsAcknowledged(),
        progress.messagesRejected(),
        progress.messagesSentAgain());
  }
}
