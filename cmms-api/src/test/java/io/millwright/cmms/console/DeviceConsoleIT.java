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

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import io.millwright.cmms.testing.TestCmms;
import io.millwright.cmms.testing.TestCmms.As;
import io.millwright.cmms.testing.TestPostgres;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A person registers a device, gives it a credential and maps what it sent, in a real browser. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DeviceConsoleIT {

  private TestCmms cmms;
  private Browser browser;

  @BeforeAll
  void start() {
    Optional<Path> chromium = Browser.executable();
    boolean built = DeviceConsoleIT.class.getResource("/console/index.html") != null;
    if (System.getenv("CI") == null) {
      assumeTrue(chromium.isPresent(), "no Chromium found");
      assumeTrue(built, "the console is not in this build");
    }
    assertThat(chromium).isPresent();
    assertThat(built).as("the console is in this build").isTrue();
    browser = Browser.start(chromium.orElseThrow());
    cmms =
        TestCmms.start(
            TestPostgres.newDatabase(),
            Map.of(
                "millwright.kafka.enabled",
                "false",
                "millwright.cmms.device-key",
                Base64.getEncoder().encodeToString(new byte[32])));
  }

  @AfterAll
  void stop() {
    if (browser != null) {
      cmms.close();
      browser.close();
    }
  }

  @ParameterizedTest(name = "{0} px wide, {2}")
  @CsvSource({"1440, 900, LIGHT, press-1", "390, 844, DARK, press-2"})
  void anAdministratorRegistersADeviceAndSeesItsPasswordOnce(
      int width, int height, ColorScheme scheme, String tag) {
    try (BrowserContext context = context(browser, width, height, scheme)) {
      Page page = context.newPage();
      List<String> complaints = complaintsOf(page);
      signIn(page, cmms, As.ADMIN);
      page.locator(".shell-nav a[href='/devices']").click();
      page.locator("[aria-label='Devices'][aria-busy='false']").waitFor();
      screenshot(page, "devices-before-" + width);
      page.getByText("New device").click();
      page.locator("dialog input").first().fill(tag);
      page.locator("dialog input").nth(1).fill("Press in hall 2");
      page.locator("dialog textarea").fill(tag + ": force, temp\npump-1");
      assertNothingIsCutOff(page);
      screenshot(page, "device-new-" + width);
      page.locator("dialog button[type=submit]").click();

      page.locator("h1", withText("Press in hall 2")).waitFor();
      closed(page);
      page.getByText("Add credential").click();
      // by keyboard: the kind has the focus, and Enter confirms
      page.keyboard().press("Enter");
      Locator copyable = page.locator(".copyable code");
      copyable.nth(2).waitFor();
      String password = copyable.nth(1).textContent();
      assertThat(password).matches("[A-Za-z0-9_-]{43}");
      assertThat(copyable.nth(2).textContent())
          .startsWith("mosquitto_pub ")
          .contains("-u 'acme/" + tag + "' -P '" + password + "'")
          .contains("millwright/v1/acme/" + tag + "/measurements");
      assertNothingIsCutOff(page);
      screenshot(page, "credential-" + width);
      page.keyboard().press("Escape");
      closed(page);
      page.reload();
      page.locator("h1", withText("Press in hall 2")).waitFor();
      page.locator(".device-rows").first().waitFor();
      assertThat(page.content()).as("shown once").doesNotContain(password);

      page.getByText("Suspend").click();
      page.locator("dialog button[type=submit]").click();
      page.locator(".chip", withText("Suspended")).waitFor();
      closed(page);
      assertNothingIsCutOff(page);
      screenshot(page, "device-" + width);
      page.getByText("Activate").click();
      page.locator(".chip", withText("Active")).waitFor();
      page.locator(".back").click();
      assertThat(page.locator("[data-device='" + tag + "']").textContent())
          .contains("Password", "and 1 more");
      assertNothingIsCutOff(page);
      screenshot(page, "devices-" + width);
      assertThat(complaints).as("errors in the browser, violations of its policy").isEmpty();
    }
    JsonNode stored = cmms.as(As.ADMIN).get("/api/devices/" + tag).body();
    assertThat(stored.path("credentialList")).hasSize(1);
    assertThat(stored.path("state").asText()).isEqualTo("ACTIVE");
  }

  @ParameterizedTest(name = "{0} px wide, {2}")
  @CsvSource({"1440, 900, DARK, found-1", "390, 844, LIGHT, found-2"})
  void whatADeviceSentIsMappedByOneClick(int width, int height, ColorScheme scheme, String asset) {
    TestPostgres.execute(
        cmms.database(),
        """
        insert into cmms.discovery (tenant_id, id, source, device_tag, reason, asset, point, unit, value, address,
          first_seen_at, last_seen_at)
        select 'acme', gen_random_uuid(), 'mqtt:acme/%1$s', '%1$s', 'UNKNOWN_POINT', '%1$s', point, 'Cel', 71.5, '',
          now(), now() from unnest(array['temp', 'oil-temp', 'bearing']) point;
        insert into cmms.discovery (tenant_id, id, source, device_tag, reason, asset, point, address, first_seen_at,
          last_seen_at)
        values ('acme', gen_random_uuid(), 'mqtt:acme/stranger-%1$s', 'stranger-%1$s', 'UNKNOWN_DEVICE', '', '', '',
          now(), now())
        """
            .formatted(asset));
    try (BrowserContext context = context(browser, width, height, scheme)) {
      Page page = context.newPage();
      List<String> complaints = complaintsOf(page);
      signIn(page, cmms, As.ADMIN);
      page.locator(".shell-nav a[href='/devices']").click();
      page.locator(".tabs a[href='/discovered']").click();
      Locator group = page.locator("[data-discovered='" + asset + "']");
      group.waitFor();
      assertNothingIsCutOff(page);
      screenshot(page, "discovered-" + width);
      group.getByLabel("Dismiss bearing").click();
      group.getByText("Map all 2").click();
      gone(group);
      page.locator("[data-discovered='stranger-" + asset + "']").getByText("Register").click();
      gone(page.locator("[data-discovered='stranger-" + asset + "']"));
      screenshot(page, "discovered-after-" + width);
      assertThat(complaints).isEmpty();
    }
    JsonNode mapped = cmms.as(As.VIEWER).get("/api/assets/" + asset).body();
    assertThat(mapped.path("points").findValuesAsText("name")).containsExactly("oil-temp", "temp");
    JsonNode device = cmms.as(As.VIEWER).get("/api/devices/" + asset).body();
    assertThat(device.at("/grants/0/points")).hasSize(2);
    assertThat(cmms.as(As.VIEWER).get("/api/devices/stranger-" + asset).status()).isEqualTo(200);
  }

  @ParameterizedTest(name = "{0} px wide, {2}")
  @CsvSource({"1440, 900, DARK, key-1", "390, 844, LIGHT, key-2"})
  void aPasswordAndAPreSharedKeyThatADeviceHasAlreadyAreTakenAndNeverShown(
      int width, int height, ColorScheme scheme, String tag) {
    cmms.as(As.ADMIN).post("/api/devices", Map.of("tag", tag, "name", "Older than we are"));
    String key = "00112233445566778899aabbccddeeff";
    try (BrowserContext context = context(browser, width, height, scheme)) {
      Page page = context.newPage();
      List<String> complaints = complaintsOf(page);
      signIn(page, cmms, As.ADMIN);
      page.locator(".shell-nav a[href='/devices']").click();
      page.locator("[data-device='" + tag + "'] a").click();
      page.getByText("Add credential").first().click();
      Locator password = page.getByLabel("Password (optional)");
      password.fill("too short");
      page.locator("dialog button[type=submit]").click();
      assertThat(page.locator(".copyable").count()).as("refused by the form").isZero();
      password.fill("a password of our own");
      screenshot(page, "credential-password-" + width);
      page.locator("dialog button[type=submit]").click();
      page.locator(".copyable code").first().waitFor();
      assertThat(page.locator("dialog").textContent())
          .contains("acme/" + tag)
          .doesNotContain("a password of our own");
      screenshot(page, "credential-chosen-" + width);
      page.locator("dialog button[type=submit]").click();
      closed(page);

      page.getByText("Add credential").first().click();
      page.locator("dialog .choice", withText("Pre-shared key")).click();
      page.getByLabel("Identity (optional)").fill("old-" + tag);
      page.getByLabel("Key, hexadecimal (optional)").fill(key);
      assertNothingIsCutOff(page);
      screenshot(page, "credential-key-" + width);
      page.locator("dialog button[type=submit]").click();
      page.locator(".copyable code").first().waitFor();
      assertThat(page.content()).contains("old-" + tag).doesNotContain(key);
      page.keyboard().press("Escape");
      closed(page);
      screenshot(page, "device-credentials-" + width);
      assertThat(complaints).isEmpty();
    }
    JsonNode stored = cmms.as(As.ADMIN).get("/api/devices/" + tag).body().path("credentialList");
    assertThat(stored.findValuesAsText("kind")).containsExactly("PASSWORD", "PRE_SHARED_KEY");
    assertThat(stored.at("/1/identity").asText()).isEqualTo("old-" + tag);
  }

  @ParameterizedTest(name = "{0} px wide, {2}")
  @CsvSource({"1440, 900, LIGHT, mill-1", "390, 844, DARK, mill-2"})
  void aPointIsRegisteredDescribedAnewAndRemoved(
      int width, int height, ColorScheme scheme, String asset) {
    cmms.as(As.ADMIN)
        .post(
            "/api/assets",
            Map.of("tag", asset, "name", "Mill in hall 1", "assetClass", "unclassified"));
    try (BrowserContext context = context(browser, width, height, scheme)) {
      Page page = context.newPage();
      List<String> complaints = complaintsOf(page);
      signIn(page, cmms, As.ADMIN);
      page.locator(".shell-nav a[href='/devices']").waitFor();
      page.navigate(cmms.url() + "/assets/" + asset);
      page.locator(".state-title", withText("No measurement points yet")).waitFor();
      assertNothingIsCutOff(page);
      screenshot(page, "points-none-" + width);
      page.getByText("Add point").click();
      // by keyboard: the name has the focus
      page.keyboard().type("bearing-temp");
      page.getByLabel("Unit").fill("deg C");
      page.keyboard().press("Enter");
      assertThat(page.locator("dialog").count()).as("a unit has no spaces").isOne();
      page.getByLabel("Unit").fill("Cel");
      page.getByLabel("Device sends it in").fill("[degF]");
      page.getByLabel("Lowest possible value").fill("200");
      page.getByLabel("Highest possible value").fill("-40");
      page.keyboard().press("Enter");
      Locator refused = page.locator("dialog .notice", withText("must be less than high"));
      // also on a small screen, where the dialog scrolls
      PlaywrightAssertions.assertThat(refused).isInViewport();
      assertNothingIsCutOff(page);
      screenshot(page, "point-refused-" + width);
      page.getByLabel("Lowest possible value").fill("-40");
      page.getByLabel("Highest possible value").fill("200");
      page.getByText("May be dropped first").click();
      page.getByLabel("Highest possible value").press("Enter");
      closed(page);
      page.locator(".point-note", withText("Sent in [degF]")).waitFor();
      assertNothingIsCutOff(page);
      screenshot(page, "point-" + width);

      page.getByText("Edit bearing-temp").click();
      page.getByLabel("Description (optional)").fill("Drive end");
      screenshot(page, "point-edit-" + width);
      page.locator("dialog button[type=submit]").click();
      closed(page);
      JsonNode point = cmms.as(As.VIEWER).get("/api/assets/" + asset).body().at("/points/0");
      assertThat(point.path("description").asText()).isEqualTo("Drive end");
      assertThat(point.path("unit").asText()).isEqualTo("Cel");
      assertThat(point.path("sourceUnit").asText()).isEqualTo("[degF]");
      assertThat(point.path("low").asDouble()).isEqualTo(-40);
      assertThat(point.path("high").asDouble()).isEqualTo(200);
      assertThat(point.path("lowPriority").asBoolean()).isTrue();

      page.getByLabel("Remove bearing-temp").click();
      screenshot(page, "point-remove-" + width);
      page.locator("dialog button[type=submit]").click();
      closed(page);
      page.locator(".state-title", withText("No measurement points yet")).waitFor();
      // the range that was refused: the browser itself reports each answer of 400
      assertThat(complaints).allMatch(line -> line.contains("400")).hasSizeLessThan(2);
    }
    assertThat(cmms.as(As.VIEWER).get("/api/assets/" + asset).body().path("points")).isEmpty();
  }

  @ParameterizedTest(name = "{0} px wide, {2}")
  @CsvSource({"1440, 900, DARK", "390, 844, LIGHT"})
  void saysWhatCouldNotBeLoadedAndOffersToTryAgain(int width, int height, ColorScheme scheme) {
    try (BrowserContext context = context(browser, width, height, scheme)) {
      Page page = context.newPage();
      page.clock().install();
      signIn(page, cmms, As.ADMIN);
      page.locator(".shell-nav a[href='/devices']").waitFor();
      page.route(
          "**/api/devices*",
          route -> route.fulfill(new Route.FulfillOptions().setStatus(503).setBody("")));
      page.route("**/api/discoveries*", Route::abort);
      page.locator(".shell-nav a[href='/devices']").click();
      awaitGivenUp(page, page.getByText("Try again"));
      screenshot(page, "devices-failed-" + width);
      page.locator(".tabs a[href='/discovered']").click();
      awaitGivenUp(page, page.getByText("Try again"));
      assertNothingIsCutOff(page);
      screenshot(page, "discovered-failed-" + width);
      page.unroute("**/api/discoveries*");
      page.getByText("Try again").click();
      gone(page.getByText("Try again"));
    }
  }

  @ParameterizedTest
  @CsvSource({"1440, 900"})
  void aViewerIsOfferedNothingToChange(int width, int height) {
    cmms.as(As.ADMIN).post("/api/devices", Map.of("tag", "looked-at", "name", "Looked at"));
    try (BrowserContext context = context(browser, width, height, ColorScheme.LIGHT)) {
      Page page = context.newPage();
      signIn(page, cmms, As.VIEWER);
      page.locator(".shell-nav a[href='/devices']").click();
      page.locator("[data-device='looked-at'] a").click();
      page.locator(".user-name", withText("The viewer")).waitFor();
      page.locator("h1", withText("Looked at")).waitFor();
      assertThat(page.locator(".page button").count()).isZero();
      page.locator(".shell-nav a[href='/devices']").click();
      page.locator("[data-device='looked-at']").waitFor();
      assertThat(page.locator(".page .button").count()).isZero();
    }
  }

  private static Page.LocatorOptions withText(String text) {
    return new Page.LocatorOptions().setHasText(text);
  }
}
