package io.millwright.gateway.opcua;

import static org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned.uint;

import io.millwright.contracts.asset.PointName;
import io.millwright.gateway.opcua.OpcUaConfig.Address;
import io.millwright.gateway.opcua.OpcUaConfig.Browse;
import io.millwright.gateway.opcua.OpcUaConfig.Point;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.milo.opcua.sdk.client.BrowseHelper;
import org.eclipse.milo.opcua.sdk.client.OpcUaClient;
import org.eclipse.milo.opcua.stack.core.NodeIds;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.QualifiedName;
import org.eclipse.milo.opcua.stack.core.types.enumerated.BrowseDirection;
import org.eclipse.milo.opcua.stack.core.types.enumerated.BrowseResultMask;
import org.eclipse.milo.opcua.stack.core.types.enumerated.NodeClass;
import org.eclipse.milo.opcua.stack.core.types.enumerated.TimestampsToReturn;
import org.eclipse.milo.opcua.stack.core.types.structured.BrowseDescription;
import org.eclipse.milo.opcua.stack.core.types.structured.BrowsePath;
import org.eclipse.milo.opcua.stack.core.types.structured.BrowsePathResult;
import org.eclipse.milo.opcua.stack.core.types.structured.ReferenceDescription;
import org.eclipse.milo.opcua.stack.core.types.structured.RelativePath;
import org.eclipse.milo.opcua.stack.core.types.structured.RelativePathElement;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the nodes that the configuration means, in the address space of a connected server. */
final class NodeFinder {
  private static final Logger LOGGER = LoggerFactory.getLogger(NodeFinder.class);
  private static final int MOST_NODES_VISITED = 100_000;
  private static final int REFERENCES_AT_ONCE = 1_000;
  private static final int READ_AT_ONCE = 100;

  private final OpcUaClient client;
  private final String source;
  private final long timeoutMillis;

  NodeFinder(OpcUaClient client, String source, long timeoutMillis) {
    this.client = client;
    this.source = source;
    this.timeoutMillis = timeoutMillis;
  }

  /** A node and what it is for the gateway. */
  record Found(Point point, NodeId node) {}

  /** A variable below a browsed node, with the way to it. */
  private record Candidate(NodeId node, String path, int depth) {}

  /** The node of an address; empty when the server has none. */
  Optional<NodeId> resolve(Address address) throws UaException {
    if (address instanceof Address.Node node) {
      return node.id().toNodeId(client.getNamespaceTable());
    }
    RelativePathElement[] elements =
        ((Address.BrowsePath) address)
            .names().stream()
                .map(
                    name ->
                        new RelativePathElement(NodeIds.HierarchicalReferences, false, true, name))
                .toArray(RelativePathElement[]::new);
    BrowsePathResult[] results =
        client
            .translateBrowsePaths(
                List.of(new BrowsePath(NodeIds.ObjectsFolder, new RelativePath(elements))))
            .getResults();
    if (results == null
        || results.length == 0
        || !results[0].getStatusCode().isGood()
        || results[0].getTargets() == null
        || results[0].getTargets().length == 0) {
      return Optional.empty();
    }
    return results[0].getTargets()[0].getTargetId().toNodeId(client.getNamespaceTable());
  }

  /** The numbers and booleans below a node, named after the way to them. */
  List<Found> discover(Browse browse)
      throws UaException, InterruptedException, ExecutionException, TimeoutException {
    Optional<NodeId> root = resolve(browse.from());
    if (root.isEmpty()) {
      LOGGER
          .atWarn()
          .addKeyValue("source", source)
          .addKeyValue("from", browse.from())
          .log("the server has no such node to browse from");
      return List.of();
    }
    List<Found> found = new ArrayList<>();
    List<Candidate> unread = new ArrayList<>();
    Set<String> names = new HashSet<>();
    Set<NodeId> visited = new HashSet<>(Set.of(root.get()));
    Deque<Candidate> open = new ArrayDeque<>(List.of(new Candidate(root.get(), "", 0)));
    Candidate parent;
    while ((parent = open.poll()) != null && found.size() < browse.limit()) {
      for (ReferenceDescription reference : children(parent.node())) {
        Optional<NodeId> node = reference.getNodeId().toNodeId(client.getNamespaceTable());
        if (node.isEmpty()
            || visited.size() >= MOST_NODES_VISITED
            || NodeIds.HasProperty.equals(reference.getReferenceTypeId())
            || !visited.add(node.get())) {
          continue;
        }
        Candidate child =
            new Candidate(
                node.get(), path(parent.path(), reference.getBrowseName()), parent.depth() + 1);
        if (reference.getNodeClass() == NodeClass.Variable) {
          unread.add(child);
        }
        if (child.depth() < browse.depth()) {
          open.add(child);
        }
      }
      if (unread.size() >= READ_AT_ONCE || open.isEmpty()) {
        keepNumbers(browse, unread, names, found);
      }
    }
    keepNumbers(browse, unread, names, found);
    LOGGER
        .atInfo()
        .addKeyValue("source", source)
        .addKeyValue("from", browse.from())
        .addKeyValue("points", found.size())
        .addKeyValue("limit", browse.limit())
        .log("discovered points");
    return found;
  }

  private List<ReferenceDescription> children(NodeId node)
      throws InterruptedException, ExecutionException, TimeoutException {
    return BrowseHelper.browse(
            client,
            new BrowseDescription(
                node,
                BrowseDirection.Forward,
                NodeIds.HierarchicalReferences,
                true,
                uint(NodeClass.Object.getValue() | NodeClass.Variable.getValue()),
                uint(BrowseResultMask.All.getValue())),
            uint(REFERENCES_AT_ONCE))
        .get(timeoutMillis, TimeUnit.MILLISECONDS);
  }

  private void keepNumbers(
      Browse browse, List<Candidate> unread, Set<String> names, List<Found> found)
      throws UaException {
    for (int from = 0; from < unread.size(); from += READ_AT_ONCE) {
      List<Candidate> some = unread.subList(from, Math.min(unread.size(), from + READ_AT_ONCE));
      List<DataValue> values =
          client.readValues(
              0, TimestampsToReturn.Neither, some.stream().map(Candidate::node).toList());
      for (int i = 0; i < some.size(); i++) {
        Object value = values.get(i).getValue().getValue();
        if ((value instanceof Number || value instanceof Boolean)
            && found.size() < browse.limit()) {
          Candidate candidate = some.get(i);
          String name = unique(pointName(candidate.path()), names);
          found.add(
              new Found(
                  new Point(
                      browse.asset(),
                      new PointName(name),
                      new Address.Node(candidate.node().toParseableString()),
                      browse.sampling()),
                  candidate.node()));
        }
      }
    }
    unread.clear();
  }

  private static String path(String parent, QualifiedName name) {
    String own = name.getName() == null ? "" : name.getName();
    return parent.isEmpty() ? own : parent + "." + own;
  }

  /** What a point may be called: the end of the path, since that tells the most. */
  static String pointName(String path) {
    String name = path.replaceAll("[^A-Za-z0-9._:-]", "_");
    name = name.substring(Math.max(0, name.length() - 120)).replaceFirst("^[^A-Za-z0-9]+", "");
    return name.isEmpty() ? "value" : name;
  }

  private static String unique(String name, Set<String> names) {
    String unique = name;
    for (int i = 2; !names.add(unique); i++) {
      unique = name + "-" + i;
    }
    return unique;
  }
}
