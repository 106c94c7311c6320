package io.millwright.cmms.series;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.http.sse.Event;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.security.annotation.Secured;
import io.micronaut.security.authentication.Authentication;
import io.micronaut.security.rules.SecurityRule;
import io.millwright.cmms.access.Caller;
import io.millwright.cmms.access.Permission;
import io.millwright.cmms.access.RequiresPermission;
import io.millwright.cmms.platform.Database;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Server-sent events: {@code readings} with what is new or was corrected, some times a second at
 * most, {@code heartbeat} at once and every 15 s. They end when the access token does.
 */
@Controller("/api/series/live")
@Secured(SecurityRule.IS_AUTHENTICATED)
@ExecuteOn(TaskExecutors.BLOCKING)
class SeriesLiveController {
  private static final Duration HEARTBEAT = Duration.ofSeconds(15);

  private final Database database;
  private final NamedPoints named;
  private final LiveTail tail;

  SeriesLiveController(Database database, NamedPoints named, LiveTail tail) {
    this.database = database;
    this.named = named;
    this.tail = tail;
  }

  /**
   * @param after begins with the readings behind that time, instead of with what comes from now on
   * @param lastEvent id of the last event of a former stream of the same points, to go on there
   */
  @NamesPoints
  @Get(produces = MediaType.TEXT_EVENT_STREAM)
  @RequiresPermission(Permission.READ)
  Publisher<Event<Object>> live(
      Authentication authentication,
      HttpRequest<?> request,
      @Nullable @QueryValue String after,
      @Nullable @Header("Last-Event-ID") String lastEvent) {
    List<SeriesReader.KnownPoint> points =
        database.read(() -> named.find(NamedPoints.Names.of(request)));
    LivePosition from =
        lastEvent != null && !lastEvent.isEmpty()
            ? LivePosition.parse(lastEvent, points.size())
            : after != null
                ? LivePosition.after(TimeRange.instant("after", after), points.size())
                : null;
    Flux<Event<Object>> heartbeats =
        Flux.interval(Duration.ZERO, HEARTBEAT)
            .onBackpressureDrop()
            .map(tick -> Event.<Object>of(Map.of()).name("heartbeat"));
    return tail.follow(Caller.of(authentication), points, from)
        .mergeWith(heartbeats)
        .takeUntilOther(Mono.delay(Caller.validFor(authentication)));
  }
}
