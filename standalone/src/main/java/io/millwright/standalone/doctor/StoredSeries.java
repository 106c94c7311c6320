package io.millwright.standalone.doctor;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The time series in a database, and how far its historian is. */
final class StoredSeries {
  private static final int FIRST_MAJOR = 15;
  private static final int LAST_MAJOR = 18;
  private static final int MOST_MARKS = 100_000;

  private final Connection connection;

  StoredSeries(Connection connection) {
    this.connection = connection;
  }

  /** What is found; nothing but the server's version where no historian has made the tables. */
  List<Check> checks() throws SQLException {
    List<Check> checks = new ArrayList<>();
    checks.add(server());
    if (!text("select to_regclass('series.point') is not null").equals("t")) {
      checks.add(
          Check.limited(
              "readings", "no tables yet", "the historian makes them when it starts as the owner"));
      return checks;
    }
    if (!text("select has_table_privilege('series.measurement', 'select')").equals("t")) {
      checks.add(
          Check.limited(
              "readings",
              "the user of --database may not see them",
              "name millwright_owner or a superuser in --database"));
      return checks;
    }
    String level = text("select series.storage_level()");
    checks.add(storage(level));
    if (text("select to_regclass('series.keeping') is not null").equals("t")) {
      if (level.equals("postgresql")) {
        checks.add(months());
      }
      checks.add(removal());
    } else {
      checks.add(
          Check.limited(
              "table versions",
              "made by an older historian",
              "start the newest one as the owner: it brings them up to date"));
    }
    checks.add(oldest());
    checks.add(sizes(level));
    checks.add(marks());
    if (text("select to_regclass('series.set_aside') is not null").equals("t")) {
      checks.add(setAside());
    }
    return checks;
  }

  private Check server() throws SQLException {
    String version = text("show server_version");
    int major = Integer.parseInt(version.replaceFirst("\\D.*", ""));
    return major >= FIRST_MAJOR && major <= LAST_MAJOR
        ? Check.ok("PostgreSQL", version)
        : Check.limited(
            "PostgreSQL",
            version,
            "tested with "
                + FIRST_MAJOR
                + " to "
                + LAST_MAJOR
                + "; if something fails, try one of those");
  }

  private Check storage(String level) throws SQLException {
    String extension =
        text(
            "select coalesce(max(extversion), '') from pg_extension where extname = 'timescaledb'");
    switch (level) {
      case "timescaledb":
        return Check.ok("storage", "timescaledb, community edition " + extension);
      case "timescaledb-apache":
        return Check.limited(
            "storage",
            "timescaledb-apache "
                + extension
                + ": hypertables, without compression and continuous aggregates",
            "it stays so: the tables were made under timescaledb.license = apache; the historian rolls up itself");
      default:
        return extension.isEmpty()
            ? Check.ok("storage", "postgresql: partitions by month, rolled up by the historian")
            : Check.limited(
                "storage",
                "postgresql, although TimescaleDB "
                    + extension
                    + " is installed now: the tables were made without it, and stay partitions by month",
                "nothing is wrong; to have compression, import the readings into a new database");
    }
  }

  private Check months() throws SQLException {
    String found =
        text(
            """
            select count(*) || ' months from ' || coalesce(min(to_char(month at time zone 'UTC', 'YYYY-MM')), 'none')
              || ', ' || count(*) filter (where month > now()) || ' of them ahead'
            from (select distinct begins as month from series.stored_partition where name = 'measurement') m""");
    return text("""
                select count(*) >= 2 from series.stored_partition
                where name = 'measurement' and begins > now() and begins < now() + interval '3 months'""")
            .equals("t")
        ? Check.ok("partitions", found)
        : Check.limited(
            "partitions", found, "the historian makes the next two months: is it running?");
  }

  private Check removal() throws SQLException {
    String limited = text("select count(*) from series.kept_from");
    return Check.ok(
        "retention",
        text("select moved = removed from series.keeping").equals("t")
            ? (limited.equals("0")
                ? "everything is kept"
                : limited + " limits, nothing left to remove")
            : limited + " limits, the historian is removing");
  }

  private Check oldest() throws SQLException {
    String oldest =
        text(
            """
            select coalesce(to_char(min(m.time) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), 'none')
            from series.point p
            cross join lateral (
              select time from series.measurement where point_id = p.point_id order by time limit 1) m""");
    return Check.ok("oldest reading", oldest);
  }

