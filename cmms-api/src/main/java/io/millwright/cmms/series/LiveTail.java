package io.millwright.cmms.series;

import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Context;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.sse.Event;
import io.millwright.cmms.access.Caller;
import io.millwright.cmms.platform.Database;
import io.millwright.cmms.platform.ProblemException;
import io.millwright.cmms.tenancy.TenantContext;
import io.millwright.contracts.asset.TenantId;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;

/**
 * Tells listeners of new and corrected readings. One thread looks for all of them: each point once,
 * however many follow it, some hundred points a query.
 */
@Context
final class LiveTail {
  private static final Logger LOGGER = LoggerFactory.getLogger(LiveTail.class);
  private static final Duration ABANDONED = Duration.ofSeconds(30);

  /** Points of one query. */
  private static final int AT_ONCE = 250;

  private final Database database;
  private final SeriesViews views;
  private final TailReadings readings;
  private final SeriesConfig config;
  private final Thread thread = new Thread(this::run, "cmms-live-tail");
  private volatile boolean running = true;

  /** Guarded by itself. */
  private final Set<LiveListener> listeners = new LinkedHashSet<>();

  /** Of points that somebody follows; only the thread uses them. */
  private final Map<TenantId, Map<SeriesQuery.Point, PointTail>> tails = new HashMap<>();

  LiveTail(
      Database database,
      SeriesViews views,
      TailReadings readings,
      SeriesConfig config,
      MeterRegistry meters) {
    this.database = database;
    this.views = views;
    this.readings = readings;
    this.config = config;
    meters.gauge("millwright.cmms.live.listeners", this, LiveTail::listening);
  }

  @PostConstruct
  void start() {
    thread.start();
  }

  @PreDestroy
  void close() throws InterruptedException {
    running = false;
    thread.interrupt();
    thread.join(Duration.ofSeconds(10).toMillis());
    snapshot().forEach(LiveListener::end);
  }

  /**
   * Follows points until the subscription ends.
   *
   * @param from where a former stream ended; null = at the newest readings
   * @throws ProblemException 429, if there are too many who do
   */
  Flux<Event<Object>> follow(
      Caller caller, List<SeriesReader.KnownPoint> points, @Nullable LivePosition from) {
    LiveListener listener = new LiveListener(caller, points, from);
    synchronized (listeners) {
      checkLimits(caller, points.size());
      listeners.add(listener);
      listeners.notifyAll();
    }
    return listener.events().doFinally(signal -> remove(listener));
  }

  private void checkLimits(Caller caller, int points) {
    long ofOrganization = 0;
    long ofUser = 0;
    long followed = points;
    for (LiveListener each : listeners) {
      followed += each.points().size();
      if (each.caller().tenant().equals(caller.tenant())) {
        ofOrganization++;
        ofUser += each.caller().username().equals(caller.username()) ? 1 : 0;
      }
    }
    if (ofUser >= config.liveStreamsOfUser()) {
      throw tooMany("you follow readings in " + ofUser + " places already: close one of them");
    }
    if (ofOrganization >= config.liveStreamsOfOrganization()) {
      throw tooMany("your organization follows readings in " + ofOrganization + " places already");
    }
    if (followed > config.livePoints()) {
      throw tooMany("this server follows as many points as it can: ask for fewer, or later");
    }
  }

  private static ProblemException tooMany(String detail) {
    return new ProblemException(HttpStatus.TOO_MANY_REQUESTS, detail);
  }

  private void remove(LiveListener listener) {
    synchronized (listeners) {
      listeners.remove(listener);
    }
  }

  private int listening() {
    synchronized (listeners) {
      return listeners.size();
    }
  }

  private List<LiveListener> snapshot() {
    synchronized (listeners) {
      return List.copyOf(listeners);
    }
  }

  private void run() {
    try {
      while (running) {
        synchronized (listeners) {
          while (listeners.isEmpty()) {
            tails.clear();
            listeners.wait();
          }
        }
        look();
        Thread.sleep(config.liveInterval().toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void look() {
    Map<TenantId, List<LiveListener>> byTenant = new LinkedHashMap<>();
    for (LiveListener listener : snapshot()) {
      if (listener.isAbandoned(ABANDONED.toNanos())) {
        remove(listener);
      } else {
        byTenant
            .computeIfAbsent(listener.caller().tenant(), absent -> new ArrayList<>())
            .add(listener);
      }
    }
    tails.keySet().retainAll(byTenant.keySet());
    byTenant.forEach(
        (tenant, those) -> {
          try {
            TenantContext.run(tenant, () -> look(tenant, those));
          } catch (RuntimeException e) {
            // nothing is lost: the next look finds it
            LOGGER.atWarn().addKeyValue("tenant", tenant).setCause(e).log("live readings not read");
          }
        });
  }

  private void look(TenantId tenant, List<LiveListener> those) {
    if (!views.present()) {
      return;
    }
    Map<SeriesQuery.Point, PointTail> followed = followed(tenant, those);
    List<PointTail> all = List.copyOf(followed.values());
    all.forEach(PointTail::forgetChanges);
    for (int from = 0; from < all.size(); from += AT_ONCE) {
      List<PointTail> some = all.subList(from, Math.min(from + AT_ONCE, all.size()));
      database.read(
          () -> {
            readings.look(some);
            return true;
          });
    }
    for (LiveListener listener : those) {
      if (listener.hasJoined()) {
        tellChanges(listener, followed);
      } else {
        join(listener, followed);
      }
    }
  }

  /** The tails of all points that they follow, made where there is none yet. */
  private Map<SeriesQuery.Point, PointTail> followed(TenantId tenant, List<LiveListener> those) {
    Map<SeriesQuery.Point, PointTail> known = tails.getOrDefault(tenant, Map.of());
    Map<SeriesQuery.Point, PointTail> followed = new LinkedHashMap<>();
    for (LiveListener listener : those) {
      for (SeriesReader.KnownPoint point : listener.points()) {
        SeriesQuery.Point name = nameOf(point);
        PointTail tail = known.get(name);
        followed.putIfAbsent(name, tail == null ? new PointTail(point) : tail);
      }
    }
    tails.put(tenant, followed);
    return followed;
  }

  private static SeriesQuery.Point nameOf(SeriesReader.KnownPoint point) {
    return new SeriesQuery.Point(point.asset(), point.point(), point.derived());
  }

  private static void tellChanges(
      LiveListener listener, Map<SeriesQuery.Point, PointTail> followed) {
    List<LiveReadings> series = new ArrayList<>();
    for (int i = 0; i < listener.points().size(); i++) {
      PointTail tail = followed.get(nameOf(listener.points().get(i)));
      LiveReadings changes = tail == null ? null : tail.changes();
      if (tail != null && changes != null) {
        series.add(changes);
        listener.position().reach(i, tail.reached());
      }
    }
    if (!series.isEmpty()) {
      listener.tell(series);
    }
  }

  /** Tells it what came since its former stream, and from now on the changes. */
  private void join(LiveListener listener, Map<SeriesQuery.Point, PointTail> followed) {
    LivePosition from = listener.from();
    List<LiveReadings> series = new ArrayList<>();
    for (int i = 0; i < listener.points().size(); i++) {
      SeriesReader.KnownPoint point = listener.points().get(i);
      PointTail tail = followed.get(nameOf(point));
      if (tail == null) {
        continue;
      }
      long after = from == null ? tail.reached() : from.of(i);
      if (after < tail.reached()) {
        series.add(database.read(() -> readings.since(point, after, tail.reached())));
      }
      listener.position().reach(i, Math.max(after, tail.reached()));
    }
    listener.tell(series);
  }
}
