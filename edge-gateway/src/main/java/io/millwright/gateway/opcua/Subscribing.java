package io.millwright.gateway.opcua;

import static org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned.uint;

import io.millwright.contracts.wire.AssetEvent;
import io.millwright.gateway.opcua.NodeFinder.Found;
import io.millwright.gateway.opcua.OpcUaConfig.Browse;
import io.millwright.gateway.opcua.OpcUaConfig.Point;
import io.millwright.gateway.opcua.Sampling.Deadband;
import io.millwright.gateway.quality.StatedUnits;
import io.millwright.gateway.reading.Micros;
import io.millwright.gateway.reading.Shown;
import io.millwright.gateway.source.Source;
import io.millwright.gateway.source.SourceFeed;
import io.millwright.gateway.source.SourceMeters.Dropped;
import io.millwright.gateway.source.SourceMeters.Skipped;
import io.millwright.gateway.source.SourceUnavailableException;
import io.millwright.gateway.source.Watch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.milo.opcua.sdk.client.OpcUaClient;
import org.eclipse.milo.opcua.sdk.client.SessionActivityListener;
import org.eclipse.milo.opcua.sdk.client.UaSession;
import org.eclipse.milo.opcua.sdk.client.subscriptions.MonitoredItemServiceOperationResult;
import org.eclipse.milo.opcua.sdk.client.subscriptions.OpcUaMonitoredItem;
import org.eclipse.milo.opcua.sdk.client.subscriptions.OpcUaSubscription;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.StatusCode;
import org.eclipse.milo.opcua.stack.core.types.enumerated.DataChangeTrigger;
import org.eclipse.milo.opcua.stack.core.types.enumerated.DeadbandType;
import org.eclipse.milo.opcua.stack.core.types.structured.DataChangeFilter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One session with its subscription. When the network breaks for a moment the library resumes the
 * session or transfers the subscription, in whose queues the server has kept the values; when that
 * cannot be, this connection is lost, and the next one subscribes anew.
 */
final class Subscribing implements Source.Connection {
  private static final Logger LOGGER = LoggerFactory.getLogger(Subscribing.class);
  private static final long DISCONNECT_PATIENCE_MILLIS = 2_000;
  private static final Duration LONGEST_KEEP_ALIVE = Duration.ofSeconds(10);

  /**
   * After a break a server may answer two requests of the old channel first, which nobody hears: of
   * three keep-alives in a row two are then lost, and the third may be late.
   */
  private static final int KEEP_ALIVES_IN_PATIENCE = 5;

  private final OpcUaConfig config;
  private final OpcUaClient client;
  private final SourceFeed feed;
  private final ValueReader values;
  private final StatedUnits units;
  private final Watch watch;
  private final OpcUaSubscription subscription;
  private final AtomicBoolean paused = new AtomicBoolean();
  private final Set<Point> complained = new HashSet<>();
  private final ScheduledExecutorService worker;

  /** What the server has not had so far; first of the thread that begins, then of the worker. */
  private List<Point> unresolved;

  private List<Browse> unbrowsed;

