package io.millwright.cmms.series;

import io.micronaut.http.HttpParameters;
import io.micronaut.http.HttpRequest;
import io.millwright.cmms.platform.ProblemException;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The points that a caller names: by an asset and names of its points, or one by one as {@code
 * asset/point}.
 */
@Singleton
final class NamedPoints {
  private static final int MOST = 50;

  /**
   * What is named in a query: {@code asset} with {@code point}s, or {@code series}.
   *
   * @param points empty = none are named
   * @param series empty = none are named
   * @param derived whether descriptors of the monitoring are meant, instead of what was measured
   */
  record Names(@Nullable String asset, List<String> points, List<String> series, boolean derived) {
    /** Names are taken as they are: Micronaut would take one with a comma for two. */
    static Names of(HttpRequest<?> request) {
      HttpParameters parameters = request.getParameters();
      return new Names(
          parameters.get("asset"),
          parameters.getAll("point"),
          parameters.getAll("series"),
          parameters.get("derived", Boolean.class, false));
    }

    /** Whether all points of the asset are meant. */
    boolean isWholeAsset() {
      return asset != null && points.isEmpty() && series.isEmpty();
    }
  }

  private final SeriesReader reader;

  NamedPoints(SeriesReader reader) {
    this.reader = reader;
  }

  /**
   * Looks them up, in the open transaction.
   *
   * @throws ProblemException 400, if they are not named so, none at all or too many; 404, if one is
   *     not known
   */
  List<SeriesReader.KnownPoint> find(Names names) {
    String asset = names.asset();
    List<String> points = names.points();
    List<String> series = names.series();
    if (!series.isEmpty() && (asset != null || !points.isEmpty())) {
      throw ProblemException.badRequest(
          "name points by asset and point, or each as series=asset/point, but not both");
    }
    Stream<SeriesQuery.Point> named;
    if (!series.isEmpty()) {
      named = series.stream().map(each -> parse(each, names.derived()));
    } else if (asset == null || asset.isBlank()) {
      throw ProblemException.badRequest("query parameter asset is missing");
    } else if (points.isEmpty()) {
      throw ProblemException.badRequest("query parameter point is missing");
    } else {
      named = points.stream().map(point -> new SeriesQuery.Point(asset, point, names.derived()));
    }
    List<SeriesQuery.Point> distinct = named.distinct().toList();
    if (distinct.size() > MOST) {
      throw ProblemException.badRequest(
          "at most " + MOST + " points may be named, but there are " + distinct.size());
    }
    return reader.points(distinct);
  }

  /** No asset has a slash in its tag, but a point may have one in its name. */
  private static SeriesQuery.Point parse(String series, boolean derived) {
    int slash = series.indexOf('/');
    if (slash < 1 || slash == series.length() - 1) {
      throw ProblemException.badRequest(
          "series '"
              + (series.length() > 60 ? series.substring(0, 60) + "..." : series)
              + "' must be a tag of an asset and the name of a point, such as P-101/velocity");
    }
    return new SeriesQuery.Point(series.substring(0, slash), series.substring(slash + 1), derived);
  }
}
