package io.millwright.streams.program;

import io.micronaut.context.env.Environment;
import io.micronaut.core.naming.conventions.StringConvention;
import io.micronaut.core.value.PropertyResolver;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The settings of a program: its application.yml, overridden by environment variables. */
public record Settings(PropertyResolver resolver) {

  static Settings of(Environment environment) {
    return new Settings(environment);
  }

  /**
   * A setting that must be there.
   *
   * @throws IllegalArgumentException naming it, if it is missing or no {@code type}
   */
  public <T> T required(String name, Class<T> type) {
    return optional(name, type)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "setting "
                        + name
                        + " is missing: set environment variable "
                        + name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_')));
  }

  public <T> Optional<T> optional(String name, Class<T> type) {
    if (!resolver.containsProperty(name)) {
      return Optional.empty();
    }
    Optional<T> value = resolver.getProperty(name, type);
    if (value.isEmpty()) {
      throw new IllegalArgumentException(
          "setting "
              + name
              + " must be of type "
              + type.getSimpleName()
              + ", but was '"
              + resolver.getProperty(name, String.class).orElse("")
              + "'");
    }
    return value;
  }

  /** All settings under a name, as texts. */
  public Map<String, String> under(String name) {
    Map<String, String> texts = new HashMap<>();
    resolver
        .getProperties(name, StringConvention.RAW)
        .forEach((key, value) -> texts.put(key, String.valueOf(value)));
    return texts;
  }
}
