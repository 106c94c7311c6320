package io.millwright.cmms.series;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millwright.cmms.testing.Api;
import io.millwright.cmms.testing.TestCmms;
import io.millwright.cmms.testing.TestCmms.As;
import io.millwright.cmms.testing.TestPostgres;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** Readings as they are committed, to who follows them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60) // an event that does not come is awaited for ever otherwise
class SeriesLiveIT {
  private static final String BEGIN = "timestamptz '2026-04-01 00:00:00Z'";

  private final TestCmms cmms = TestCmms.shared();

  @BeforeAll
  void write() {
    cmms.as(As.ADMIN)
        .post("/api/assets", Map.of("tag", "live", "name", "live", "assetClass", "fan"));
    TestPostgres.execute(
        cmms.database(),
        """
        insert into series.point (tenant_id, asset, point) values
          ('acme', 'live', 'new'), ('acme', 'live', 'corrected'), ('acme', 'live', 'resumed'), ('acme', 'live', 'much'),
          ('acme', 'live', 'walled'), ('globex', 'live', 'walled'), ('globex', 'live', 'theirs');
        """);
    for (String point : List.of("new", "corrected", "resumed", "walled")) {
      insert("acme", point, 0, 29);
    }
  }

  /** A stream that is read event by event. */
  private final class Stream implements AutoCloseable {
    private final HttpResponse<InputStream> response;
    private final BufferedReader lines;
    private String id = "";

    Stream(String query, String lastEvent) throws Exception {
      this(As.VIEWER, query, lastEvent);
    }

    Stream(As who, String query, String lastEvent) throws Exception {
      HttpRequest.Builder request =
          cmms.as(who).request("/api/series/live?" + query).header("Accept", "text/event-stream");
      if (!lastEvent.isEmpty()) {
        request.header("Last-Event-ID", lastEvent);
      }
      response = Api.http().send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
      assertThat(response.statusCode()).isEqualTo(200);
      lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
    }