  private Check sizes(String level) throws SQLException {
    String tables =
        level.equals("postgresql")
            ? """
              select r.relname as name, pg_total_relation_size(r.oid)
                + coalesce((select sum(pg_total_relation_size(inhrelid)) from pg_inherits where inhparent = r.oid), 0) as bytes
              from pg_class r
              where r.relnamespace = 'series'::regnamespace and r.relkind in ('r', 'p') and not r.relispartition"""
            : """
              select hypertable_name::text as name,
                %1$s.hypertable_size(format('%%I.%%I', hypertable_schema, hypertable_name)::regclass) as bytes
              from timescaledb_information.hypertables where hypertable_schema = 'series'
              union all
              select view_name::text, %1$s.hypertable_size(
                format('%%I.%%I', materialization_hypertable_schema, materialization_hypertable_name)::regclass)
              from timescaledb_information.continuous_aggregates where view_schema = 'series'"""
                .formatted(
                    text(
                        "select quote_ident(nspname) from pg_extension e join pg_namespace n on n.oid = e.extnamespace"
                            + " where extname = 'timescaledb'"));
    return Check.ok(
        "size",
        text(
            """
            select string_agg(what || ' ' || pg_size_pretty(bytes), ', ' order by what desc) from (
              select case when name like 'rollup%' then 'rollups' when name = 'measurement' then 'readings' else 'others' end as what,
                sum(bytes) as bytes
              from ("""
                + tables
                + ") t group by 1) s"));
  }

  private Check marks() throws SQLException {
    long waiting =
        Long.parseLong(
            text(
                "select count(*) from (select from series.unrolled_hour u, series.open_hours o where u.hour < o.first limit "
                    + MOST_MARKS
                    + ") m"));
    String found =
        (waiting == MOST_MARKS ? "at least " : "")
            + waiting
            + " hours of points wait for their rollup";
    return waiting == MOST_MARKS
        ? Check.limited(
            "rollups",
            found,
            "until then they are read from the readings, which is slower: is the historian running?")
        : Check.ok("rollups", found);
  }

  private Check setAside() throws SQLException {
    String found = text("select count(*) from series.set_aside");
    return found.equals("0")
        ? Check.ok("set aside", "no records")
        : Check.limited(
            "set aside",
            found + " records that the database refused",
            "select topic, partition, record_offset, reason from series.set_aside order by time desc");
  }

  private String text(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      // A database that is busy must not hold the doctor for long.
      statement.setQueryTimeout(30);
      try (ResultSet row = statement.executeQuery(sql)) {
        row.next();
        return row.getString(1);
      }
    }
  }

  /** How far the historian at an address is, such as {@code http://localhost:8082}. */
  static Check historian(String url) {
    String subject = "historian";
    String remedy =
        "check the address: its port is MILLWRIGHT_PORT, 8082 where nothing else is said";
    try {
      HttpResponse<String> answer =
          HttpClient.newBuilder()
              .connectTimeout(Duration.ofSeconds(5))
              .build()
              .send(
                  HttpRequest.newBuilder(URI.create(url.replaceFirst("/+$", "") + "/prometheus"))
                      .timeout(Duration.ofSeconds(10))
                      .build(),
                  HttpResponse.BodyHandlers.ofString());
      Optional<Double> lag = metric(answer.body(), "millwright_historian_lag");
      Optional<Double> writing = metric(answer.body(), "millwright_historian_writing");
      if (answer.statusCode() != 200 || lag.isEmpty() || writing.isEmpty()) {
        return Check.limited(subject, url + " is no historian", remedy);
      }
      String found = String.format(Locale.ROOT, "%,.0f records behind", lag.get());
      return writing.get() > 0
          ? Check.ok(subject, found)
          : Check.limited(
              subject,
              found + ", and it cannot write",
              "its log says why; nothing is lost as long as Kafka keeps the records");
    } catch (IOException | IllegalArgumentException e) {
      return Check.limited(subject, url + " does not answer: " + e, remedy);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Check.limited(subject, "interrupted", remedy);
    }
  }

  private static Optional<Double> metric(String metrics, String name) {
    return metrics
        .lines()
        .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
        .map(line -> Double.valueOf(line.substring(line.lastIndexOf(' ') + 1)))
        .findFirst();
  }
}
