package io.millwright.cmms.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.WaitForSelectorState;
import io.millwright.cmms.testing.TestCmms;
import io.millwright.cmms.testing.TestCmms.As;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What all tests of the console do with its pages. */
final class Pages {
  static final double PATIENCE_MILLIS = 20_000;

  private Pages() {}

  static BrowserContext context(Browser browser, int width, int height, ColorScheme scheme) {
    BrowserContext context =
        browser
            .chromium()
            .newContext(
                new NewContextOptions()
                    .setViewportSize(width, height)
                    .setHasTouch(width < 960)
                    .setColorScheme(scheme)
                    .setLocale("en-GB"));
    context.setDefaultTimeout(PATIENCE_MILLIS);
    return context;
  }

  static void signIn(Page page, TestCmms cmms, As who) {
    page.navigate(cmms.url().toString());
    page.locator("input[name=username]").fill(TestCmms.username(who));
    page.locator("input[name=password]").fill(TestCmms.PASSWORD);
    page.locator("button[type=submit]").click();
  }

  static void closed(Page page) {
    gone(page.locator("dialog"));
  }

  static void gone(Locator what) {
    what.waitFor(new Locator.WaitForOptions().setState(WaitForSelectorState.DETACHED));
  }

  /**
   * Waits until a page whose clock is installed shows what it shows when it gives up: the clock
   * jumps over the pauses between its tries.
   */
  static void awaitGivenUp(Page page, Locator shown) {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos((long) PATIENCE_MILLIS);
    while (!shown.isVisible()) {
      assertThat(System.nanoTime()).as("gives up: " + shown).isLessThan(deadline);
      page.clock().fastForward(1_000);
      page.waitForTimeout(50);
    }
  }

  static void assertNothingIsCutOff(Page page) {
    assertThat(page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))
        .as("pixels that need sideways scrolling")
        .satisfies(pixels -> assertThat(((Number) pixels).intValue()).isLessThanOrEqualTo(0));
  }

  static List<String> complaintsOf(Page page) {
    List<String> complaints = new ArrayList<>();
    page.onPageError(complaints::add);
    page.onConsoleMessage(
        message -> {
          if (message.type().equals("error")) {
            complaints.add(message.text());
          }
        });
    return complaints;
  }

  static void screenshot(Page page, String name) {
    page.screenshot(
        new Page.ScreenshotOptions().setPath(Path.of("target", "console", name + ".png")));
  }
}
