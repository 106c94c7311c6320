package io.millwright.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class ProgressDisplayTest {
  private final StringWriter screen = new StringWriter();

  @Test
  void writesOverTheLineOnATerminal() {
    ProgressDisplay display = new ProgressDisplay(new PrintWriter(screen), 80);
    display.show("sent 1,000");
    display.show("sent 20");

    assertThat(screen.toString()).isEqualTo("\rsent 1,000\rsent 20   ");
  }

  @Test
  void cutsALineThatWouldWrap() {
    new ProgressDisplay(new PrintWriter(screen), 8).show("1234567890");

    assertThat(screen.toString()).isEqualTo("\r1234567");
  }

  @Test
  void clearsTheProgressBeforeItSaysSomethingThatStays() {
    ProgressDisplay display = new ProgressDisplay(new PrintWriter(screen), 80);
    display.show("12345");
    display.say("WO-000001");

    assertThat(screen.toString()).endsWith("\r     \rWO-000001" + System.lineSeparator());
  }

  @Test
  void writesTheFirstAndTheLastProgressOnlyWhereNobodyWatches() {
    ProgressDisplay display = new ProgressDisplay(new PrintWriter(screen), 0);
    for (int i = 0; i <= 100; i++) {
      display.show("sent " + i);
    }
    display.keep();

    assertThat(screen.toString().lines()).containsExactly("sent 0", "sent 100");
  }

  @Test
  void drawsABarWithinItsBounds() {
    assertThat(ProgressDisplay.bar(0.5)).isEqualTo("[#####.....]  50 %");
    assertThat(ProgressDisplay.bar(-1)).startsWith("[..........]");
    assertThat(ProgressDisplay.bar(2)).startsWith("[##########]");
  }
}
