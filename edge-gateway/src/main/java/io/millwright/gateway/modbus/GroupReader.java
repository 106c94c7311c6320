package io.millwright.gateway.modbus;

import io.millwright.contracts.measurement.Quality;
import io.millwright.contracts.wire.AssetEvent;
import io.millwright.gateway.modbus.DeviceReader.Answer;
import io.millwright.gateway.modbus.ModbusConfig.PollGroup;
import io.millwright.gateway.reading.Micros;
import io.millwright.gateway.source.SourceFeed;
import io.millwright.gateway.source.SourceMeters.Dropped;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the points of a polling group. A request that the device refuses for its address is halved
 * until the guilty point is alone; it is left out for a while, and the others go on.
 */
final class GroupReader {
  private static final Logger LOGGER = LoggerFactory.getLogger(GroupReader.class);

  /** The program of a PLC may change: after so long the device is asked for all points again. */
  private static final Duration LEFT_OUT_FOR = Duration.ofMinutes(5);

  private final PollGroup group;
  private final DeviceReader device;
  private final Units units;
  private final SourceFeed feed;
  private final List<Request> all;

  /** What is asked for now. */
  private List<Request> requests;

  private long askAllAgainNanos;

  /** Points and requests that have been complained about, so that each is told once. */
  private final Set<Object> complained = new HashSet<>();

  GroupReader(
      ModbusConfig config, PollGroup group, DeviceReader device, Units units, SourceFeed feed) {
    this.group = group;
    this.device = device;
    this.units = units;
    this.feed = feed;
    this.all = Request.forPoints(group.points(), config.maxGap(), config.maxRegisters());
    this.requests = all;
  }

  Duration interval() {
    return group.interval();
  }

  /** One poll. */
  void read() throws InterruptedException {
    if (requests != all && System.nanoTime() - askAllAgainNanos >= 0) {
      requests = all;
    }
    SourceFeed.Batch batch = feed.batch(group.points().get(0).toString());
    List<Request> useful = new ArrayList<>();
    Set<Integer> silentUnits = new HashSet<>(2);
    Deque<Request> open = new ArrayDeque<>(requests);
    boolean changed = false;
    Request request;
    while ((request = open.poll()) != null) {
      if (silentUnits.contains(request.unitId())) {
        // Each further request would wait for the timeout, and hold up the other units.
        useful.add(request);
        units.unanswered(request, "no answer to another request");
        continue;
      }
      Answer answer = device.read(request);
      if (answer instanceof Answer.Data data) {
        useful.add(request);
        units.answered(request.unitId());
        add(request, data.bytes(), batch);
      } else if (answer instanceof Answer.Silence silence) {
        useful.add(request);
        silentUnits.add(request.unitId());
        units.unanswered(request, silence.reason());
        complain(request, silence.reason());
      } else if (answer instanceof Answer.Refused refused) {
        units.answered(request.unitId());
        boolean address = refused.code() == Answer.Refused.ILLEGAL_DATA_ADDRESS;
        changed |= address;
        if (!address) {
          useful.add(request);
          feed.meters().drop(Dropped.REFUSED, request.points().size());
          complain(request, refused.meaning());
        } else if (request.points().size() > 1) {
          List<Request> halves = request.halves();
          open.addFirst(halves.get(1));
          open.addFirst(halves.get(0));
        } else {
          leaveOut(request.points().get(0), refused);
        }
      } else {
        // The rest is for the next connection.
        changed = false;
        break;
      }
    }
    batch.send();
    if (changed) {
      requests = useful;
      askAllAgainNanos = System.nanoTime() + LEFT_OUT_FOR.toNanos();
    }
  }

  private void add(Request request, byte[] data, SourceFeed.Batch batch) {
    long now = Micros.now();
    for (ModbusPoint point : request.points()) {
      batch.add(
          point.asset(),
          point.point().value(),
          now,
          point.value(data, request.start()),
          Quality.GOOD,
          null);
      complained.remove(point);
    }
    complained.remove(request);
  }

  private void leaveOut(ModbusPoint point, Answer.Refused refused) {
    feed.meters().drop(Dropped.REFUSED, 1);
    if (complained.add(point)) {
      String reason = point + ": " + refused.meaning();
      LOGGER
          .atWarn()
          .addKeyValue("source", feed.name())
          .addKeyValue("reason", reason)
          .log("left a point out: correct its address in the sources file");
      feed.event(
          point.asset(),
          AssetEvent.Kind.CODE,
          Micros.now(),
          "MODBUS_EXCEPTION_" + refused.code(),
          reason);
    }
  }

  private void complain(Request request, String reason) {
    if (complained.add(request)) {
      LOGGER
          .atWarn()
          .addKeyValue("source", feed.name())
          .addKeyValue("request", request)
          .addKeyValue("reason", reason)
          .log("a read of the device failed; it is tried again with each poll");
    }
  }
}
