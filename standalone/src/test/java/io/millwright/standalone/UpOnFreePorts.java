package io.millwright.standalone;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * {@code millwright up} for the organization {@code plant}, each time on the same ports and folder.
 */
record UpOnFreePorts(Path data, int httpPort, int mqttPort, int coapPort, int ingestPort) {

  /** On free ports. */
  static UpOnFreePorts in(Path data) throws IOException {
    return new UpOnFreePorts(data, Ports.any(), Ports.any(), Ports.any(), Ports.any());
  }

  /** A process that serves. */
  MillwrightProcess start() throws IOException, InterruptedException {
    MillwrightProcess process =
        MillwrightProcess.start(
            "up",
            "--data",
            data.toString(),
            "--organization",
            "plant",
            "--http-port",
            Integer.toString(httpPort),
            "--mqtt-port",
            Integer.toString(mqttPort),
            "--coap-port",
            Integer.toString(coapPort),
            "--ingest-port",
            Integer.toString(ingestPort));
    try {
      process.awaitLine("Serving", Duration.ofMinutes(2));
      return process;
    } catch (RuntimeException | Error e) {
      process.close();
      throw e;
    }
  }
}
