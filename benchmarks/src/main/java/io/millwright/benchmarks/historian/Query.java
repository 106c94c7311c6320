package io.millwright.benchmarks.historian;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Random;
import java.util.StringJoiner;

/** What is asked for over REST, each time of other points. */
enum Query {
  YEAR("one point's year, 2,000 pixels", 50, 200) {
    @Override
    Request request(Random random) {
      return Request.get(
          "/api/assets/%s/points/%s/series?from=%s&to=%s&maxPoints=2000"
              .formatted(
                  History.asset(random.nextInt(History.ASSETS)),
                  History.point(random.nextInt(History.POINTS)),
                  History.BEGIN,
                  History.END));
    }
  },
  LATEST("latest of 1,000 points", 50, 100) {
    @Override
    Request request(Random random) {
      return Request.get("/api/series/latest?site=plant&limit=1000");
    }
  },
  WEEK("20 points' week, 500 pixels", 100, 100) {
    @Override
    Request request(Random random) {
      String asset = History.asset(random.nextInt(History.ASSETS));
      StringJoiner points = new StringJoiner(",", "[", "]");
      for (int point = 0; point < History.POINTS; point++) {
        points.add("{\"asset\":\"%s\",\"point\":\"%s\"}".formatted(asset, History.point(point)));
      }
      Instant from = History.END.minus(Duration.ofDays(7));
      return Request.post(
          "/api/series/query",
          "{\"points\":%s,\"from\":\"%s\",\"to\":\"%s\",\"maxPoints\":500}"
              .formatted(points, from, History.END));
    }
  };

  /**
   * @param body of a POST; empty = it is a GET
   */
  record Request(String path, String body) {
    static Request get(String path) {
      return new Request(path, "");
    }

    static Request post(String path, String body) {
      return new Request(path, body);
    }
  }

  final String title;
  final double goalMillis;
  final int times;

  Query(String title, double goalMillis, int times) {
    this.title = title;
    this.goalMillis = goalMillis;
    this.times = times;
  }

  abstract Request request(Random random);

  String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
