package io.millwright.cmms.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millwright.cmms.platform.ProblemException;
import io.millwright.contracts.asset.TenantId;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ExportPlacesTest {
  private static final TenantId ACME = new TenantId("acme");
  private static final TenantId GLOBEX = new TenantId("globex");

  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
  private final ExportPlaces places = new ExportPlaces(3, 2, now::get);

  @Test
  void leavesRoomForOtherOrganizationsAndNoMoreThanTheServerHas() {
    places.take(ACME);
    ExportPlaces.Place second = places.take(ACME);
    assertThatThrownBy(() -> places.take(ACME))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("your organization has 2 exports running");

    places.take(GLOBEX);
    assertThatThrownBy(() -> places.take(GLOBEX))
        .hasMessageContaining("this server has 3 exports running");

    second.close();
    places.take(GLOBEX);
  }

  @Test
  void givesThePlaceOfOneThatNobodyReadsToAnother() {
    ExportPlaces.Place stalled = places.take(ACME);
    ExportPlaces.Place slow = places.take(ACME);
    now.addAndGet(Duration.ofSeconds(40).toNanos());
    assertThat(slow.use()).isTrue();
    now.addAndGet(Duration.ofSeconds(40).toNanos());

    ExportPlaces.Place next = places.take(ACME);

    assertThat(stalled.use()).isFalse();
    assertThat(slow.use()).isTrue();
    assertThat(next.use()).isTrue();
    stalled.close();
    assertThatThrownBy(() -> places.take(ACME)).isInstanceOf(ProblemException.class);
  }
}
