package io.millwright.simulators.replay;

import io.millwright.contracts.asset.TenantId;
import java.nio.file.Path;
import java.util.List;

/**
 * A replay in a process of its own, for a test to kill: MQTT port, CoAP port, tenant, checkpoint,
 * engines, rows, points, cycles per second.
 */
final class ReplayProcess {
  private ReplayProcess() {}

  public static void main(String[] args) throws Exception {
    List<MachineHistory> fleet =
        SineHistory.fleet(
            Integer.parseInt(args[4]), Integer.parseInt(args[5]), Integer.parseInt(args[6]));
    ReplayConfig config =
        ReplayConfig.to(
                new TenantId(args[2]),
                new ReplayConfig.Endpoint("127.0.0.1", Integer.parseInt(args[0])),
                new ReplayConfig.Endpoint("127.0.0.1", Integer.parseInt(args[1])))
            .withPace(ReplayPace.parse(args[7]))
            .withCheckpoint(Path.of(args[3]));
    try (Replay replay = Replay.start(config, fleet, ReplayGate.alwaysOpen())) {
      ReplayProgress atStart = replay.progress();
      System.out.println("resumed at " + atStart.readingsAcknowledged());
      replay.awaitEnd();
      ReplayProgress end = replay.progress();
      System.out.println(
          "ended "
              + end.readingsSent()
              + " "
              + end.readingsAcknowledged()
              + " of "
              + end.readings());
    }
  }
}
