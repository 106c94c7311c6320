package io.millwright.streams.historian;

import io.millwright.streams.program.Program;
import java.util.Map;

/** Starts the historian's program from tests of other packages. */
public final class HistorianPrograms {
  private HistorianPrograms() {}

  public static Program start(Map<String, Object> overrides) throws InterruptedException {
    return HistorianApplication.start(overrides);
  }
}