    /** What the next event with readings tells. */
    JsonNode next() throws IOException {
      String event = "";
      JsonNode data = null;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("event:")) {
          event = line.substring(6).strip();
        } else if (line.startsWith("id:")) {
          id = line.substring(3).strip();
        } else if (line.startsWith("data:")) {
          data = new ObjectMapper().readTree(line.substring(5));
        } else if (line.isEmpty() && event.equals("readings") && data != null) {
          return data.path("series");
        }
      }
      throw new IOException("the stream ended");
    }

    /** The next values of its points, as name=value, until there are so many. */
    List<String> values(int number) throws IOException {
      List<String> values = new ArrayList<>();
      while (values.size() < number) {
        for (JsonNode series : next()) {
          for (int i = 0; i < series.path("at").size(); i++) {
            values.add(series.path("point").asText() + "=" + series.path("value").path(i).asInt());
          }
        }
      }
      return values;
    }

    @Override
    public void close() throws IOException {
      lines.close();
    }
  }

  /** Readings a second apart, value = number of the second. */
  private void insert(String tenant, String point, int from, int to) {
    TestPostgres.execute(
        cmms.database(),
        """
        insert into series.measurement (point_id, time, value)
          select point_id, %s + s * interval '1 second', s from series.point, generate_series(%d, %d) s
          where tenant_id = '%s' and asset = 'live' and point = '%s'
        """
            .formatted(BEGIN, from, to, tenant, point));
  }

  @Test
  void tellsNewReadingsOfAllItsPointsAndOfNoOthers() throws Exception {
    try (Stream stream = new Stream("asset=live&point=new&point=walled", "")) {
      assertThat(stream.next()).isEmpty();
      insert("globex", "walled", 30, 40);
      insert("acme", "resumed", 1_000, 1_000);

      insert("acme", "new", 30, 32);
      assertThat(stream.values(3)).containsExactly("new=30", "new=31", "new=32");
      insert("acme", "walled", 50, 50);
      assertThat(stream.values(1)).containsExactly("walled=50");
    }
  }

  @Test
  void tellsLateAndCorrectedReadingsAmongTheNewest() throws Exception {
    try (Stream one = new Stream("asset=live&point=corrected", "");
        Stream other = new Stream("series=live/corrected", "")) {
      assertThat(one.next()).isEmpty();
      assertThat(other.next()).isEmpty();

      insert("acme", "corrected", 40, 40);
      assertThat(one.values(1)).containsExactly("corrected=40");
      insert("acme", "corrected", 35, 35);
      assertThat(one.values(1)).containsExactly("corrected=35");
      TestPostgres.execute(
          cmms.database(),
          """
          update series.measurement m set value = 1000, quality = 64 from series.point p
          where p.point_id = m.point_id and p.asset = 'live' and p.point = 'corrected'
            and m.time = %s + interval '29 seconds'
          """
              .formatted(BEGIN));
      JsonNode corrected = one.next().path(0);
      assertThat(corrected.path("value").path(0).asInt()).isEqualTo(1000);
      assertThat(corrected.path("quality").path(0).asInt()).isEqualTo(64);
      assertThat(other.values(3)).containsExactly("corrected=40", "corrected=35", "corrected=1000");
    }
  }

  @Test
  void goesOnWhereAFormerStreamEnded() throws Exception {
    String query = "asset=live&point=resumed&point=much";
    String last;
    try (Stream stream = new Stream(query, "")) {
      stream.next();
      insert("acme", "resumed", 2_000, 2_001);
      stream.values(2);
      last = stream.id;
    }
    insert("acme", "resumed", 2_002, 2_004);
    insert("acme", "much", 0, 2);
    try (Stream stream = new Stream(query, last)) {
      assertThat(stream.values(6))
          .containsExactly(
              "resumed=2002", "resumed=2003", "resumed=2004", "much=0", "much=1", "much=2");
    }
    try (Stream stream = new Stream(query + "&after=2026-04-01T00:33:22Z", "")) {
      assertThat(stream.values(2)).containsExactly("resumed=2003", "resumed=2004");
    }
    insert("acme", "much", 10, 5_000);
    try (Stream stream = new Stream(query, last)) {
      JsonNode much = stream.next().path(1);
      assertThat(much.path("point").asText()).isEqualTo("much");
      assertThat(much.path("skipped").asBoolean()).isTrue();
      assertThat(much.path("at")).isEmpty();
    }
  }

  @Test
  void letsAPersonFollowInSoManyPlacesAndNoMore() throws Exception {
    List<Stream> streams = new ArrayList<>();
    try {
      for (int i = 0; i < 6; i++) {
        streams.add(new Stream(As.PLANNER, "asset=live&point=new", ""));
      }
      assertProblem(
          As.PLANNER, "asset=live&point=new", "", 429, "you follow readings in 6 places already");
    } finally {
      for (Stream stream : streams) {
        stream.close();
      }
    }
  }

  @Test
  void saysWhatIsWrong() throws Exception {
    assertProblem("asset=live", "", 400, "query parameter point is missing");
    assertProblem("asset=live&point=theirs", "", 404, "measurement point 'theirs'");
    assertProblem("asset=live&point=new&after=soon", "", 400, "'soon' is not a time");
    assertProblem("asset=live&point=new", "1.2", 400, "of a stream of 2 points");
    assertProblem("asset=live&point=new", "-zz", 400, "no id of an event");
  }

  private void assertProblem(String query, String lastEvent, int status, String detail)
      throws Exception {
    assertProblem(As.VIEWER, query, lastEvent, status, detail);
  }

  private void assertProblem(As who, String query, String lastEvent, int status, String detail)
      throws Exception {
    HttpRequest.Builder request =
        cmms.as(who).request("/api/series/live?" + query).header("Accept", "text/event-stream");
    if (!lastEvent.isEmpty()) {
      request.header("Last-Event-ID", lastEvent);
    }
    HttpResponse<String> response =
        Api.http().send(request.build(), HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(response.body()).contains(detail);
  }
}
