package io.millwright.gateway.sparkplug;

import io.millwright.contracts.wire.AssetEvent;
import io.millwright.gateway.intake.Arrival;
import java.util.List;
import org.eclipse.tahu.protobuf.SparkplugBProto.Payload.Metric;

/**
 * An NBIRTH or DBIRTH that can be used.
 *
 * @param session the new one of an NBIRTH, that of the edge node for a DBIRTH
 * @param group what it names
 * @param readings the initial values
 */
record Birth(
    Session session, MetricGroup group, long timeMicros, AssetEvent event, Readings readings) {

  /** Reads an NBIRTH; nothing has changed yet. */
  static Birth ofNode(Incoming message, HostContext host) throws UnusablePayloadException {
    Address address = message.address();
    Long bdSeq = BirthReader.bdSeq(message.payload());
    if (bdSeq == null) {
      throw BirthReader.content(
          address, "has no metric bdSeq: send it, with the number of the will's");
    }
    if (message.payload().hasSeq() && !message.hasSeq()) {
      throw BirthReader.content(address, "has a seq above 255: begin with 0");
    }
    MetricGroup group =
        BirthReader.read(
            address, message.payload(), host.config().maxMetricsPerNode(), host.units());
    long time = time(message, host);
    Session session = new Session(address, bdSeq, message.payload().getTimestamp(), group);
    Readings readings = initialReadings(group, message, 1, host);
    return new Birth(session, group, time, event(address, group, time, host), readings);
  }

  /** Reads a DBIRTH; nothing has changed yet. */
  static Birth ofDevice(Session session, Incoming message, long number, HostContext host)
      throws UnusablePayloadException {
    Address address = message.address();
    String device = String.valueOf(address.device());
    MetricGroup before = session.device(device);
    int others = session.size() - (before == null ? 0 : before.size());
    MetricGroup group =
        BirthReader.read(
            address, message.payload(), host.config().maxMetricsPerNode() - others, host.units());
    long time = time(message, host);
    Readings readings = initialReadings(group, message, number, host);
    return new Birth(session, group, time, event(address, group, time, host), readings);
  }

  /** As it is handed over. */
  Arrival arrival(Incoming message) {
    return new Arrival(
        message.message(), readings.batches(), List.of(event), List.of(), readings.historical());
  }

  /**
   * What a birth says, without a session, for a sender that may not have one: which asset, and
   * which points.
   */
  static Arrival discovery(Incoming message, HostContext host) throws UnusablePayloadException {
    Address address = message.address();
    MetricGroup group =
        BirthReader.read(
            address, message.payload(), host.config().maxMetricsPerNode(), host.units());
    Readings readings = initialReadings(group, message, 0, host);
    return new Arrival(
        message.message(),
        readings.batches(),
        List.of(event(address, group, time(message, host), host)),
        List.of());
  }

  private static long time(Incoming message, HostContext host) throws UnusablePayloadException {
    return host.times().of(message.payload(), message.message().receivedTimeMicros());
  }

  private static AssetEvent event(
      Address address, MetricGroup group, long timeMicros, HostContext host) {
    return Deaths.event(
        AssetEvent.Kind.BIRTH,
        address.node(),
        group.asset(),
        address.type().name(),
        timeMicros,
        group.described(host.units()));
  }

  private static Readings initialReadings(
      MetricGroup group, Incoming message, long number, HostContext host)
      throws UnusablePayloadException {
    Readings readings = Readings.of(group.asset(), message, number, host);
    for (Metric metric : message.payload().getMetricsList()) {
      KnownMetric known = group.byName(metric.getName());
      if (known != null) {
        readings.add(known, metric, false);
      }
    }
    return readings;
  }
}
