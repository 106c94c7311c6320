package io.millwright.gateway.opcua;

import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.asset.PointName;
import io.millwright.gateway.config.ConfigProblems;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import org.eclipse.milo.opcua.stack.core.UaRuntimeException;
import org.eclipse.milo.opcua.stack.core.types.builtin.ExpandedNodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.QualifiedName;

/**
 * An OPC UA server.
 *
 * @param name unique; its readings come from {@code opcua:name}
 * @param endpoint {@code opc.tcp://host:4840/path}
 * @param timeout for a connection, and for each request
 * @param patience without any notification or keep-alive for so long, the connection is made anew
 * @param publishingInterval the server notifies at most so often
 * @param lookAgain after so long the server is asked again for what it did not have, or refused
 */
public record OpcUaConfig(
    String name,
    String endpoint,
    Security security,
    UserIdentity user,
    Duration timeout,
    Duration patience,
    Duration publishingInterval,
    Duration lookAgain,
    List<Point> points,
    List<Browse> browse) {

  public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);
  public static final Duration DEFAULT_PATIENCE = Duration.ofSeconds(30);
  public static final Duration DEFAULT_PUBLISHING_INTERVAL = Duration.ofSeconds(1);
  public static final Duration DEFAULT_LOOK_AGAIN = Duration.ofMinutes(1);

  /** A value of the server that is a measurement point. */
  public record Point(AssetKey asset, PointName point, Address address, Sampling sampling) {}

  /** Where a value is in the server. */
  public sealed interface Address {
    /**
     * A node.
     *
     * @param text {@code ns=2;s=Pump.Temp} or {@code nsu=http://vendor/plc;s=Pump.Temp}
     */
    record Node(String text) implements Address {
      public Node {
        if (parsed(text) == null) {
          throw new IllegalArgumentException(
              "node '" + text + "' is not valid: write it like ns=2;s=Pump.Temp, or with nsu=");
        }
      }

      ExpandedNodeId id() {
        ExpandedNodeId id = parsed(text);
        if (id == null) {
          throw new IllegalStateException("the node has been checked");
        }
        return id;
      }

      private static @org.jspecify.annotations.Nullable ExpandedNodeId parsed(String text) {
        try {
          return ExpandedNodeId.parse(text);
        } catch (UaRuntimeException e) {
          return null;
        }
      }
    }

    /**
     * Browse names from the Objects folder down.
     *
     * @param text {@code 2:Machine/2:Pump/2:Temp}
     */
    record BrowsePath(String text) implements Address {
      public BrowsePath {
        for (String name : text.split("/", -1)) {
          if (!name.matches("(\\d{1,5}:)?[^:/].*")) {
            throw new IllegalArgumentException(
                "path '" + text + "' is not valid: write it like 2:Machine/2:Pump/2:Temp");
          }
        }
      }

      List<QualifiedName> names() {
        return java.util.Arrays.stream(text.split("/")).map(QualifiedName::parse).toList();
      }
    }
  }

  /**
   * Makes points of all numbers and booleans below a node.
   *
   * @param depth levels below the node
   * @param limit points at most
   */
  public record Browse(AssetKey asset, Address from, int depth, int limit, Sampling sampling) {
    public Browse {
      ConfigProblems problems = new ConfigProblems();
      problems.range("depth", depth, 1, 20);
      problems.range("limit", limit, 1, 20_000);
      problems.throwIfAny();
    }
  }

  public OpcUaConfig {
    ConfigProblems problems = new ConfigProblems();
    problems.require(
        isEndpoint(endpoint),
        "endpoint must be like opc.tcp://host:4840/path, but was '" + endpoint + "'");
    problems.range("timeout", timeout, Duration.ofMillis(100), Duration.ofMinutes(5));
    problems.range("patience", patience, Duration.ofSeconds(1), Duration.ofDays(1));
    problems.range(
        "publishing-interval", publishingInterval, Duration.ofMillis(10), Duration.ofHours(1));
    problems.range("look-again", lookAgain, Duration.ofSeconds(1), Duration.ofDays(1));
    problems.require(
        patience.compareTo(publishingInterval.multipliedBy(2)) > 0,
        "patience must be longer than two publishing intervals, but was " + patience);
    problems.require(
        !(user instanceof UserIdentity.UserName && security.policy() == Security.Policy.NONE),
        "a password would be sent in the clear: choose another security policy than none");
    problems.require(
        !points.isEmpty() || !browse.isEmpty(), "there is neither a point nor anything to browse");
    problems.throwIfAny();
    points = List.copyOf(points);
    browse = List.copyOf(browse);
  }

  private static boolean isEndpoint(String text) {
    try {
      URI uri = new URI(text);
      return "opc.tcp".equals(uri.getScheme()) && uri.getHost() != null;
    } catch (URISyntaxException e) {
      return false;
    }
  }
}
