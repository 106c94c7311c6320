package io.millwright.gateway.opcua;

import io.millwright.contracts.asset.PointName;
import io.millwright.gateway.config.YamlSection;
import io.millwright.gateway.opcua.OpcUaConfig.Address;
import io.millwright.gateway.opcua.OpcUaConfig.Browse;
import io.millwright.gateway.opcua.OpcUaConfig.Point;
import io.millwright.gateway.opcua.Sampling.Deadband;
import io.millwright.gateway.source.SourceSection;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a server of the sources file. */
public final class OpcUaSection {
  private final YamlSection server;
  private final String tenant;
  private final String asset;
  private final Sampling sampling;
  private final Set<String> names = new HashSet<>();

  private OpcUaSection(YamlSection server) {
    this.server = server;
    this.tenant = SourceSection.tenant(server);
    this.asset = server.text("asset", "");
    this.sampling = sampling(server, Sampling.DEFAULT);
  }

  /**
   * The server; what cannot be read is a problem of the section.
   *
   * @throws IllegalArgumentException if a value is not valid
   */
  public static OpcUaConfig read(YamlSection server) {
    return new OpcUaSection(server).config();
  }

  private OpcUaConfig config() {
    YamlSection security = server.section("security");
    YamlSection user = server.section("user");
    return new OpcUaConfig(
        SourceSection.name(server),
        server.text("endpoint"),
        orElse(
            security == null ? null : security.checked(() -> security(security)),
            Security.STRONGEST),
        orElse(user == null ? null : user.checked(() -> user(user)), new UserIdentity.Anonymous()),
        server.duration("timeout", OpcUaConfig.DEFAULT_TIMEOUT),
        server.duration("patience", OpcUaConfig.DEFAULT_PATIENCE),
        server.duration("publishing-interval", OpcUaConfig.DEFAULT_PUBLISHING_INTERVAL),
        server.duration("look-again", OpcUaConfig.DEFAULT_LOOK_AGAIN),
        server.all("points", this::point),
        server.all("browse", this::browse));
  }

  private static <T> T orElse(@Nullable T value, T otherwise) {
    return value == null ? otherwise : value;
  }

  private static Security security(YamlSection section) {
    return new Security(
        section.choice("policy", Security.Policy.class, Security.Policy.STRONGEST),
        section.choice("mode", Security.Mode.class, Security.Mode.STRONGEST),
        section.choice(
            "trust",
            Map.of("list", Security.Trust.LIST, "first-use", Security.Trust.FIRST_USE),
            Security.Trust.LIST));
  }

  private static UserIdentity user(YamlSection section) {
    if (section.has("certificate")) {
      return new UserIdentity.Certificate(
          Path.of(section.text("certificate")), Path.of(section.text("private-key")));
    }
    return new UserIdentity.UserName(section.text("name"), section.text("password"));
  }

  private Point point(YamlSection section) {
    Point point =
        new Point(
            SourceSection.asset(section, tenant, asset),
            new PointName(section.text("point")),
            address(section, "node", "path"),
            sampling(section, sampling));
    if (!names.add(point.asset() + "/" + point.point())) {
      section.problem("point '" + point.point() + "' of " + point.asset() + " is twice");
    }
    return point;
  }

  private Browse browse(YamlSection section) {
    return new Browse(
        SourceSection.asset(section, tenant, asset),
        address(section, "from", "from-path"),
        section.integer("depth", 5),
        section.integer("limit", 1_000),
        sampling(section, sampling));
  }

  private static Address address(YamlSection section, String nodeKey, String pathKey) {
    String node = section.textOrNull(nodeKey);
    String path = section.textOrNull(pathKey);
    if ((node == null) == (path == null)) {
      throw new IllegalArgumentException(
          "state either '" + nodeKey + "' or '" + pathKey + "', and not both");
    }
    return node != null ? new Address.Node(node) : new Address.BrowsePath(String.valueOf(path));
  }

  private static Sampling sampling(YamlSection section, Sampling defaults) {
    YamlSection deadband = section.section("deadband");
    return new Sampling(
        section.duration("sampling-interval", defaults.interval()),
        section.integer("queue-size", defaults.queueSize()),
        deadband == null
            ? defaults.deadband()
            : orElse(deadband.checked(() -> deadband(deadband)), defaults.deadband()));
  }

  private static Deadband deadband(YamlSection section) {
    if (section.has("absolute") == section.has("percent")) {
      throw new IllegalArgumentException("state either 'absolute' or 'percent', and not both");
    }
    return section.has("absolute")
        ? new Deadband(Deadband.Kind.ABSOLUTE, section.number("absolute", 0))
        : new Deadband(Deadband.Kind.PERCENT, section.number("percent", 0));
  }
}
