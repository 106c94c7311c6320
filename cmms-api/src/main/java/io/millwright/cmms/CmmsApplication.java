package io.millwright.cmms;

import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The CMMS API in one process: REST, web console, advisories in and work-order events out.
 *
 * <p>Settings are those of {@code cmms/application.yml} on the class path, in rising order of
 * precedence overridden by environment variables and by the properties given to {@link #start}.
 */
public final class CmmsApplication implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(CmmsApplication.class);

  private final ApplicationContext context;
  private final EmbeddedServer server;

  private CmmsApplication(ApplicationContext context, EmbeddedServer server) {
    this.context = context;
    this.server = server;
  }

  /**
   * Migrates the schema, starts everything and returns when requests are answered. Kafka may be
   * away and come later; PostgreSQL must be there.
   *
   * @param properties override the configuration, for example {@code micronaut.server.port}
   * @throws RuntimeException saying which setting or server is to blame, if it cannot start;
   *     nothing is left running then
   */
  public static CmmsApplication start(Map<String, Object> properties) {
    // Another program in the same process may have an application.yml of its own: ours has a
    // folder.
    ApplicationContext context =
        ApplicationContext.builder()
            .overrideConfigLocations("classpath:cmms/")
            .deduceEnvironment(false)
            .banner(false)
            .properties(properties)
            .build();
    try {
      context.start();
      EmbeddedServer server = context.getBean(EmbeddedServer.class);
      server.start();
      LOGGER.atInfo().addKeyValue("url", server.getURI()).log("CMMS API started");
      return new CmmsApplication(context, server);
    } catch (RuntimeException | Error e) {
      context.close();
      throw e;
    }
  }

  /** Where it answers, such as {@code http://localhost:8080}. */
  public URI url() {
    return server.getURI();
  }

  /** The registry behind {@code /prometheus}: other services in this process may add to it. */
  public MeterRegistry meterRegistry() {
    return context.getBean(MeterRegistry.class);
  }

  /** For tests of single features with everything real around them. */
  <T> T bean(Class<T> type) {
    return context.getBean(type);
  }

  /** Stops answering, then consuming, then relaying. Again: does nothing. */
  @Override
  public void close() {
    if (context.isRunning()) {
      context.close();
    }
  }

  /** Runs until the process is asked to stop. */
  public static void main(String[] args) throws InterruptedException {
    CmmsApplication application = start(Map.of());
    CountDownLatch stopped = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  application.close();
                  stopped.countDown();
                },
                "cmms-shutdown"));
    stopped.await();
  }
}
