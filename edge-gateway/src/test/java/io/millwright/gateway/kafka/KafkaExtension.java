package io.millwright.gateway.kafka;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Hands one {@link EmbeddedKafka} to all tests of this process that ask for it; a start costs
 * seconds. Those tests name their assets and devices so that they do not meet.
 */
public final class KafkaExtension implements ParameterResolver {

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == EmbeddedKafka.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        // Not of the root: with several processes each class is a run of its own.
        .getStore(
            ExtensionContext.StoreScope.LAUNCHER_SESSION,
            ExtensionContext.Namespace.create(KafkaExtension.class))
        .getOrComputeIfAbsent("kafka", key -> new Shared(), Shared.class)
        .kafka;
  }

  private static final class Shared implements AutoCloseable {
    private final Path directory;
    private final EmbeddedKafka kafka;

    private Shared() {
      try {
        directory = Files.createTempDirectory("millwright-kafka");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      kafka = EmbeddedKafka.start(directory);
    }

    @Override
    public void close() throws IOException {
      kafka.close();
      List<Path> files;
      try (Stream<Path> all = Files.walk(directory)) {
        files = all.sorted(Comparator.reverseOrder()).toList();
      }
      for (Path file : files) {
        Files.delete(file);
      }
    }
  }
}
