package io.millwright.gateway.coap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class CoapListenerTest {
  @Test
  void aTimeoutThatIsCancelledHoldsNothingUntilItWouldHaveBeenDue() {
    ScheduledThreadPoolExecutor timeouts = CoapListener.timeouts();
    try {
      var timeout = timeouts.schedule(() -> {}, 1, TimeUnit.HOURS);
      assertThat(timeouts.getQueue()).hasSize(1);

      timeout.cancel(false);

      assertThat(timeouts.getQueue()).isEmpty();
    } finally {
      timeouts.shutdownNow();
    }
  }
}
