package io.millwright.cmms.console;

import static io.millwright.cmms.console.Pages.assertNothingIsCutOff;
import static io.millwright.cmms.console.Pages.complaintsOf;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.WaitForSelectorState;
import io.millwright.cmms.testing.TestCmms;
import io.millwright.cmms.testing.TestCmms.As;
import io.millwright.cmms.testing.TestKafka;
import io.millwright.cmms.testing.TestPostgres;
import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.topic.Topics;
import io.millwright.contracts.wire.Advisory;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A person's way through the console in a real browser: the API, its database and the broker are
 * real, and so are the engines.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConsoleIT {
  private static final double PATIENCE_MILLIS = 20_000;

  @TempDir private static Path folder;

  private final List<AutoCloseable> started = new ArrayList<>();
  private TestCmms cmms;
  private KafkaProducer<byte[], byte[]> producer;
  private Browser browser;

  @BeforeAll
  void start() throws Exception {
    Optional<Path> chromium = Browser.executable();
    needed(
        chromium.isPresent(),
        "no Chromium found: install it (apt-get install chromium) or say where it is with -D"
            + Browser.PROPERTY);
    needed(
        ConsoleIT.class.getResource("/console/index.html") != null,
        "the console is not in this build: it needs Node.js 20 or newer");
    TestKafka kafka = TestKafka.start(folder, TestKafka.freePort());
    started.add(kafka);
    cmms =
        TestCmms.start(
            TestPostgres.newDatabase(),
            Map.of(
                "millwright.kafka.bootstrap-servers",
                kafka.bootstrapServers(),
                "millwright.kafka.partitions",
                1));
    started.add(cmms);
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", kafka.bootstrapServers(), "acks", "all"),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    started.add(() -> producer.close(Duration.ZERO));
    browser = Browser.start(chromium.orElseThrow());
    started.add(browser);
    try (InputStream plan =
        ConsoleIT.class.getResourceAsStream("/io/millwright/models/plans/turbofan-fd001.yaml")) {
      assertThat(plan).isNotNull();
      assertThat(
              cmms.as(As.RELIABILITY)
                  .postBytes("/api/plans", plan.readAllBytes(), "application/yaml")
                  .status())
          .isEqualTo(201);
    }
  }

  /** Without it this is skipped, but not where every test has to run. */
  private static void needed(boolean there, String otherwise) {
    if (System.getenv("CI") == null) {
      assumeTrue(there, otherwise);
    }
    assertThat(there).as(otherwise).isTrue();
  }

  @AfterAll
  void stop() throws Exception {
    for (int i = started.size() - 1; i >= 0; i--) {
      started.get(i).close();
    }
  }

  @ParameterizedTest(name = "{0} px wide")
  @CsvSource({"1440, 900, 0", "390, 844, 1"})
  void aPlannerSeesAnAdvisoryArriveAndBringsItsWorkOrderToItsEnd(
      int width, int height, int engineNumber) throws Exception {
    FailingEngine engine = registered(engineNumber);
    try (BrowserContext context = context(width, height)) {
      Page page = context.newPage();
      List<String> complaints = complaintsOf(page);
      signIn(page, TestCmms.PASSWORD);
      page.locator(".shell-nav a[href='/work-orders']").click();
      page.locator(".live-live").waitFor();
      page.evaluate("window.notReloaded = true");

      Advisory advisory = engine.advisory(1);
      send(advisory);

      Locator order = page.locator("[data-order]", withText(engine.tag()));
      order.waitFor();
      assertThat(page.evaluate("window.notReloaded")).as("shown without a reload").isEqualTo(true);
      assertThat(order.getAttribute("class")).contains("is-new");
      assertThat(page.getByTestId("announcer").textContent()).startsWith("1 new work order: WO-");
      assertThat(order.textContent()).contains("Urgent", "New", "HPC degradation");

      order.getByRole(AriaRole.LINK).click();
      assertThat(page.getByTestId("explanation").textContent()).isEqualTo(engine.explanation());
      assertThat(page.locator(".evidence").textContent()).contains("1,418").contains("°R");
      assertThat(page.locator(".contributions li").count()).isEqualTo(3);
      assertThat(page.locator(".why").textContent())
          .contains("turbofan-failure-30h")
          .contains("abababababab");
      assertTrendIsDrawn(page);
      assertNothingIsCutOff(page);

      assign(page);
      step(page, "IN_PROGRESS", "In progress");
      complete(page);
      step(page, "VERIFIED", "Verified");
      step(page, "CLOSED", "Closed");

      assertThat(page.getByTestId("as-found").textContent())
          .contains("Fault confirmed", "component replaced", "Blades of stage 5 worn");
      assertThat(complaints).as("errors in the browser, violations of its policy").isEmpty();
      screenshot(page, "work-order-" + width);
    }
    JsonNode stored =
        cmms.as(As.VIEWER).get("/api/work-orders?status=CLOSED&asset=" + engine.tag()).body();
    assertThat(stored.path("items")).hasSize(1);
    assertThat(stored.at("/items/0/assignee").asText()).isEqualTo(TestCmms.username(As.TECHNICIAN));
  }

  @ParameterizedTest(name = "{0} px wide")
  @CsvSource({"1440, 900, 2", "390, 844, 3"})
  void anAssetShowsItsConditionAndTheReadingsBehindIt(int width, int height, int engineNumber)
      throws Exception {
    FailingEngine engine = registered(engineNumber);
    try (BrowserContext context = context(width, height)) {
      Page page = context.newPage();
      List<String> complaints = complaintsOf(page);
      signIn(page, TestCmms.PASSWORD);
      page.locator(".shell-nav a[href='/assets']").click();

      Locator asset = page.locator("[data-asset='" + engine.tag() + "']");
      assertThat(asset.textContent()).contains("Alarm", "24\u00A0h");
      asset.getByRole(AriaRole.LINK).click();

      page.locator("[data-drawn]").nth(3).waitFor();
      assertThat(page.locator(".asset-head").textContent())
          .contains("Plan turbofan-fd001 version 1");
      Locator chart = page.locator(".chart-plot").last();
      chart.focus();
      page.keyboard().press("Home");
      String first = chart.getAttribute("aria-valuetext");
      page.keyboard().press("End");
      assertThat(chart.getAttribute("aria-valuetext")).isNotEqualTo(first).contains("Reading");
      assertNothingIsCutOff(page);
      assertThat(complaints).isEmpty();
      screenshot(page, "asset-" + width);
    }
  }

  @Test
  void aWrongPasswordIsSaidAndTheSessionOutlivesAReload() {
    try (BrowserContext context = context(1440, 900)) {
      Page page = context.newPage();
      signIn(page, "not the password");
      page.locator(".notice-bad").waitFor();
      assertThat(page.locator(".notice-bad").textContent()).contains("not right");

      signIn(page, TestCmms.PASSWORD);
      page.locator(".shell").waitFor();
      page.reload();
      page.locator(".shell").waitFor();

      page.locator(".user-button").click();
      page.getByText("Sign out").click();
      page.locator("input[name=password]").waitFor();
      page.reload();
      page.locator("input[name=password]").waitFor();
    }
  }

  /** An engine whose readings are stored, as an asset of the class that the plan is for. */
  private FailingEngine registered(int number) throws Exception {
    FailingEngine engine = new FailingEngine(number, Instant.now().truncatedTo(ChronoUnit.HOURS));
    engine.store(cmms.database());
    assertThat(
            cmms.as(As.PLANNER)
                .post(
                    "/api/assets",
                    Map.of(
                        "tag",
                        engine.tag(),
                        "name",
                        "Engine " + (number + 81),
                        "assetClass",
                        "turbofan"))
                .status())
        .isEqualTo(201);
    return engine;
  }

  private BrowserContext context(int width, int height) {
    BrowserContext context =
        browser
            .chromium()
            .newContext(
                new NewContextOptions()
                    .setViewportSize(width, height)
                    .setHasTouch(width < 960)
                    .setLocale("en-GB")
                    .setTimezoneId("Europe/Berlin"));
    context.setDefaultTimeout(PATIENCE_MILLIS);
    return context;
  }

  private void signIn(Page page, String password) {
    if (page.locator("input[name=username]").count() == 0) {
      page.navigate(cmms.url().toString());
    }
    page.locator("input[name=username]").fill(TestCmms.username(As.PLANNER));
    page.locator("input[name=password]").fill(password);
    page.locator("button[type=submit]").click();
  }

  private void send(Advisory advisory) throws InterruptedException, ExecutionException {
    String key = AssetKey.of(advisory.getTenant(), advisory.getAsset()).toString();
    producer
        .send(
            new ProducerRecord<>(
                Topics.ADVISORIES.name(), key.getBytes(UTF_8), advisory.toByteArray()))
        .get();
  }

  private static void assign(Page page) {
    page.locator("[data-to=ASSIGNED]").click();
    page.locator("dialog select").selectOption(TestCmms.username(As.TECHNICIAN));
    confirm(page, "Assigned");
  }

  private static void complete(Page page) {
    page.locator("[data-to=COMPLETED]").click();
    assertThat(page.locator("dialog button[type=submit]").isDisabled())
        .as("completing without a finding")
        .isTrue();
    page.locator("dialog").getByText("Fault confirmed").click();
    page.locator("dialog").getByText("Component replaced").click();
    page.locator("dialog textarea").fill("Blades of stage 5 worn");
    confirm(page, "Completed");
  }

  private static void step(Page page, String to, String label) {
    page.locator("[data-to=" + to + "]").click();
    confirm(page, label);
  }

  private static void confirm(Page page, String label) {
    page.locator("dialog button[type=submit]").click();
    page.getByTestId("status").getByText(label, exactly()).waitFor();
    page.locator("dialog")
        .waitFor(new Locator.WaitForOptions().setState(WaitForSelectorState.DETACHED));
  }

  /**
   * Both trend points and the three curves of the condition; colour on the canvas, not only axes.
   */
  private static void assertTrendIsDrawn(Page page) {
    page.locator("[data-drawn]").nth(4).waitFor();
    assertThat(page.locator(".chart-title").allTextContents())
        .anyMatch(title -> title.startsWith("T50"))
        .anyMatch(title -> title.startsWith("Ps30"));
    assertThat(page.locator("[data-drawn]").first().getAttribute("data-drawn"))
        .as("readings in the chart")
        .satisfies(readings -> assertThat(Integer.parseInt(readings)).isGreaterThan(100));
    Object coloured =
        page.evaluate(
            """
            () => [...document.querySelectorAll('.chart-plot canvas')].map(canvas => {
              const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
              let n = 0;
              for (let i = 0; i < data.length; i += 4) {
                const [r, g, b, a] = data.slice(i, i + 4);
                if (a > 200 && Math.max(r, g, b) - Math.min(r, g, b) > 60) n++;
              }
              return n;
            }).reduce((least, n) => Math.min(least, n), Infinity)
            """);
    assertThat(((Number) coloured).intValue())
        .as("coloured pixels of the emptiest chart")
        .isGreaterThan(200);
  }

  private static void screenshot(Page page, String name) {
    page.screenshot(
        new Page.ScreenshotOptions()
            .setFullPage(true)
            .setPath(Path.of("target", "console", name + ".png")));
  }

  private static Page.LocatorOptions withText(String text) {
    return new Page.LocatorOptions().setHasText(text);
  }

  private static Locator.GetByTextOptions exactly() {
    return new Locator.GetByTextOptions().setExact(true);
  }
}
