package io.millwright.cmms.watchlist;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millwright.cmms.advisory.Advisories;
import io.millwright.cmms.advisory.AdvisoryFeed;
import io.millwright.cmms.asset.Assets;
import io.millwright.cmms.platform.Database;
import io.millwright.cmms.stream.ChangeStream;
import io.millwright.cmms.tenancy.TenantContext;
import io.millwright.cmms.testing.TestCmms;
import io.millwright.cmms.testing.TestCmms.As;
import io.millwright.cmms.workorder.AdvisedWorkOrders;
import io.millwright.contracts.asset.TenantId;
import io.millwright.contracts.wire.Advisory;
import java.net.URLEncoder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;

/** What tests of the watch list do. Each test has a site, and so a crew, of its own. */
final class Crews {
  static final String MODE = "bearing-wear";
  static final TestCmms CMMS = TestCmms.shared();

  /** Long before anything is due. */
  static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.SECONDS);

  private static final TenantId ACME = new TenantId("acme");

  private Crews() {}

  /** What the background does, at another time; returns how many it released, at any site. */
  static int release(Duration later) {
    WatchList watchList =
        new WatchList(
            CMMS.bean(Database.class),
            CMMS.bean(WatchItems.class),
            CMMS.bean(CrewBudgets.class),
            CMMS.bean(AdvisedWorkOrders.class),
            CMMS.bean(Assets.class),
            CMMS.bean(ChangeStream.class),
            CMMS.bean(CapacitySignal.class),
            Clock.offset(Clock.systemUTC(), later));
    return TenantContext.call(ACME, watchList::releaseDue);
  }

  static boolean take(Advisory.Builder advisory) {
    AdvisoryFeed.take(CMMS, advisory.build());
    return true;
  }

  /** Raised now and due in a hundred days. */
  static Advisory.Builder advisory(String asset, int episode, double probability) {
    Advisory.Builder advisory = Advisories.advisory(asset, MODE, episode);
    advisory.getPrognosisBuilder().setFailureProbability(probability);
    return advisory
        .setRaisedAtMicros(micros(NOW.plusSeconds(episode)))
        .setDueByMicros(micros(NOW.plus(Duration.ofDays(100))));
  }

  static long micros(Instant time) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, time);
  }

  static void pumps(String site, int count) {
    IntStream.rangeClosed(1, count).forEach(i -> pump(site, site + "-" + i));
  }

  static void pump(String site, String tag) {
    assertThat(
            CMMS.as(As.ADMIN)
                .post(
                    "/api/assets",
                    Map.of("tag", tag, "name", "Pump " + tag, "assetClass", "pump", "site", site))
                .status())
        .isEqualTo(201);
  }

  static void budget(String site, double hoursPerWeek, double hoursPerOrder) {
    String path = "/api/crew-budget?site=" + URLEncoder.encode(site, UTF_8);
    assertThat(
            CMMS.as(As.PLANNER)
                .put(
                    path,
                    Map.of(
                        "hoursPerWeek",
                        hoursPerWeek,
                        "hoursPerOrder",
                        hoursPerOrder,
                        "urgentWithinHours",
                        24),
                    Map.of("If-Match", read(path).path("version").asText()))
                .status())
        .isEqualTo(200);
  }

  /** What a viewer is answered. */
  static JsonNode read(String path) {
    return CMMS.as(As.VIEWER).get(path).body();
  }

  static List<JsonNode> items() {
    List<JsonNode> items = new ArrayList<>();
    read("/api/watch-list?limit=500").path("items").forEach(items::add);
    return items;
  }

  static List<JsonNode> waiting(String site) {
    return items().stream().filter(item -> item.path("site").asText().equals(site)).toList();
  }

  static List<JsonNode> orders(String site) {
    List<JsonNode> orders = new ArrayList<>();
    read("/api/work-orders?limit=500&q=" + site + "-").path("items").forEach(orders::add);
    return orders;
  }

  static List<String> openOrders(String site) {
    return orders(site).stream().map(order -> order.path("assetTag").asText()).toList();
  }

  /** The id of the open order of an asset. */
  static String order(String asset) {
    return read("/api/work-orders?asset=" + asset).path("items").path(0).path("id").asText();
  }

  static void step(String id, int version, Map<String, Object> step) {
    assertThat(
            CMMS.as(As.PLANNER)
                .post(
                    "/api/work-orders/" + id + "/transitions",
                    step,
                    Map.of("If-Match", Integer.toString(version)))
                .status())
        .isEqualTo(200);
  }

  static void await(String what, Callable<Boolean> condition) {
    Awaitility.await(what)
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(20))
        .until(condition);
  }
}
