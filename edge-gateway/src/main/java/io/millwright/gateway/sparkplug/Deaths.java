package io.millwright.gateway.sparkplug;

import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.wire.AssetEvent;
import io.millwright.gateway.device.Protocol;
import io.millwright.gateway.intake.Arrival;
import io.millwright.gateway.intake.Receipt;
import io.millwright.gateway.quality.StatedUnits;
import io.millwright.gateway.reading.DeviceMessage;
import io.millwright.gateway.reading.Rejection;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.tahu.protobuf.SparkplugBProto.Payload;

/** What a death says: an event for each asset, and the last values as STALE, which is not zero. */
final class Deaths {
  private static final Receipt NOBODY =
      new Receipt() {
        @Override
        public void accepted() {
          // Nobody waits for it.
        }

        @Override
        public void rejected(Rejection rejection) {
          // Nobody waits for it.
        }

        @Override
        public void failed(Exception cause) {
          // Nobody waits for it.
        }
      };

  private Deaths() {}

  /**
   * What the death of some assets says: one part for each, since one that nobody has registered
   * must not keep the end of the others from being told.
   *
   * @param code what told of it
   * @param number of the message within its source; 0 = it has none
   */
  static List<Arrival> of(
      EdgeNodeId node,
      String code,
      List<MetricGroup> groups,
      long number,
      long timeMicros,
      Incoming message,
      StatedUnits units) {
    List<Arrival> parts = new ArrayList<>(groups.size() + 1);
    for (MetricGroup group : groups) {
      parts.add(
          new Arrival(
              message.message(),
              group.stale(
                  node.source(), number, timeMicros, message.message().receivedTimeMicros(), units),
              List.of(event(AssetEvent.Kind.DEATH, node, group.asset(), code, timeMicros, "")),
              List.of()));
    }
    return parts;
  }

  /** An event of an asset of an edge node. */
  static AssetEvent event(
      AssetEvent.Kind kind,
      EdgeNodeId node,
      AssetKey asset,
      String code,
      long timeMicros,
      String text) {
    return AssetEvent.newBuilder()
        .setTenant(asset.tenant().value())
        .setAsset(asset.asset().value())
        .setSource(node.source())
        .setKind(kind)
        .setTimeMicros(timeMicros)
        .setCode(code)
        .setText(text)
        .build();
  }

  /** Who sent a message and by which way, without its content, which would fill the memory. */
  static Incoming withoutPayload(Incoming message) {
    return at(message, message.message().receivedTimeMicros(), message.nanos());
  }

  /** Stands for the death of an edge node that does not answer any more. */
  static Incoming presumed(Incoming last, HostTimer timer) {
    return at(last, timer.micros(), timer.nanos());
  }

  private static Incoming at(Incoming message, long micros, long nanos) {
    Address address = message.address();
    DeviceMessage empty =
        new DeviceMessage(
            Protocol.SPARKPLUG,
            message.message().sender(),
            address.node().topic("NDEATH"),
            null,
            new byte[0],
            micros);
    return new Incoming(
        address, empty, Payload.getDefaultInstance(), message.back(), NOBODY, nanos);
  }
}
