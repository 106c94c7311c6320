package io.millwright.gateway;

import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.env.Environment;
import io.micronaut.core.naming.conventions.StringConvention;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Starts the gateway with its program, and closes it with it. */
@Factory
@Requires(env = GatewayApplication.ENVIRONMENT)
final class GatewayBeans {
  private static final String PREFIX = "millwright.gateway";
  private static final String VARIABLE_PREFIX = "MILLWRIGHT_GATEWAY_";

  @Context
  @Bean(preDestroy = "close")
  EdgeGateway gateway(Environment environment, MeterRegistry registry) {
    return EdgeGateway.start(GatewaySettings.read(settings(environment)), registry);
  }

  /** Everything below {@code millwright.gateway}, from the file and from the environment. */
  static Map<String, String> settings(Environment environment) {
    Map<String, String> settings = new HashMap<>();
    Set<String> known = new HashSet<>();
    for (String name : GatewaySettings.names()) {
      known.add(bare(name));
      environment
          .getProperty(PREFIX + "." + name, String.class)
          .ifPresent(value -> settings.put(name, value));
    }
    // What is left is a spelling mistake, unless it is one of the many ways in which Micronaut
    // reads
    // an environment variable's underscores.
    Map<String, String> all = new HashMap<>();
    flatten("", environment.getProperties(PREFIX, StringConvention.RAW), all);
    all.forEach(
        (name, value) -> {
          if (!known.contains(bare(name))) {
            settings.put(name, value);
          }
        });
    System.getenv()
        .forEach(
            (variable, value) -> {
              String name =
                  variable.startsWith(VARIABLE_PREFIX)
                      ? variable.substring(VARIABLE_PREFIX.length()).toLowerCase(Locale.ROOT)
                      : "";
              if (!name.isEmpty() && !known.contains(name.replace("_", ""))) {
                settings.put(variable, value);
              }
            });
    return settings;
  }

  private static String bare(String name) {
    return name.replace(".", "").replace("-", "");
  }

  private static void flatten(String prefix, Map<?, ?> values, Map<String, String> into) {
    values.forEach(
        (name, value) -> {
          if (value instanceof Map<?, ?> nested) {
            flatten(prefix + name + ".", nested, into);
          } else if (value != null) {
            into.put(prefix + name, value.toString());
          }
        });
  }
}
