package io.millwright.cmms.stream;

import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.sse.Event;
import io.micronaut.security.annotation.Secured;
import io.micronaut.security.authentication.Authentication;
import io.micronaut.security.rules.SecurityRule;
import io.millwright.cmms.access.Caller;
import io.millwright.cmms.access.Permission;
import io.millwright.cmms.access.RequiresPermission;
import java.time.Duration;
import java.util.Map;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Server-sent events: {@code work-order}, {@code alarm}, {@code instrument} and {@code watch-list}
 * for each change, {@code heartbeat} at once and every 15 s. They end when the access token does.
 */
@Controller("/api/stream")
@Secured(SecurityRule.IS_AUTHENTICATED)
class StreamController {
  private static final Duration HEARTBEAT = Duration.ofSeconds(15);

  private final ChangeStream changes;

  StreamController(ChangeStream changes) {
    this.changes = changes;
  }

  @Get(produces = MediaType.TEXT_EVENT_STREAM)
  @RequiresPermission(Permission.READ)
  Publisher<Event<Object>> stream(Authentication authentication) {
    Flux<Event<Object>> heartbeats =
        Flux.interval(Duration.ZERO, HEARTBEAT)
            // a watcher who does not read misses heartbeats instead of breaking the response
            .onBackpressureDrop()
            .map(tick -> Event.<Object>of(Map.of()).name("heartbeat"));
    Flux<Event<Object>> changed =
        changes
            .changesOf(Caller.of(authentication).tenant())
            .map(change -> Event.of(change.what()).name(change.event()));
    // a watcher comes back with the next token
    return Flux.merge(changed, heartbeats)
        .takeUntilOther(Mono.delay(Caller.validFor(authentication)));
  }
}
