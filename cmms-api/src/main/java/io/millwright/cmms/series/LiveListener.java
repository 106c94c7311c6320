package io.millwright.cmms.series;

import io.micronaut.http.sse.Event;
import io.micronaut.serde.annotation.Serdeable;
import io.millwright.cmms.access.Caller;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

/** One who follows new readings of some points. Only the thread that looks for them tells it. */
final class LiveListener {
  /** Batches that wait for a listener who does not read; with one more its stream ends. */
  private static final int WAITING = 32;

  /** What an event holds. */
  @Serdeable
  record Batch(List<LiveReadings> series) {}

  private final Caller caller;
  private final List<SeriesReader.KnownPoint> points;
  private final @Nullable LivePosition from;
  private final LivePosition position;
  private final Sinks.Many<Event<Object>> sink =
      Sinks.many().unicast().onBackpressureBuffer(new ArrayBlockingQueue<>(WAITING));
  private final long madeAt = System.nanoTime();
  private boolean joined;

  /**
   * @param from where a former stream ended; null = at the newest readings
   */
  LiveListener(Caller caller, List<SeriesReader.KnownPoint> points, @Nullable LivePosition from) {
    this.caller = caller;
    this.points = points;
    this.from = from;
    this.position =
        LivePosition.of(points.stream().mapToLong(point -> LivePosition.NONE).toArray());
  }

  Caller caller() {
    return caller;
  }

  List<SeriesReader.KnownPoint> points() {
    return points;
  }

  @Nullable LivePosition from() {
    return from;
  }

  LivePosition position() {
    return position;
  }

  /** Whether it has been told what there was before it came. */
  boolean hasJoined() {
    return joined;
  }

  /** Whether nobody has come to read it so long after it was made. */
  boolean isAbandoned(long nanos) {
    return sink.currentSubscriberCount() == 0 && System.nanoTime() - madeAt > nanos;
  }

  Flux<Event<Object>> events() {
    return sink.asFlux();
  }

  /** Tells it; the position has gone on to what it is told. Who is too slow comes back there. */
  void tell(List<LiveReadings> series) {
    joined = true;
    Event<Object> event = Event.<Object>of(new Batch(series)).name("readings").id(position.id());
    if (sink.tryEmitNext(event) == Sinks.EmitResult.FAIL_OVERFLOW) {
      end();
    }
  }

  void end() {
    sink.tryEmitComplete();
  }
}
