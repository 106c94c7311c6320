package io.millwright.benchmarks.part;

import io.millwright.benchmarks.process.Part;
import io.millwright.benchmarks.process.PartServer;
import io.millwright.standalone.Ports;
import io.millwright.standalone.kafka.EmbeddedKafka;
import java.io.IOException;
import java.nio.file.Path;

/** Kafka, one node, on a folder. Argument: the folder. */
public final class KafkaPart implements Part {
  private final EmbeddedKafka kafka;
  private final int port;

  private KafkaPart(Path folder) throws IOException {
    this.port = Ports.any();
    this.kafka = EmbeddedKafka.start(folder, port, Ports.any());
  }

  public static void main(String[] arguments) {
    PartServer.serve(() -> new KafkaPart(Path.of(arguments[0])));
  }

  @Override
  public int port() {
    return port;
  }

  @Override
  public void close() {
    kafka.close();
  }
}
