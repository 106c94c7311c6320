package io.millwright.cmms.console;

import static io.millwright.cmms.console.Pages.assertNothingIsCutOff;
import static io.millwright.cmms.console.Pages.awaitGivenUp;
import static io.millwright.cmms.console.Pages.closed;
import static io.millwright.cmms.console.Pages.complaintsOf;
import static io.millwright.cmms.console.Pages.context;
import static io.millwright.cmms.console.Pages.gone;
import static io.millwright.cmms.console.Pages.screenshot;
import static io.millwright.cmms.console.Pages.signIn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ScreenshotAnimations;
import io.millwright.cmms.advisory.Advisories;
import io.millwright.cmms.advisory.AdvisoryFeed;
import io.millwright.cmms.testing.TestCmms;
import io.millwright.cmms.testing.TestCmms.As;
import io.millwright.contracts.wire.Advisory;
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

/** A planner gives a crew a budget and decides about what waits for it, in a real browser. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WatchListConsoleIT {

  private TestCmms cmms;
  private Browser browser;

  @BeforeAll
  void start() {
    Optional<Path> chromium = Browser.executable();
    boolean built = WatchListConsoleIT.class.getResource("/console/index.html") != null;
    if (System.getenv("CI") == null) {
      assumeTrue(chromium.isPresent(), "no Chromium found");
      assumeTrue(built, "the console is not in this build");
    }
    assertThat(chromium).isPresent();
    assertThat(built).as("the console is in this build").isTrue();
    browser = Browser.start(chromium.orElseThrow());
    cmms = TestCmms.start();
  }

  @AfterAll
  void stop() {
    if (browser != null) {
      cmms.close();
      browser.close();
    }
  }

  @ParameterizedTest(name = "{0} px wide, {2}")
  @CsvSource({"1440, 900, LIGHT, Hall 1", "390, 844, DARK, Hall 2"})
  void aPlannerSetsABudgetAndDecidesAboutWhatWaits(
      int width, int height, ColorScheme scheme, String site) {
    String tag = "pump-" + width + "-";
    for (int i = 1; i <= 5; i++) {
      cmms.as(As.ADMIN)
          .post(
              "/api/assets",
              Map.of(
                  "tag",
                  tag + i,
                  "name",
                  "Cooling water pump " + i,
                  "assetClass",
                  "pump",
                  "site",
                  site));
    }
    try (BrowserContext context = context(browser, width, height, scheme)) {
      Page page = context.newPage();
      List<String> complaints = complaintsOf(page);
      signIn(page, cmms, As.PLANNER);
      page.locator(".shell-nav a[href='/work-orders']").click();
      page.locator(".tabs a[href='/work-orders/watch-list']").click();
      page.getByText("Set a budget").click();
      page.locator("dialog select").selectOption(site);
      page.getByLabel("Hours per week").fill("8");
      page.getByLabel("Hours per order").fill("4");
      assertNothingIsCutOff(page);
      screenshot(page, "budget-new-" + width);
      page.locator("dialog button[type=submit]").click();
      closed(page);
      Locator crew = page.locator("[data-crew='" + site + "']");
      crew.getByText("8 h free").waitFor();

      // two have room, the others come onto the page by themselves
      take(tag + 1, 1, 0.55);
      take(tag + 2, 1, 0.35);
      take(tag + 3, 1, 0.31);
      take(tag + 4, 1, 0.92);
      take(tag + 4, 2, 0.97);
      take(tag + 5, 1, 0.08);
      Locator first = page.locator("[data-watch='" + tag + "4']");
      first.waitFor();
      page.locator("[data-watch='" + tag + "5']").waitFor();
      crew.getByText("0 h free").waitFor();
      crew.getByText("3 advisories wait.").waitFor();
      assertThat(first.textContent()).contains("0.49", "are used up by WO-", "ranks 1st");
      assertThat(page.locator("[data-watch='" + tag + "5'] .rank-number").textContent())
          .endsWith("3");
      assertNothingIsCutOff(page);
      pictures(page, "watch-list-" + width, scheme);

      first.locator(".watch-title").click();
      page.locator("dialog .said li").nth(1).waitFor();
      assertNothingIsCutOff(page);
      screenshot(page, "watch-item-" + width);
      page.keyboard().press("Escape");
      closed(page);

      // by keyboard: the reason has the focus
      page.locator("[data-watch='" + tag + "5'] button", withText("Release")).click();
      assertThat(page.locator("dialog button[type=submit]").isDisabled()).isTrue();
      page.keyboard().type("It stands on Friday anyway");
      screenshot(page, "watch-release-" + width);
      page.keyboard().press("Tab");
      page.keyboard().press("Tab");
      page.keyboard().press("Enter");
      gone(page.locator("[data-watch='" + tag + "5']"));
      crew.getByText("4 h over").waitFor();
      screenshot(page, "watch-over-" + width);

      page.locator("[data-watch='" + tag + "3'] button", withText("Dismiss")).click();
      page.locator("dialog textarea").fill("Seen and heard: nothing");
      page.locator("dialog button[type=submit]").click();
      gone(page.locator("[data-watch='" + tag + "3']"));

      page.locator(".watch-views button", withText("Released")).click();
      Locator released = page.locator("[data-ended='" + tag + "5']");
      released.waitFor();
      assertThat(released.textContent())
          .contains("The planner", "It stands on Friday anyway", "WO-", "just now");
      page.locator(".watch-views button", withText("Dismissed")).click();
      Locator dismissed = page.locator("[data-ended='" + tag + "3']");
      dismissed.waitFor();
      assertThat(dismissed.textContent()).contains("The planner", "Seen and heard: nothing");
      dismissed.locator(".watch-title").click();
      page.locator("dialog", withText("Waited since")).waitFor();
      screenshot(page, "watch-ended-item-" + width);
      page.keyboard().press("Escape");
      closed(page);
      assertNothingIsCutOff(page);
      page.locator(".watch-views button", withText("Waiting")).click();

      crew.getByText("Edit").click();
      page.getByLabel("Hours per week").fill("3");
      page.locator("dialog .notice", withText("more than the week has")).waitFor();
      assertThat(page.locator("dialog button[type=submit]").isDisabled()).isTrue();
      screenshot(page, "budget-refused-" + width);
      page.getByLabel("Hours per week").fill("20");
      page.locator("dialog button[type=submit]").click();
      closed(page);
      gone(first);
      page.locator(".watch-views button", withText("Released")).click();
      page.locator("[data-ended='" + tag + "4']", withText("Millwright")).waitFor();
      assertNothingIsCutOff(page);
      pictures(page, "watch-released-" + width, scheme);
      page.locator(".tabs a[href='/work-orders']").click();
      page.locator("[data-order]", withText("bearing of " + tag + "4")).waitFor();
      assertNothingIsCutOff(page);
      screenshot(page, "work-orders-tabs-" + width);
      assertThat(complaints).as("errors in the browser, violations of its policy").isEmpty();
    }
    assertThat(cmms.as(As.VIEWER).get("/api/work-orders?q=" + tag).body().path("items")).hasSize(4);
  }

  @Test
  void whatSomeoneElseDecidedMeanwhileIsSaid() {
    waiting("Hall 3", "fan-3");
    try (BrowserContext context = context(browser, 1440, 900, ColorScheme.DARK)) {
      Page page = context.newPage();
      signIn(page, cmms, As.PLANNER);
      page.locator(".shell-nav a[href='/work-orders']").click();
      page.locator(".tabs a[href='/work-orders/watch-list']").click();
      page.locator("[data-watch='fan-3'] button", withText("Dismiss")).click();
      page.locator("dialog textarea").fill("No time");
      take("fan-3", 1, 0.9, 1);

      page.locator("dialog .notice", withText("does not wait any more")).waitFor();

      assertThat(page.locator("dialog button[type=submit]").isDisabled()).isTrue();
      screenshot(page, "watch-gone-1440");
    }
  }

  @ParameterizedTest(name = "{0} px wide, {2}")
  @CsvSource({"390, 844, LIGHT"})
  void saysThatNothingWaitsAndWhatCouldNotBeLoaded(int width, int height, ColorScheme scheme) {
    try (BrowserContext context = context(browser, width, height, scheme)) {
      Page page = context.newPage();
      page.clock().install();
      signIn(page, cmms, As.VIEWER);
      page.locator(".shell-nav a[href='/work-orders']").click();
      page.route(
          "**/api/watch-list*",
          route ->
              route.fulfill(
                  new Route.FulfillOptions()
                      .setBody("{\"items\":[],\"next\":null}")
                      .setContentType("application/json")));
      page.route(
          "**/api/crew-budgets",
          route ->
              route.fulfill(
                  new Route.FulfillOptions()
                      .setBody("{\"budgets\":[],\"sites\":[]}")
                      .setContentType("application/json")));
      page.locator(".tabs a[href='/work-orders/watch-list']").click();
      page.getByText("Nothing waits").waitFor();
      page.getByText("No crew budget is set.").waitFor();
      assertThat(page.locator(".page .button").count()).as("a viewer changes nothing").isZero();
      assertNothingIsCutOff(page);
      screenshot(page, "watch-empty-" + width);
      page.route("**/api/watch-list*", Route::abort);
      page.route(
          "**/api/crew-budgets",
          route -> route.fulfill(new Route.FulfillOptions().setStatus(503).setBody("")));
      page.reload();
      awaitGivenUp(page, page.getByText("Try again").nth(1));
      assertNothingIsCutOff(page);
      screenshot(page, "watch-failed-" + width);
      page.unroute("**/api/watch-list*");
      page.getByText("Try again").nth(1).click();
      page.locator("[aria-label='Waiting advisories'][aria-busy='false']").waitFor();
    }
  }

  @ParameterizedTest(name = "{0} px wide, {2}")
  @CsvSource({"390, 844, DARK, fan-2"})
  void theOverviewTellsOfWhatWaitsAndAnAssetOfItsClass(
      int width, int height, ColorScheme scheme, String tag) {
    waiting("Tower " + width, tag);
    try (BrowserContext context = context(browser, width, height, scheme)) {
      Page page = context.newPage();
      List<String> complaints = complaintsOf(page);
      signIn(page, cmms, As.RELIABILITY);
      page.locator(".tile-more").waitFor();
      assertNothingIsCutOff(page);
      screenshot(page, "overview-waiting-" + width);
      page.locator(".tile-more").click();
      page.locator("[data-watch='" + tag + "'] a").first().click();
      page.getByText("No criticality class").click();
      page.locator("dialog .choice", withText("Class A")).click();
      screenshot(page, "criticality-" + width);
      page.locator("dialog button[type=submit]").click();
      page.getByText("Criticality A").waitFor();
      closed(page);
      assertNothingIsCutOff(page);
      screenshot(page, "asset-criticality-" + width);
      assertThat(complaints).isEmpty();
    }
  }

  /** An asset of that site with an advisory that waits. */
  private void waiting(String site, String tag) {
    cmms.as(As.ADMIN)
        .post(
            "/api/assets",
            Map.of("tag", tag, "name", "Fan " + tag, "assetClass", "fan", "site", site));
    cmms.as(As.PLANNER)
        .put(
            "/api/crew-budget?site=" + site.replace(" ", "%20"),
            Map.of("hoursPerWeek", 0, "hoursPerOrder", 4, "urgentWithinHours", 24),
            Map.of("If-Match", "0"));
    take(tag, 0, 0.4);
  }

  private void take(String asset, int episode, double probability) {
    take(asset, episode, probability, 3);
  }

  private void take(String asset, int episode, double probability, int priority) {
    Instant now = Instant.now();
    Advisory.Builder advisory = Advisories.advisory(asset, "bearing-wear", episode);
    advisory.getPrognosisBuilder().setFailureProbability(probability);
    AdvisoryFeed.take(
        cmms,
        advisory
            .setPriority(priority)
            .setTitle("Drive-end bearing of " + asset + " is wearing out")
            .setExplanation(
                "Failure within 30 days has become likely: %.0f %%, limit 30 %%. The envelope spectrum shows the outer race."
                    .formatted(probability * 100))
            .setRaisedAtMicros(ChronoUnit.MICROS.between(Instant.EPOCH, now))
            .setDueByMicros(
                ChronoUnit.MICROS.between(Instant.EPOCH, now.plus(Duration.ofDays(12 + episode))))
            .build());
  }

  /** The whole page in both colour schemes. */
  private static void pictures(Page page, String name, ColorScheme scheme) {
    for (ColorScheme each : List.of(ColorScheme.DARK, ColorScheme.LIGHT)) {
      page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(each));
      page.screenshot(
          new Page.ScreenshotOptions()
              .setFullPage(true)
              .setAnimations(ScreenshotAnimations.DISABLED)
              .setPath(Path.of("target", "console", name + "-" + each + ".png")));
    }
    page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
  }

  private static Page.LocatorOptions withText(String text) {
    return new Page.LocatorOptions().setHasText(text);
  }
}
