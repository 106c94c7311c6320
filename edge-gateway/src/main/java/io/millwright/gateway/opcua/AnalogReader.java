package io.millwright.gateway.opcua;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.milo.opcua.sdk.client.OpcUaClient;
import org.eclipse.milo.opcua.stack.core.NodeIds;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.eclipse.milo.opcua.stack.core.UaSerializationException;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.ExtensionObject;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.QualifiedName;
import org.eclipse.milo.opcua.stack.core.types.enumerated.TimestampsToReturn;
import org.eclipse.milo.opcua.stack.core.types.structured.BrowsePath;
import org.eclipse.milo.opcua.stack.core.types.structured.BrowsePathResult;
import org.eclipse.milo.opcua.stack.core.types.structured.EUInformation;
import org.eclipse.milo.opcua.stack.core.types.structured.Range;
import org.eclipse.milo.opcua.stack.core.types.structured.RelativePath;
import org.eclipse.milo.opcua.stack.core.types.structured.RelativePathElement;
import org.jspecify.annotations.Nullable;

/** Asks a server for the units and ranges of its analog items. */
final class AnalogReader {
  /** Two properties each: servers limit how much may be asked at once. */
  private static final int NODES_AT_ONCE = 50;

  private final OpcUaClient client;

  AnalogReader(OpcUaClient client) {
    this.client = client;
  }

  /** Of each node, in the order of the nodes. */
  List<Analog> read(List<NodeId> nodes) throws UaException {
    List<Analog> all = new ArrayList<>(nodes.size());
    for (int from = 0; from < nodes.size(); from += NODES_AT_ONCE) {
      all.addAll(some(nodes.subList(from, Math.min(nodes.size(), from + NODES_AT_ONCE))));
    }
    return all;
  }

  private List<Analog> some(List<NodeId> nodes) throws UaException {
    List<BrowsePath> paths = new ArrayList<>(2 * nodes.size());
    for (NodeId node : nodes) {
      paths.add(property(node, "EngineeringUnits"));
      paths.add(property(node, "EURange"));
    }
    BrowsePathResult[] found = client.translateBrowsePaths(paths).getResults();
    if (found == null || found.length != paths.size()) {
      return nodes.stream().map(node -> Analog.UNSTATED).toList();
    }
    Map<NodeId, Object> values = values(Arrays.stream(found).map(this::target).toList());
    List<Analog> analogs = new ArrayList<>(nodes.size());
    for (int i = 0; i < found.length; i += 2) {
      analogs.add(
          new Analog(
              value(found[i], values, EUInformation.class),
              value(found[i + 1], values, Range.class)));
    }
    return analogs;
  }

  private static BrowsePath property(NodeId node, String name) {
    return new BrowsePath(
        node,
        new RelativePath(
            new RelativePathElement[] {
              new RelativePathElement(NodeIds.HasProperty, false, true, new QualifiedName(0, name))
            }));
  }

  private Optional<NodeId> target(BrowsePathResult result) {
    return result.getStatusCode().isGood()
            && result.getTargets() != null
            && result.getTargets().length > 0
        ? result.getTargets()[0].getTargetId().toNodeId(client.getNamespaceTable())
        : Optional.empty();
  }

  private Map<NodeId, Object> values(List<Optional<NodeId>> targets) throws UaException {
    List<NodeId> nodes = targets.stream().flatMap(Optional::stream).distinct().toList();
    Map<NodeId, Object> values = new HashMap<>();
    if (nodes.isEmpty()) {
      return values;
    }
    List<DataValue> read = client.readValues(0, TimestampsToReturn.Neither, nodes);
    for (int i = 0; i < nodes.size(); i++) {
      Object value = decoded(read.get(i).getValue().getValue());
      if (value != null) {
        values.put(nodes.get(i), value);
      }
    }
    return values;
  }

  private @Nullable Object decoded(@Nullable Object value) {
    try {
      return value instanceof ExtensionObject encoded
          ? encoded.decode(client.getStaticEncodingContext())
          : value;
    } catch (UaSerializationException e) {
      // As good as not stated.
      return null;
    }
  }

  private <T> @Nullable T value(
      BrowsePathResult result, Map<NodeId, Object> values, Class<T> type) {
    Object value = target(result).map(values::get).orElse(null);
    return type.isInstance(value) ? type.cast(value) : null;
  }
}
