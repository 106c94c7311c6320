package io.millwright.cmms.series;

import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.security.annotation.Secured;
import io.micronaut.security.rules.SecurityRule;
import io.millwright.cmms.access.Permission;
import io.millwright.cmms.access.RequiresPermission;
import io.millwright.cmms.platform.Database;
import io.millwright.cmms.platform.PageSize;
import io.millwright.cmms.platform.ProblemException;
import io.millwright.cmms.series.SeriesReader.KnownPoint;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What happened to an asset beside its readings: the newest first, page by page. */
@Controller("/api/assets/{tag}")
@Secured(SecurityRule.IS_AUTHENTICATED)
@ExecuteOn(TaskExecutors.BLOCKING)
class EventController {
  private final Database database;
  private final SeriesViews views;
  private final EventRepository events;
  private final SeriesReader reader;

  EventController(
      Database database, SeriesViews views, EventRepository events, SeriesReader reader) {
    this.database = database;
    this.views = views;
    this.events = events;
    this.reader = reader;
  }

  /** Error codes, operating states, births and deaths of devices, as they were told. */
  @Get("/events")
  @RequiresPermission(Permission.READ)
  EventView.Events events(
      String tag,
      @QueryValue EventView.@Nullable Kind kind,
      @Nullable @QueryValue String from,
      @Nullable @QueryValue String to,
      @QueryValue(defaultValue = "100") int limit,
      @Nullable @QueryValue String cursor) {
    return database.read(
        () -> {
          TimeRange range = rangeOfAsset(tag, from, to, () -> events.newestEvent(tag));
          return page(
              range,
              cursor,
              limit,
              EventView.Event::time,
              page -> views.present() ? events.events(tag, range, kind, page) : List.of(),
              (items, next) -> new EventView.Events(tag, range.from(), range.to(), items, next));
        });
  }

  /** Changes of state of the detectors of the monitoring. */
  @Get("/state-changes")
  @RequiresPermission(Permission.READ)
  EventView.StateChanges stateChanges(
      String tag,
      @Nullable @QueryValue String point,
      @Nullable @QueryValue String detector,
      @Nullable @QueryValue String from,
      @Nullable @QueryValue String to,
      @QueryValue(defaultValue = "100") int limit,
      @Nullable @QueryValue String cursor) {
    return database.read(
        () -> {
          TimeRange range = rangeOfAsset(tag, from, to, () -> events.newestStateChange(tag));
          return page(
              range,
              cursor,
              limit,
              EventView.StateChange::time,
              page ->
                  views.present()
                      ? events.stateChanges(tag, point, detector, range, page)
                      : List.of(),
              (items, next) ->
                  new EventView.StateChanges(tag, range.from(), range.to(), items, next));
        });
  }

  /** Raw blocks of samples, without the samples. */
  @Get("/points/{point}/waveforms")
  @RequiresPermission(Permission.READ)
  EventView.Waveforms waveforms(
      String tag,
      String point,
      @Nullable @QueryValue String from,
      @Nullable @QueryValue String to,
      @QueryValue(defaultValue = "100") int limit,
      @Nullable @QueryValue String cursor) {
    return database.read(
        () -> {
          KnownPoint known = reader.point(tag, point, false);
          TimeRange range =
              TimeRange.of(
                  from,
                  to,
                  () -> known.recorded() ? events.newestWaveform(known) : Optional.empty());
          return page(
              range,
              cursor,
              limit,
              EventView.Waveform::time,
              page -> known.recorded() ? events.waveforms(known, range, page) : List.of(),
              (items, next) ->
                  new EventView.Waveforms(tag, point, range.from(), range.to(), items, next));
        });
  }

  /**
   * A block with its samples, or some of them.
   *
   * @param time of its first sample
   * @param offset number of the first sample wanted, from 0
   * @param limit most samples; null = all that follow, 524,288 at most
   */
  @Get("/points/{point}/waveforms/{time}")
  @RequiresPermission(Permission.READ)
  EventView.WaveformSamples waveform(
      String tag,
      String point,
      String time,
      @QueryValue(defaultValue = "0") int offset,
      @Nullable @QueryValue Integer limit) {
    if (offset < 0) {
      throw ProblemException.badRequest("offset must be 0 or more, but was " + offset);
    }
    if (limit != null && limit < 1) {
      throw ProblemException.badRequest("limit must be 1 or more, but was " + limit);
    }
    Instant start = TimeRange.instant("time", time);
    EventRepository.Block block =
        database.read(
            () -> {
              KnownPoint known = reader.point(tag, point, false);
              return (known.recorded() ? events.waveform(known, start) : NONE)
                  .orElseThrow(
                      () ->
                          ProblemException.notFound(
                              "waveform of point '" + point + "' at " + start));
            });
    float[] samples = block.samples().samples();
    int end =
        limit == null ? samples.length : (int) Math.min(samples.length, (long) offset + limit);
    List<@Nullable Float> values = new ArrayList<>();
    for (int i = offset; i < end; i++) {
      values.add(Float.isFinite(samples[i]) ? samples[i] : null);
    }
    return new EventView.WaveformSamples(tag, point, block.waveform(), offset, values);
  }

  private static final Optional<EventRepository.Block> NONE = Optional.empty();

  /** What readings of a point were before they were corrected. */
  @Get("/points/{point}/revisions")
  @RequiresPermission(Permission.READ)
  EventView.Revisions revisions(
      String tag,
      String point,
      @QueryValue(defaultValue = "false") boolean derived,
      @Nullable @QueryValue String from,
      @Nullable @QueryValue String to,
      @QueryValue(defaultValue = "100") int limit,
      @Nullable @QueryValue String cursor) {
    return database.read(
        () -> {
          KnownPoint known = reader.point(tag, point, derived);
          TimeRange range = TimeRange.of(from, to, () -> reader.newest(List.of(known)));
          return page(
              range,
              cursor,
              limit,
              EventView.Revision::time,
              page -> known.recorded() ? events.revisions(known, range, page) : List.of(),
              (items, next) ->
                  new EventView.Revisions(
                      tag, point, derived, range.from(), range.to(), items, next));
        });
  }

  private static <T, P> P page(
      TimeRange range,
      @Nullable String cursor,
      int limit,
      Function<T, Instant> time,
      Function<TimePage, List<T>> find,
      BiFunction<List<T>, @Nullable String, P> view) {
    TimePage page = TimePage.of(range, cursor, PageSize.checked(limit));
    List<T> found = find.apply(page);
    return view.apply(page.items(found), page.next(found, time));
  }

  private TimeRange rangeOfAsset(
      String tag, @Nullable String from, @Nullable String to, Supplier<Optional<Instant>> newest) {
    reader.checkAsset(tag);
    return TimeRange.of(from, to, () -> views.present() ? newest.get() : Optional.empty());
  }
}
