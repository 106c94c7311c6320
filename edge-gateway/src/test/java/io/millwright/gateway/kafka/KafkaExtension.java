package io.millwright.gateway.kafka;

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
    return kafka(context);
  }

  /** For extensions that need it too. */
  public static EmbeddedKafka kafka(ExtensionContext context) {
    return store(context).getOrComputeIfAbsent("kafka", key -> new Shared(), Shared.class).kafka;
  }

  /** What lives as long as this process. */
  public static ExtensionContext.Store store(ExtensionContext context) {
    // Not of the root: with several processes each class is a run of its own.
    return context.getStore(
        ExtensionContext.StoreScope.LAUNCHER_SESSION,
        ExtensionContext.Namespace.create(KafkaExtension.class));
  }

  private static final class Shared implements AutoCloseable {
    private final TempDirectory directory = new TempDirectory("kafka");
    private final EmbeddedKafka kafka = EmbeddedKafka.start(directory.path());

    @Override
    public void close() {
      kafka.close();
      directory.close();
    }
  }
}
