package io.millwright.cmms.advisory;

import io.millwright.cmms.testing.TestCmms;
import io.millwright.contracts.wire.Advisory;

/** Hands advisories to a running API past Kafka, for tests of what comes after. */
public final class AdvisoryFeed {
  private AdvisoryFeed() {}

  public static void take(TestCmms cmms, Advisory advisory) {
    cmms.bean(AdvisoryIntake.class).take(advisory);
  }
}
