package io.millwright.streams;

import io.micrometer.core.instrument.MeterRegistry;
import io.millwright.streams.program.Program;
import io.millwright.streams.program.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** The condition monitoring as a program of its own. */
public final class StreamProcessorsApplication {
  private StreamProcessorsApplication() {}

  public static void main(String[] args) throws InterruptedException {
    start(Map.of()).closeAtShutdown();
  }

  static Program start(Map<String, Object> overrides) throws InterruptedException {
    return Program.start(
        "stream-processors",
        overrides,
        (settings, registry) -> new Running(startProcessors(settings, registry)));
  }

  private static StreamProcessors startProcessors(Settings settings, MeterRegistry registry)
      throws InterruptedException {
    return StreamProcessors.start(config(settings), registry);
  }

  static StreamProcessorsConfig config(Settings settings) {
    return new StreamProcessorsConfig(
        settings.required("millwright.kafka.bootstrap-servers", String.class),
        settings.required("millwright.streams.application-id", String.class),
        settings.required("millwright.streams.instance-id", String.class),
        Path.of(settings.required("millwright.streams.state-directory", String.class)),
        settings.required("millwright.streams.threads", Integer.class),
        settings.required("millwright.streams.commit-interval", Duration.class),
        settings.required("millwright.streams.publish-descriptors", Boolean.class),
        settings.required("millwright.streams.tick-interval", Duration.class),
        settings.required("millwright.kafka.topic-partitions", Integer.class),
        settings.required("millwright.kafka.replication-factor", Short.class),
        settings.required("millwright.kafka.start-patience", Duration.class),
        settings.under("millwright.kafka.client"));
  }

  private record Running(StreamProcessors processors) implements Program.Service {
    @Override
    public boolean healthy() {
      return processors.healthy();
    }

    @Override
    public Object status() {
      return processors.status();
    }

    @Override
    public void close() {
      processors.close();
    }
  }
}
