package io.millwright.gateway.sparkplug;

import io.millwright.gateway.reading.Shown;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.tahu.protobuf.SparkplugBProto.Payload.Metric;
import org.jspecify.annotations.Nullable;

/** What holds from one NBIRTH to the next, or to the NDEATH: the aliases, and the devices. */
final class Session {
  private final long bdSeq;
  private final long birthMillis;
  private final MetricGroup node;
  private final Map<String, MetricGroup> devices = new LinkedHashMap<>();
  private final Map<Long, Aliased> byAlias = new HashMap<>();

  /** Whose an alias is; it is unique over the edge node and all of its devices. */
  private record Aliased(KnownMetric metric, MetricGroup group) {}

  /**
   * @param birthMillis timestamp of the NBIRTH
   */
  Session(Address address, long bdSeq, long birthMillis, MetricGroup node)
      throws UnusablePayloadException {
    this.bdSeq = bdSeq;
    this.birthMillis = birthMillis;
    this.node = node;
    addAliases(address, node);
  }

  long bdSeq() {
    return bdSeq;
  }

  long birthMillis() {
    return birthMillis;
  }

  /** The metrics of the edge node itself. */
  MetricGroup node() {
    return node;
  }

  /** The metrics of the edge node itself and of its devices. */
  List<MetricGroup> groups() {
    List<MetricGroup> groups = new ArrayList<>(devices.size() + 1);
    groups.add(node);
    groups.addAll(devices.values());
    return groups;
  }

  List<MetricGroup> devices() {
    return List.copyOf(devices.values());
  }

  /** Those whose values have been kept, so that their end matters to others. */
  List<MetricGroup> claimed() {
    return groups().stream().filter(MetricGroup::claimed).toList();
  }

  int size() {
    int size = node.size();
    for (MetricGroup device : devices.values()) {
      size += device.size();
    }
    return size;
  }

  /**
   * Takes over the devices of the session before a rebirth. Their last values can still become
   * STALE, but their aliases hold no more.
   */
  void awaitBirthsOf(Session before) {
    before.devices.forEach(
        (id, device) -> {
          device.awaitBirth();
          devices.put(id, device);
        });
  }

  /** A DBIRTH. */
  void born(Address address, String id, MetricGroup device) throws UnusablePayloadException {
    MetricGroup before = devices.get(id);
    List<Long> old = before == null ? List.of() : aliases(before);
    Map<Long, Aliased> kept = new HashMap<>();
    for (Long alias : old) {
      Aliased aliased = byAlias.remove(alias);
      if (aliased != null) {
        kept.put(alias, aliased);
      }
    }
    try {
      addAliases(address, device);
    } catch (UnusablePayloadException e) {
      byAlias.putAll(kept);
      throw e;
    }
    devices.put(id, device);
  }

  /** A device that is not there any more; null = it was not known. */
  @Nullable MetricGroup died(String id) {
    MetricGroup device = devices.remove(id);
    if (device != null) {
      aliases(device).forEach(byAlias::remove);
    }
    return device;
  }

  @Nullable MetricGroup device(String id) {
    return devices.get(id);
  }

  private List<Long> aliases(MetricGroup group) {
    List<Long> aliases = new ArrayList<>();
    for (KnownMetric metric : group.metrics()) {
      Aliased aliased = metric.alias() == null ? null : byAlias.get(metric.alias());
      if (aliased != null && aliased.group() == group) {
        aliases.add(metric.alias());
      }
    }
    return aliases;
  }

  private void addAliases(Address address, MetricGroup group) throws UnusablePayloadException {
    Map<Long, Aliased> added = new HashMap<>();
    for (KnownMetric metric : group.metrics()) {
      Long alias = metric.alias();
      if (alias == null) {
        continue;
      }
      Aliased other = added.put(alias, new Aliased(metric, group));
      other = other == null ? byAlias.get(alias) : other;
      if (other != null) {
        throw BirthReader.content(
            address,
            "gives alias "
                + Long.toUnsignedString(alias)
                + " to metric '"
                + Shown.text(metric.name())
                + "', but '"
                + Shown.text(other.metric().name())
                + "' has it: an alias is unique over the edge node and all of its devices");
      }
    }
    byAlias.putAll(added);
  }

  /** The edge node or device that a message is about, and that has been born. */
  MetricGroup group(Address address) throws UnusablePayloadException {
    MetricGroup group = address.device() == null ? node : devices.get(address.device());
    if (group == null || !group.born()) {
      throw UnusablePayloadException.doesNotFitBirth(
          BirthReader.subject(address) + " has sent no DBIRTH since the last NBIRTH");
    }
    return group;
  }

  /** The metric that data mean. */
  KnownMetric metric(Address address, MetricGroup group, Metric metric)
      throws UnusablePayloadException {
    KnownMetric known;
    if (metric.hasAlias()) {
      Aliased aliased = byAlias.get(metric.getAlias());
      known = aliased == null || aliased.group() != group ? null : aliased.metric();
    } else {
      known = group.byName(metric.getName());
    }
    if (known == null
        || metric.hasAlias() && metric.hasName() && !metric.getName().equals(known.name())
        || metric.getDatatype() != 0 && metric.getDatatype() != known.type()) {
      throw UnusablePayloadException.doesNotFitBirth(
          "the last birth of "
              + BirthReader.subject(address)
              + " names no metric "
              + shown(metric)
              + (known == null
                  ? ""
                  : " (it is '"
                      + Shown.text(known.name())
                      + "' of type "
                      + MetricValue.nameOf(known.type())
                      + ")"));
    }
    return known;
  }

  private static String shown(Metric metric) {
    String shown = metric.hasName() ? "'" + Shown.text(metric.getName()) + "'" : "";
    if (metric.hasAlias()) {
      shown +=
          (shown.isEmpty() ? "" : " ") + "with alias " + Long.toUnsignedString(metric.getAlias());
    }
    return metric.getDatatype() == 0
        ? shown
        : shown + " of type " + MetricValue.nameOf(metric.getDatatype());
  }
}
