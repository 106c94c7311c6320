package io.millwright.cmms.console;

import static io.millwright.cmms.console.Pages.assertNothingIsCutOff;
import static io.millwright.cmms.console.Pages.awaitGivenUp;
import static io.millwright.cmms.console.Pages.complaintsOf;
import static io.millwright.cmms.console.Pages.context;
import static io.millwright.cmms.console.Pages.gone;
import static io.millwright.cmms.console.Pages.screenshot;
import static io.millwright.cmms.console.Pages.signIn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.BoundingBox;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import io.millwright.cmms.alarm.AlarmEvents;
import io.millwright.cmms.testing.TestCmms;
import io.millwright.cmms.testing.TestCmms.As;
import io.millwright.cmms.testing.TestPostgres;
import io.millwright.contracts.wire.AlarmEvent.AlarmState;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** People look at alarms, and ask the monitoring for things, in a real browser. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AlarmConsoleIT {

  private static final Page.GetByLabelOptions EXACTLY = new Page.GetByLabelOptions().setExact(true);

  private final Instant now = Instant.now().truncatedTo(ChronoUnit.MINUTES);
  private TestCmms cmms;
  private Browser browser;

  @BeforeAll
  void start() {
    Optional<Path> chromium = Browser.executable();
    boolean built = AlarmConsoleIT.class.getResource("/console/index.html") != null;
    if (System.getenv("CI") == null) {
      assumeTrue(chromium.isPresent(), "no Chromium found");
      assumeTrue(built, "the console is not in this build");
    }
    assertThat(chromium).isPresent();
    assertThat(built).as("the console is in this build").isTrue();
    browser = Browser.start(chromium.orElseThrow());
    cmms = TestCmms.start();
    for (int i = 1; i <= 4; i++) {
      cmms.as(As.ADMIN)
          .post(
              "/api/assets",
              Map.of(
                  "tag",
                  "P-10" + i,
                  "name",
                  "Cooling water pump " + i,
                  "assetClass",
                  "pump",
                  "site",
                  i < 4 ? "Hall 1" : "Hall 2"));
    }
    cmms.as(As.ADMIN).put("/api/assets/P-101/points/velocity", Map.of("unit", "mm/s"), Map.of());
    cmms.as(As.ADMIN).put("/api/assets/P-102/points/flow", Map.of("unit", "m3/h"), Map.of());
    seed();
    storeReadings();
  }

  @AfterAll
  void stop() {
    if (browser != null) {
      cmms.close();
      browser.close();
    }
  }

  /** One of each state, and a month of history. */
  private void seed() {
    take("P-102", "seal-temperature", 90, AlarmState.ACTIVE_ACKNOWLEDGED, "planner@acme.example");
    AlarmEvents.take(
        cmms,
        AlarmEvents.event(
                "P-103",
                "motor-current",
                now.minus(Duration.ofMinutes(200)),
                AlarmState.ACTIVE_UNACKNOWLEDGED)
            .setPriority(1)
            .setPoint("current")
            .setValue(7.25)
            .setLimit(6)
            .setUnit("1")
            .setMeaning("deviations from its baseline at this speed"));
    take("P-102", "suction-pressure", 400, AlarmState.RETURNED_UNACKNOWLEDGED, "");
    take("P-101", "flow-low", 4000, AlarmState.NORMAL, "");
    AlarmEvents.take(
        cmms,
        AlarmEvents.event(
                "P-101", "bearing-zone", now.minus(Duration.ofDays(1)), AlarmState.SHELVED)
            .setUntilMicros(ChronoUnit.MICROS.between(Instant.EPOCH, now.plus(Duration.ofDays(2))))
            .setReason("bearing comes on Friday")
            .setBy("planner@acme.example"));
    AlarmEvents.take(
        cmms,
        AlarmEvents.event(
                "P-103", "zone", now.minus(Duration.ofHours(5)), AlarmState.SUPPRESSED_BY_DESIGN)
            .setReason("the machine is off"));
    take("P-104", "oil-level", 9000, AlarmState.OUT_OF_SERVICE, "planner@acme.example");
    TestPostgres.execute(
        cmms.database(),
        """
        insert into cmms.alarm_event (tenant_id, asset_tag, detector, at, state, previous, detected, announced, priority,
          unit, meaning, reason, by_user, plan_id, plan_version)
        select 'acme', 'P-10' || 1 + n %% 4, case n %% 3 when 0 then 'velocity' when 1 then 'seal-temperature' else 'flow-low' end,
          timestamptz '%1$s' - interval '20 days' + n * n * interval '6 minutes' , 'ACTIVE_UNACKNOWLEDGED', 'NORMAL', 'ALERT',
          true, case when n %% 7 = 0 then 1 else 3 end, 'mm/s', '', '', '', 'pump', 2 from generate_series(1, 60) n
        union all
        select 'acme', 'P-104', 'chatter', timestamptz '%1$s' - interval '3 days' + n * interval '20 seconds',
          case n %% 2 when 0 then 'ACTIVE_UNACKNOWLEDGED' else 'NORMAL' end, 'NORMAL', 'ALERT', n %% 2 = 0, 3, 'mm/s', '', '',
          '', 'pump', 2 from generate_series(1, 40) n;
        insert into cmms.instrument_finding (tenant_id, asset_tag, point, fault, opened_at, closed_at, value, explanation,
          remedy, plan_id, plan_version)
        values ('acme', 'P-101', 'seal-temp', 'STUCK', timestamptz '%1$s' - interval '3 hours', null, 71.5,
          'It has shown 71.5 for 3 hours while the others moved.', 'Check the cable and the transmitter of seal-temp.', 'pump', 2),
         ('acme', 'P-101', 'flow', 'SPIKES', timestamptz '%1$s' - interval '9 days', timestamptz '%1$s' - interval '8 days',
          12, '14 spikes within an hour.', 'Look for a loose contact.', 'pump', 2),
         ('acme', 'P-103', 'current', 'CLOCK', timestamptz '%1$s' - interval '30 minutes', null, null,
          'Its clock is 2 hours ahead.', 'Set the clock of the device, or let it ask a time server.', 'pump', 2);
        insert into cmms.correction (tenant_id, asset_tag, reached_at, id, source, from_at, to_at, readings, points)
        select 'acme', 'P-101', timestamptz '%1$s' - n * interval '9 hours', sha256(n::text::bytea), 'mqtt:gateway-1',
          timestamptz '%1$s' - n * interval '10 hours', timestamptz '%1$s' - n * interval '10 hours', 10 * n,
          '{velocity,seal-temp}' from generate_series(1, 12) n;
        insert into cmms.shadow_plan (tenant_id, asset_class, id, version, document, sha256, started_at, started_by)
        values ('acme', 'pump', 'pump', 3, '', '', now() - interval '6 days', 'planner@acme.example');
        insert into cmms.shadow_conclusion (tenant_id, asset_tag, at, id, plan_id, plan_version, kind, source, subject, priority, text)
        select 'acme', 'P-101', timestamptz '%1$s' - n * interval '8 hours', sha256(n::text::bytea), 'pump', 3,
          case n %% 5 when 0 then 'ADVISORY' when 1 then 'ALARM' when 4 then 'INSTRUMENT' else 'ALERT' end,
          case n %% 5 when 4 then 'seal-temp' else 'velocity' end, case n %% 5 when 4 then 'STUCK' else 'velocity' end, 2,
          case n %% 5 when 0 then 'The bearing of P-101 wears' else '' end from generate_series(1, 14) n
        """
            .formatted(now));
  }

  /** Vibration that has just gone beyond its limit. */
  private void storeReadings() {
    TestPostgres.execute(
        cmms.database(),
        """
        with p as (insert into series.point (tenant_id, asset, point) values ('acme', 'P-101', 'velocity') returning point_id)
        insert into series.measurement (point_id, time, value)
        select point_id, timestamptz '%1$s' - n * interval '5 minutes',
          3.4 + 0.3 * sin(n / 7.0) + case when n < 9 then (9 - n) * 0.24 else 0 end from p, generate_series(0, 240) n;
        -- a month of another: two days without a word, an hour with its line broken, some doubtful
        with p as (insert into series.point (tenant_id, asset, point) values ('acme', 'P-102', 'flow') returning point_id)
        insert into series.measurement (point_id, time, value, quality)
        select point_id, timestamptz '%1$s' - n * interval '3 minutes',
          case when n between 60 and 80 then -9999 else 41 + 6 * sin(n / 300.0) + sin(n * n) end,
          case when n between 60 and 80 then 0 when n %% 50 = 0 then 64 else 192 end
        from p, generate_series(0, 14400) n where n not between 4000 and 5000 and n not between 150 and 200;
        insert into series.unrolled_hour
          select distinct point_id, date_bin('1 hour', time, '1970-01-01T00:00:00Z') from series.measurement;
        -- days of two years of a third, by which is said what a retention would remove
        with p as (insert into series.point (tenant_id, asset, point) values ('acme', 'P-104', 'level') returning point_id)
        insert into series.rollup_1d
          select point_id, date_trunc('day', timestamptz '%1$s', 'UTC') - d * interval '1 day', 1, 1, 1, 1, timestamptz '%1$s', 1440,
            1440, 1440, 192 from p, generate_series(0, 730) d;
        analyze series.rollup_1d;
        analyze series.measurement
        """
            .formatted(now));
  }

  private void take(String asset, String detector, long minutesAgo, AlarmState state, String by) {
    AlarmEvents.take(
        cmms,
        AlarmEvents.event(asset, detector, now.minus(Duration.ofMinutes(minutesAgo)), state)
            .setBy(by));
  }

  @ParameterizedTest(name = "{0} px wide, {2}")
  @CsvSource({"1440, 900, LIGHT, high", "390, 844, DARK, higher"})
  void anAlarmIsAcknowledgedAndShelvedAndWaitsForTheMonitoring(
      int width, int height, ColorScheme scheme, String detector) {
    AlarmEvents.take(
        cmms,
        AlarmEvents.event("P-101", detector, now, AlarmState.ACTIVE_UNACKNOWLEDGED).setPriority(1));
    try (BrowserContext context = context(browser, width, height, scheme)) {
      Page page = context.newPage();
      List<String> complaints = complaintsOf(page);
      signIn(page, cmms, As.PLANNER);
      page.locator(".shell-nav a[href='/alarms']").click();
      Locator alarm = page.locator("[data-alarm='P-101/" + detector + "']");
      alarm.waitFor();
      assertThat(alarm.textContent()).contains("Active, new", "5.25\u00A0mm/s", "limit 4.50");
      page.locator(".live-live").waitFor();
      assertNothingIsCutOff(page);
      screenshot(page, "alarms-" + width);

      alarm.getByText("Acknowledge").click();
      alarm.locator(".pending", inside("Acknowledgement sent, not yet confirmed")).waitFor();
      assertThat(alarm.textContent()).contains("Active, new");
      screenshot(page, "alarm-pending-" + width);
      // the monitoring answers, and the page hears of it
      AlarmEvents.take(
          cmms,
          AlarmEvents.event(
                  "P-101", detector, Instant.now().plusSeconds(1), AlarmState.ACTIVE_ACKNOWLEDGED)
              .setBy(TestCmms.username(As.PLANNER)));
      alarm.locator(".chip", inside("Active, seen")).waitFor();
      gone(alarm.locator(".pending"));

      alarm.getByText("Shelve").click();
      // by keyboard: the time has the focus
      page.keyboard().press("ArrowDown");
      page.getByLabel("Reason").fill(" ");
      page.getByLabel("Reason").press("Enter");
      assertThat(page.locator("dialog").count()).as("a reason says something").isOne();
      assertNothingIsCutOff(page);
      screenshot(page, "alarm-shelve-" + width);
      page.getByLabel("Reason").fill("bearing comes on Friday");
      page.getByLabel("Reason").press("Enter");
      gone(page.locator("dialog"));
      alarm.locator(".pending", inside("Shelving sent")).waitFor();

      alarm.locator("a").first().click();
      page.locator("h1").waitFor();
      page.locator(".alarm-history li").nth(1).waitFor();
      page.locator(".u-over").waitFor();
      assertThat(page.locator(".page").textContent())
          .contains("Shelving sent", "Announced", "Out of service");
      assertNothingIsCutOff(page);
      screenshot(page, "alarm-" + width);
      assertThat(complaints).as("errors in the browser, violations of its policy").isEmpty();
    }
  }

  @ParameterizedTest(name = "{0} px wide, {2}")
  @CsvSource({"1440, 900, DARK", "390, 844, LIGHT"})
  void thePagesShowWhatIsHeldBackTheSensorsAndTheFigures(
      int width, int height, ColorScheme scheme) {
    try (BrowserContext context = context(browser, width, height, scheme)) {
      Page page = context.newPage();
      List<String> complaints = complaintsOf(page);
      signIn(page, cmms, As.TECHNICIAN);
      page.locator(".shell-nav a[href='/alarms']").click();
      page.locator("[data-alarm='P-103/motor-current']").waitFor();
      assertThat(page.getByText("Shelve", new Page.GetByTextOptions().setExact(true)).count())
          .as("a technician shelves nothing")
          .isZero();
      screenshot(page, "alarms-technician-" + width);
      page.navigate(cmms.url() + "/alarms?state=SUPPRESSED_BY_DESIGN");
      page.locator("[data-alarm='P-103/zone']", withText("the machine is off")).waitFor();
      page.navigate(cmms.url() + "/alarms?state=SHELVED");
      page.locator("[data-alarm='P-101/bearing-zone']", withText("bearing comes on Friday"))
          .waitFor();
      screenshot(page, "alarms-shelved-" + width);
      page.locator(".tabs a[href='/sensors']").click();
      page.locator("[data-finding='P-101/seal-temp']", withText("Check the cable")).waitFor();
      assertNothingIsCutOff(page);
      screenshot(page, "sensors-" + width);
      page.locator(".tabs a[href='/alarm-figures']").click();
      page.locator(".verdict", withText("Chattering")).waitFor();
      page.locator(".bars-bar").first().waitFor();
      assertThat(page.locator(".actors").textContent()).contains("Chatter", "P-104");
      page.locator(".bars-table summary").click();
      page.locator(".bars-table tbody tr").first().waitFor();
      Object sum =
          page.evaluate(
              "[...document.querySelectorAll('.bars-table td:nth-child(2)')]"
                  + ".reduce((sum, cell) => sum + Number(cell.textContent), 0)");
      page.locator(".verdict", withText(sum + " alarms in all")).waitFor();
      assertNothingIsCutOff(page);
      fullScreenshot(page, "alarm-figures-" + width);
      assertThat(complaints).isEmpty();
    }
  }

  @ParameterizedTest(name = "{0} px wide, {2}")
  @CsvSource({"1440, 900, LIGHT, P-102", "390, 844, DARK, P-103"})
  void thePageOfAnAssetDeclaresMaintenanceAndShowsWhatAShadowWouldHaveRaised(
      int width, int height, ColorScheme scheme, String other) {
    try (BrowserContext context = context(browser, width, height, scheme)) {
      Page page = context.newPage();
      List<String> complaints = complaintsOf(page);
      signIn(page, cmms, As.RELIABILITY);
      page.locator(".shell-nav a[href='/alarms']").waitFor();
      page.navigate(cmms.url() + "/assets/P-101");
      page.locator("[data-alarm='P-101/bearing-zone']").waitFor();
      page.locator(".late", withText("came too late")).waitFor();
      page.locator(".shadow-counts").waitFor();
      assertNothingIsCutOff(page);
      fullScreenshot(page, "asset-alarms-" + width);
      take("P-104", "leak-" + width, 2, AlarmState.ACTIVE_UNACKNOWLEDGED, "");
      take("P-104", "noise-" + width, 1, AlarmState.RETURNED_UNACKNOWLEDGED, "");
      page.navigate(cmms.url() + "/assets/P-104");
      Locator all = page.getByText("Acknowledge all 2");
      all.waitFor();
      assertNothingIsCutOff(page);
      screenshot(page, "acknowledge-all-" + width);
      all.click();
      for (String detector : List.of("leak-", "noise-")) {
        page.locator("[data-alarm='P-104/" + detector + width + "'] .pending").waitFor();
      }
      gone(all);
      screenshot(page, "acknowledged-all-" + width);
      page.navigate(cmms.url() + "/assets/" + other);
      page.getByText("Declare maintenance").click();
      page.getByLabel("Reason").fill("New bearing");
      screenshot(page, "maintenance-" + width);
      page.getByLabel("Reason").press("Enter");
      gone(page.locator("dialog"));
      page.locator(".maintenance", withText("not yet confirmed")).waitFor();
      AlarmEvents.take(
          cmms,
          AlarmEvents.event(
                  other, "zone-2", Instant.now().plusSeconds(1), AlarmState.SUPPRESSED_BY_DESIGN)
              .setReason("maintenance: New bearing"));
      gone(page.locator(".maintenance .pending"));
      assertNothingIsCutOff(page);
      screenshot(page, "maintenance-declared-" + width);
      page.getByText("End now").click();
      page.getByText("Declare maintenance").waitFor();
      assertThat(complaints).isEmpty();
    }
  }

  @Test
  void aPersonComparesTrendsFollowsThemAndTakesThemAway() throws Exception {
    try (BrowserContext context = context(browser, 1440, 900, ColorScheme.DARK)) {
      Page page = context.newPage();
      List<String> complaints = complaintsOf(page);
      signIn(page, cmms, As.VIEWER);
      page.locator(".shell-nav a[href='/trends']").click();
      page.locator(".state-title", withText("No points are chosen")).waitFor();
      assertNothingIsCutOff(page);
      screenshot(page, "trends-empty-1440");
      page.locator(".tabs a[href='/trends/retention']").click();
      page.getByText("Only administrators change this").waitFor();
      assertThat(page.locator(".retention-actions button").allTextContents())
          .as("a viewer reads and changes nothing")
          .isNotEmpty()
          .containsOnly("Record");
      page.locator(".tabs a[href='/trends']").click();

      // by keyboard: the first field has the focus
      page.getByText("Choose points").click();
      page.locator("dialog input[type=search]").fill("P-101");
      page.locator("dialog .trend-choices button", withText("P-101")).press("Enter");
      page.locator("dialog label", withText("velocity")).locator("input").press("Space");
      page.getByText("Another asset").click();
      page.locator("dialog .trend-choices button", withText("P-102")).click();
      page.locator("dialog label", withText("flow")).click();
      screenshot(page, "trends-choice-1440");
      page.locator("dialog button[type=submit]").click();
      page.locator("[data-trend='P-102/flow'] [data-drawn]").waitFor();
      page.locator("[data-trend='P-101/velocity'] [data-drawn]").waitFor();
      Locator flow = page.locator(".trend-figures tr", withText("flow"));
      assertThat(flow.textContent()).contains("21 readings bad", "uncertain", "1 gap");
      assertNothingIsCutOff(page);
      fullScreenshot(page, "trends-day-1440");

      page.getByText("30 d").click();
      flow.locator("td", inside("stretches uncertain")).waitFor();
      String month = page.url();
      assertThat(month).contains("p=P-101%2Fvelocity", "p=P-102%2Fflow", "range=30d");
      assertNothingIsCutOff(page);
      fullScreenshot(page, "trends-month-1440");
      Locator drawn = page.locator("[data-trend='P-102/flow'] .u-over");
      page.setViewportSize(390, 844);
      page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
      page.waitForCondition(() -> drawn.boundingBox().width < 390);
      assertNothingIsCutOff(page);
      fullScreenshot(page, "trends-month-390");
      page.setViewportSize(1440, 900);
      page.waitForCondition(() -> drawn.boundingBox().width > 390);

      Locator chart = page.locator("[data-trend='P-102/flow'] .chart-plot");
      chart.focus();
      page.keyboard().press("+");
      page.waitForURL("**/trends?*from=*");
      page.locator("[data-trend='P-102/flow'] [data-drawn]").waitFor();
      String wide = page.url();
      BoundingBox box = drawn.boundingBox();
      page.mouse().move(box.x + 100, box.y + 40);
      page.mouse().down();
      page.mouse().move(box.x + 300, box.y + 40);
      page.mouse().up();
      page.waitForCondition(() -> !page.url().equals(wide));
      page.goBack();
      assertThat(page.url()).as("one step back from one stretch").isEqualTo(wide);
      page.goBack();
      page.waitForURL(month);

      page.getByText("24 h").click();
      page.getByLabel("Live").check();
      page.locator(".trend-following").waitFor();
      TestPostgres.execute(
          cmms.database(),
          """
          insert into series.measurement (point_id, time, value)
            select point_id, (select max(time) from series.measurement) + interval '1 minute', 6.5 from series.point
            where asset = 'P-101' and point = 'velocity'
          """);
      page.locator(".trend-figures tr", withText("velocity"))
          .locator("td[data-label=Last]", inside("6.50"))
          .waitFor();
      assertNothingIsCutOff(page);
      fullScreenshot(page, "trends-live-1440");

      page.locator(".trend-actions").getByText("Export").click();
      page.getByLabel("Parquet").check();
      screenshot(page, "trends-export-1440");
      Download file =
          page.waitForDownload(() -> page.locator("dialog button[type=submit]").click());
      assertThat(file.suggestedFilename()).isEqualTo("readings.parquet");
      try (InputStream content = file.createReadStream()) {
        assertThat(new String(content.readAllBytes(), 0, 4, StandardCharsets.UTF_8))
            .isEqualTo("PAR1");
      }
      gone(page.locator("dialog"));
      assertThat(complaints).as("errors in the browser, violations of its policy").isEmpty();
    }
  }

  @ParameterizedTest(name = "{0} px wide, {2}")
  @CsvSource("390, 844, DARK")
  void saysWhatCouldNotBeLoadedAndWhatThereIsNot(int width, int height, ColorScheme scheme) {
    try (BrowserContext context = context(browser, width, height, scheme)) {
      Page page = context.newPage();
      page.clock().install();
      // a console that is wrong about what its user may do
      page.route("**/api/me", AlarmConsoleIT::claimThatRetentionMayBeChanged);
      signIn(page, cmms, As.VIEWER);
      page.locator(".shell-nav a[href='/alarms']").waitFor();
      page.route("**/api/alarms*", Route::abort);
      page.locator(".shell-nav a[href='/alarms']").click();
      awaitGivenUp(page, page.getByText("Try again"));
      screenshot(page, "alarms-failed-" + width);
      page.unroute("**/api/alarms*");
      page.getByText("Try again").click();
      page.locator("[data-alarm='P-103/motor-current']").waitFor();
      assertThat(page.locator(".alarm-actions").count()).as("a viewer asks for nothing").isZero();
      page.locator(".search input").fill("nothing is called so");
      page.locator(".state-title", withText("No alarm matches")).waitFor();
      page.navigate(cmms.url() + "/alarms/P-101/none");
      page.locator(".state-title", withText("The alarm does not exist")).waitFor();
      assertNothingIsCutOff(page);
      page.navigate(cmms.url() + "/trends?p=P-101/velocity&p=P-101/nothing&range=7d");
      page.locator(".state-title", withText("The trend does not exist")).waitFor();
      page.navigate(cmms.url() + "/trends?p=P-104/nothing");
      page.locator(".state-title", withText("There are no readings yet")).waitFor();
      assertNothingIsCutOff(page);
      screenshot(page, "trends-nothing-" + width);
      page.route("**/api/retentions", Route::abort);
      page.locator(".tabs a[href='/trends/retention']").click();
      awaitGivenUp(page, page.getByText("Try again"));
      page.unroute("**/api/retentions");
      page.getByText("Try again").click();
      page.locator("[data-place=''] button", withText("Set")).click();
      page.getByLabel("Events", EXACTLY).fill("36500");
      page.getByLabel("Events", EXACTLY).press("Enter");
      page.locator("dialog .notice", withText("Nothing goes now")).waitFor();
      page.getByLabel("Events", EXACTLY).press("Enter");
      page.locator(".notice-bad", withText("Your role does not allow this")).waitFor();
      screenshot(page, "retention-refused-" + width);
    }
  }

  @Test
  void anAdministratorSeesWhatARetentionWouldRemoveBeforeItIsSaved() {
    try (BrowserContext context = context(browser, 1440, 900, ColorScheme.LIGHT)) {
      Page page = context.newPage();
      List<String> complaints = complaintsOf(page);
      signIn(page, cmms, As.ADMIN);
      page.locator(".shell-nav a[href='/trends']").click();
      page.locator(".tabs a[href='/trends/retention']").click();
      page.emulateMedia(new Page.EmulateMediaOptions().setReducedMotion(ReducedMotion.REDUCE));
      Locator hall = page.locator("[data-place='Hall 2']");
      hall.locator("td", inside("as the organization")).waitFor();
      screenshot(page, "retention-none-1440");

      // by keyboard: the first field has the focus, and what would be refused is said beside its
      // field
      hall.locator("button", inside("Set")).press("Enter");
      page.locator("dialog input").first().waitFor();
      page.keyboard().type("34");
      page.locator("#readingsDays-hint", withText("whole ones, or nothing")).waitFor();
      assertThat(page.locator("dialog button[type=submit]").isDisabled()).isTrue();
      page.getByLabel("Readings", EXACTLY).fill("365");
      page.getByLabel("Minutes", EXACTLY).fill("100");
      page.locator("#minutesDays-hint", withText("365 days or more")).waitFor();
      page.getByLabel("Minutes", EXACTLY).fill("");
      page.getByLabel("Waveforms", EXACTLY).fill("30");
      page.getByLabel("Waveforms", EXACTLY).press("Enter");
      Locator readings = page.locator("[data-removal=readings]");
      readings.waitFor();
      assertThat(readings.textContent()).containsPattern("before 1 \\w+ \\d{4}\\d{3},\\d{3}");
      Locator save = page.getByText("Save and remove");
      screenshot(page, "retention-preview-1440");
      page.setViewportSize(390, 844);
      page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
      assertNothingIsCutOff(page);
      screenshot(page, "retention-preview-390");
      save.click();
      assertThat(page.locator("dialog").count()).as("saved only by who has agreed").isOne();
      page.getByLabel("removed for good").check();
      save.click();
      gone(page.locator("dialog"));
      hall.locator("td", inside("365 days")).waitFor();
      assertNothingIsCutOff(page);
      fullScreenshot(page, "retention-390");

      hall.locator("button", inside("Record")).click();
      page.locator(".retention-changes li", withText("Set: readings 365 days")).waitFor();
      assertThat(page.locator(".retention-changes li").count()).isOne();
      screenshot(page, "retention-record-390");
      page.keyboard().press("Escape");
      gone(page.locator("dialog"));
      page.setViewportSize(1440, 900);
      fullScreenshot(page, "retention-1440");
      hall.locator("button", inside("Withdraw")).click();
      page.locator("dialog .notice", withText("Nothing goes now")).waitFor();
      screenshot(page, "retention-withdraw-1440");
      page.locator("dialog button[type=submit]").click();
      hall.locator("td", inside("as the organization")).waitFor();
      assertThat(complaints).as("errors in the browser, violations of its policy").isEmpty();
    }
  }

  private static void claimThatRetentionMayBeChanged(Route route) {
    APIResponse me = route.fetch();
    route.fulfill(
        new Route.FulfillOptions()
            .setResponse(me)
            .setBody(me.text().replace("\"permissions\":[", "\"permissions\":[\"RETENTION\",")));
  }

  private static void fullScreenshot(Page page, String name) {
    page.screenshot(
        new Page.ScreenshotOptions()
            .setFullPage(true)
            .setPath(Path.of("target", "console", name + ".png")));
  }

  private static Locator.LocatorOptions inside(String text) {
    return new Locator.LocatorOptions().setHasText(text);
  }

  private static Page.LocatorOptions withText(String text) {
    return new Page.LocatorOptions().setHasText(text);
  }
}
