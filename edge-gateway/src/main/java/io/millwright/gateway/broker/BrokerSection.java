package io.millwright.gateway.broker;

import io.millwright.gateway.config.YamlSection;
import org.jspecify.annotations.Nullable;

/** Reads a broker from the sources file. */
public final class BrokerSection {
  private BrokerSection() {}

  /**
   * The broker; what cannot be read is a problem of the section.
   *
   * @throws IllegalArgumentException if a value is not valid
   */
  public static BrokerConfig read(YamlSection broker) {
    YamlSection user = broker.section("user");
    User known = user == null ? null : user.checked(() -> user(user));
    YamlSection tls = broker.section("tls");
    BrokerTls files = tls == null ? null : tls.checked(() -> tls(tls));
    BrokerConfig defaults = BrokerConfig.of("tcp://localhost:1883", "millwright-gateway");
    return new BrokerConfig(
        broker.text("name"),
        broker.text("url"),
        broker.text("client-id", defaults.clientId()),
        broker.texts("topic-filters", defaults.topicFilters()),
        known == null ? null : known.name(),
        known == null ? null : known.password(),
        broker.integer("receive-maximum", defaults.receiveMaximum()),
        broker.duration("session-expiry", defaults.sessionExpiry()),
        files == null ? BrokerTls.DEFAULT : files,
        broker.truth("sparkplug", false));
  }

  private record User(String name, @Nullable String password) {
    /** Without the password. */
    @Override
    public String toString() {
      return "User[" + name + "]";
    }
  }

  private static User user(YamlSection section) {
    return new User(section.text("name"), section.textOrNull("password"));
  }

  private static BrokerTls tls(YamlSection section) {
    return new BrokerTls(
        section.textOrNull("ca-file"),
        section.textOrNull("certificate-file"),
        section.textOrNull("key-file"));
  }
}
