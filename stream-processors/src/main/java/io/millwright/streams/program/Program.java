package io.millwright.streams.program;

import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.env.EnvironmentPropertySource;
import io.micronaut.context.env.PropertySource;
import io.micronaut.context.env.SystemPropertiesPropertySource;
import io.micronaut.context.env.yaml.YamlPropertySourceLoader;
import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import io.micronaut.runtime.server.EmbeddedServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A service that runs alone, with /health and /prometheus. */
public final class Program implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(Program.class);

  /** Above application.yml, below the environment variables. */
  private static final int DEFAULTS = EnvironmentPropertySource.POSITION - 50;

  /** What runs. */
  public interface Service extends AutoCloseable {
    boolean healthy();

    /** Shown by /health. */
    Object status();

    @Override
    void close();
  }

  /** Starts what runs. */
  @FunctionalInterface
  public interface Starter {
    Service start(Settings settings, MeterRegistry registry) throws InterruptedException;
  }

  private final String name;
  private final ApplicationContext context;
  private final Service service;
  private final EmbeddedServer server;

  private Program(String name, ApplicationContext context, Service service, EmbeddedServer server) {
    this.name = name;
    this.context = context;
    this.service = service;
    this.server = server;
  }

  /**
   * Starts a service with the settings of {@code <name>/application.yml}.
   *
   * @param overrides settings that win over the file and the environment
   */
  public static Program start(String name, Map<String, Object> overrides, Starter starter)
      throws InterruptedException {
    // Only its own file: on a class path with all modules there are several application.yml.
    ApplicationContext context =
        ApplicationContext.builder()
            .deduceEnvironment(false)
            .enableDefaultPropertySources(false)
            .banner(false)
            .propertySources(
                defaults(name),
                new EnvironmentPropertySource(),
                new SystemPropertiesPropertySource(),
                PropertySource.of(
                    "overrides", overrides, SystemPropertiesPropertySource.POSITION + 50))
            .start();
    try {
      Service service =
          starter.start(
              Settings.of(context.getEnvironment()), context.getBean(MeterRegistry.class));
      try {
        context.registerSingleton(HealthIndicator.class, health(name, service));
        EmbeddedServer server = context.getBean(EmbeddedServer.class).start();
        LOGGER.atInfo().addKeyValue("service", name).addKeyValue("url", server.getURI()).log("up");
        return new Program(name, context, service, server);
      } catch (RuntimeException e) {
        service.close();
        throw e;
      }
    } catch (RuntimeException | InterruptedException e) {
      context.close();
      throw e;
    }
  }

  private static PropertySource defaults(String name) {
    String file = "/" + name + "/application.yml";
    try (InputStream stream = Program.class.getResourceAsStream(file)) {
      if (stream == null) {
        throw new IllegalStateException(file + " is not on the class path");
      }
      return PropertySource.of(name, new YamlPropertySourceLoader().read(name, stream), DEFAULTS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static HealthIndicator health(String name, Service service) {
    return () ->
        Publishers.just(
            HealthResult.builder(name, service.healthy() ? HealthStatus.UP : HealthStatus.DOWN)
                .details(Map.of("status", String.valueOf(service.status())))
                .build());
  }

  /** Where /health and /prometheus are. */
  public URI url() {
    return server.getURI();
  }

  /** Closes it when the process is told to stop. */
  public void closeAtShutdown() {
    Runtime.getRuntime().addShutdownHook(new Thread(this::close, name + "-shutdown"));
  }

  @Override
  public void close() {
    server.stop();
    service.close();
    context.close();
  }
}