  Subscribing(
      OpcUaConfig config,
      OpcUaClient client,
      SourceFeed feed,
      ValueReader values,
      StatedUnits units,
      Watch watch) {
    this.config = config;
    this.client = client;
    this.feed = feed;
    this.values = values;
    this.units = units;
    this.watch = watch;
    this.unresolved = config.points();
    this.unbrowsed = config.browse();
    this.subscription = new OpcUaSubscription(client, config.publishingInterval().toMillis());
    this.worker =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "subscribe-" + feed.name());
              thread.setDaemon(true);
              return thread;
            });
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // subscribe() reports its own failures
  public void begin() throws SourceUnavailableException, InterruptedException {
    try {
      client.readNamespaceTable();
      client.addSessionActivityListener(new Activity());
      long keepAlive =
          Math.min(
              config.patience().toMillis() / KEEP_ALIVES_IN_PATIENCE,
              LONGEST_KEEP_ALIVE.toMillis());
      subscription.setTargetKeepAliveInterval(keepAlive);
      subscription.setSubscriptionListener(new Listener());
      subscription.create();
      watch.heard();
      addItems(found());
      subscribe();
    } catch (UaException e) {
      throw new SourceUnavailableException("cannot subscribe: " + e.getStatusCode(), e);
    } catch (ExecutionException | TimeoutException e) {
      throw new SourceUnavailableException("cannot browse: " + e, e);
    }
    // The program of a PLC may change, and a server may still be starting.
    long again = config.lookAgain().toMillis();
    worker.scheduleWithFixedDelay(this::again, again, again, TimeUnit.MILLISECONDS);
  }

  /** Looks for what the server did not have, and subscribes to what it refused. */
  private void again() {
    try {
      if (!unresolved.isEmpty() || !unbrowsed.isEmpty()) {
        client.readNamespaceTable();
        addItems(found());
      }
      subscribe();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (UaException | ExecutionException | TimeoutException | RuntimeException e) {
      LOGGER
          .atWarn()
          .addKeyValue("source", feed.name())
          .addKeyValue("cause", e.toString())
          .log("cannot look for the points that the server did not have; it is asked again");
    }
  }

  /** What the server has of that which it did not have before. */
  private List<Found> found()
      throws UaException, InterruptedException, ExecutionException, TimeoutException {
    NodeFinder finder = new NodeFinder(client, feed.name(), config.timeout().toMillis());
    List<Found> all = new ArrayList<>();
    List<Point> missing = new ArrayList<>();
    for (Point point : unresolved) {
      finder
          .resolve(point.address())
          .ifPresentOrElse(
              node -> all.add(new Found(point, node)),
              () -> {
                missing.add(point);
                refused(point, "the server has no " + point.address());
              });
    }
    List<Browse> empty = new ArrayList<>();
    for (Browse browse : unbrowsed) {
      List<Found> below = finder.discover(browse);
      all.addAll(below);
      if (below.isEmpty()) {
        empty.add(browse);
      }
    }
    unresolved = missing;
    unbrowsed = empty;
    return all;
  }

  private void addItems(List<Found> points) {
    List<Analog> analogs = analogs(points);
    for (int i = 0; i < points.size(); i++) {
      Found found = points.get(i);
      Analog analog = analogs.isEmpty() ? Analog.UNSTATED : analogs.get(i);
      Deadband deadband = found.point().sampling().deadband();
      if (deadband.kind() == Deadband.Kind.PERCENT && !analogs.isEmpty() && !analog.hasSpan()) {
        refused(
            found.point(),
            "a deadband in percent is of the EURange, and the server states none for it: use"
                + " deadband: {absolute: ...}");
      } else {
        subscription.addMonitoredItem(item(found, unit(found.point(), analog)));
      }
    }
  }

  /** Of each point; empty when the server cannot be asked, which is no reason not to read. */
  private List<Analog> analogs(List<Found> points) {
    try {
      return new AnalogReader(client).read(points.stream().map(Found::node).toList());
    } catch (UaException e) {
      LOGGER
          .atWarn()
          .addKeyValue("source", feed.name())
          .addKeyValue("cause", e.toString())
          .log("cannot read the units of the server's points");
      return List.of();
    }
  }

  /** In UCUM; null = none that the gateway understands. */
  private @Nullable String unit(Point point, Analog analog) {
    if (analog.unit() == null) {
      return null;
    }
    String unit = UneceUnits.ucum(analog.unit(), units);
    if (unit == null) {
      LOGGER
          .atWarn()
          .addKeyValue("source", feed.name())
          .addKeyValue("point", point.asset() + " " + point.point())
          .addKeyValue("unit", Shown.text(UneceUnits.shown(analog.unit())))
          .log("the unit of a point is not understood: state the source unit at the point");
    }
    return unit;
  }

  /** What a monitored item is for. */
  private record Watched(Point point, @Nullable String unit) {}

  private static OpcUaMonitoredItem item(Found found, @Nullable String unit) {
    Sampling sampling = found.point().sampling();
    OpcUaMonitoredItem item = OpcUaMonitoredItem.newDataItem(found.node());
    item.setSamplingInterval(sampling.interval().toMillis());
    item.setQueueSize(uint(sampling.queueSize()));
    item.setDiscardOldest(true);
    item.setUserObject(new Watched(found.point(), unit));
    Deadband deadband = sampling.deadband();
    if (deadband.kind() != Deadband.Kind.NONE) {
      DeadbandType type =
          deadband.kind() == Deadband.Kind.ABSOLUTE ? DeadbandType.Absolute : DeadbandType.Percent;
      item.setFilter(
          new DataChangeFilter(
              DataChangeTrigger.StatusValue, uint(type.getValue()), deadband.value()));
    }
    return item;
  }

  /** Subscribes to what is not subscribed to yet. */
  private void subscribe() {
    try {
      for (MonitoredItemServiceOperationResult result : subscription.createMonitoredItems()) {
        StatusCode status = result.operationResult().orElse(result.serviceResult());
        if (!result.isGood()) {
          refused(
              watched(result.monitoredItem()).point(), "the server refuses to watch it: " + status);
        }
      }
    } catch (RuntimeException e) {
      watch.lost("cannot subscribe: " + e);
    }
  }

  private void refused(Point point, String reason) {
    feed.meters().drop(Dropped.REFUSED, 1);
    synchronized (complained) {
      if (!complained.add(point)) {
        return;
      }
    }
    String text = point.asset() + " " + point.point() + ": " + reason;
    LOGGER
        .atWarn()
        .addKeyValue("source", feed.name())
        .addKeyValue("reason", text)
        .log("cannot read a point: correct it in the sources file");
    feed.event(point.asset(), AssetEvent.Kind.CODE, Micros.now(), "OPC_UA_REFUSED", text);
  }

  private static Watched watched(OpcUaMonitoredItem item) {
    return (Watched) item.getUserObject().orElseThrow();
  }

  /** A session that was taken up again is a sign of life, long before the next notification. */
  private final class Activity implements SessionActivityListener {
    @Override
    public void onSessionActive(UaSession session) {
      watch.heard();
    }
  }

  /** Notifications come one after the other, on a thread of the library's. */
  private final class Listener implements OpcUaSubscription.SubscriptionListener {
    @Override
    public void onDataReceived(
        OpcUaSubscription from, List<OpcUaMonitoredItem> items, List<DataValue> changes) {
      watch.heard();
      if (feed.budget().full()) {
        pause();
      }
      SourceFeed.Batch batch = feed.batch(config.endpoint());
      for (int i = 0; i < items.size(); i++) {
        Watched watched = watched(items.get(i));
        values.add(watched.point(), watched.unit(), changes.get(i), batch);
      }
      batch.send();
    }

    @Override
    public void onKeepAliveReceived(OpcUaSubscription from) {
      watch.heard();
    }

    @Override
    public void onNotificationDataLost(OpcUaSubscription from) {
      feed.meters().drop(Dropped.NOT_NOTIFIED, 1);
      LOGGER.atWarn().addKeyValue("source", feed.name()).log("the server lost notifications");
    }

    @Override
    public void onStatusChanged(OpcUaSubscription from, StatusCode status) {
      watch.lost("the server ended the subscription: " + status);
    }

    @Override
    public void onTransferFailed(OpcUaSubscription from, StatusCode status) {
      watch.lost("the subscription was lost with the session: " + status);
    }
  }

  /** Meanwhile values wait in the server, in queues of a stated size. */
  private void pause() {
    if (paused.compareAndSet(false, true)) {
      feed.meters().skip(Skipped.BACK_PRESSURE, 1);
      publishing(false);
      feed.budget()
          .whenThereIsRoom(
              () -> {
                paused.set(false);
                publishing(true);
              });
    }
  }

  /** On one thread, because off must not overtake on. */
  private void publishing(boolean enabled) {
    try {
      worker.execute(
          () -> {
            try {
              subscription.setPublishingMode(enabled);
            } catch (UaException e) {
              watch.lost(
                  "cannot switch publishing "
                      + (enabled ? "on" : "off")
                      + ": "
                      + e.getStatusCode());
            }
          });
    } catch (RejectedExecutionException e) {
      LOGGER.atDebug().addKeyValue("source", feed.name()).log("the connection is closed already");
    }
  }

  @Override
  public void close() {
    watch.lost("closed");
    worker.shutdownNow();
    subscription.setSubscriptionListener(null);
    try {
      client.disconnectAsync().get(DISCONNECT_PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOGGER
          .atDebug()
          .addKeyValue("source", feed.name())
          .addKeyValue("cause", e.toString())
          .log("the session did not close cleanly");
    }
  }
}
