package io.millwright.gateway.ledger;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.millwright.gateway.device.Protocol;
import java.util.Locale;

/** The totals of the ledger as meters, by protocol and state: sources would be too many. */
public final class LedgerMetrics {
  private LedgerMetrics() {}

  public static void register(Ledger ledger, MeterRegistry registry) {
    for (Protocol protocol : Protocol.values()) {
      for (Account.State state : Account.State.values()) {
        Gauge.builder(
                "millwright.gateway.ledger.readings",
                ledger,
                books -> books.readings(protocol.label(), state))
            .description("Readings by where they are; from all runs of this gateway")
            .tag("protocol", protocol.label())
            .tag("state", state.name().toLowerCase(Locale.ROOT))
            .register(registry);
      }
    }
  }
}
